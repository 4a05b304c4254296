import { z } from 'zod';
import { sameText } from '../../../src/model/signature.ts';
import type { Desk, Heard } from '../desk.ts';
import { toChannelError } from '../errors.ts';
import { type ApiAnswer, openApi } from '../http.ts';
import type { HelpdeskSettings } from '../settings.ts';
import { instantOf } from '../times.ts';

const Id = z.string().min(1).max(120);
const Message = z.object({
  _id: Id,
  msg: z.string(),
  ts: z.string().nullish(),
  t: z.string().nullish(),
  u: z.object({ _id: z.string().nullish(), username: z.string().nullish() }),
});
const Hook = z.object({
  type: z.literal('Message'),
  _id: Id,
  visitor: z.object({
    _id: z.string().nullish(),
    token: Id,
    username: z.string().nullish(),
    name: z.string().nullish(),
  }),
  messages: z.array(Message.nullable().catch(null)),
});

/** Under which an answer is found that comes in another room: a closed one takes none from its visitor. */
const visitorName = (token: string): string => `visitor ${token}`;

/** A message with a `t` is the system's ("the room was closed"). */
function hear(raw: unknown): Heard[] {
  const parsed = Hook.safeParse(raw);
  if (!parsed.success) return [];
  const { _id: room, visitor, messages } = parsed.data;
  const isTheirs = ({ _id, username }: z.infer<typeof Message>['u']) =>
    (_id != null && _id === visitor._id) || (username != null && username === visitor.username);
  return messages.flatMap((message): Heard[] => {
    if (message === null || message.t || message.msg === '' || !isTheirs(message.u)) return [];
    const customer = { id: visitor.token, ...(visitor.name && { name: visitor.name.slice(0, 200) }) };
    const said = { text: message.msg.slice(0, 20_000) };
    const asked = [visitorName(visitor.token), room];
    return [
      {
        conversation: room,
        asked,
        customer,
        eventId: `message-${message._id}`,
        at: instantOf(message.ts),
        said,
      },
    ];
  });
}

const Room = z.object({ room: z.object({ v: z.object({ token: z.string() }).nullish() }) });
const Posted = z.object({ message: z.object({ _id: z.string() }) });
const GONE = /invalid-channel|error-room-(not-found|archived)|room-closed|invalid-room/;

export function rocketChatDesk(settings: HelpdeskSettings, callTimeoutMs: number | undefined): Desk | null {
  const { ROCKET_CHAT_URL: url, ROCKET_CHAT_USER_ID: user, ROCKET_CHAT_API_TOKEN: token } = settings;
  if (url === undefined || user === undefined || token === undefined) return null;
  const refused = (answer: ApiAnswer) => toChannelError('Rocket.Chat', answer, GONE);
  return {
    name: 'rocket-chat',
    buttons: false,
    open: () => openApi(url, { 'x-user-id': user, 'x-auth-token': token }, callTimeoutMs),
    async namesOf(conversation, api) {
      const answer = await api.call({ method: 'GET', path: `/api/v1/rooms.info?roomId=${conversation}` });
      if (answer.status >= 300) throw refused(answer);
      const visitor = Room.safeParse(answer.body).data?.room.v?.token;
      return visitor === undefined ? [conversation] : [conversation, visitorName(visitor)];
    },
    async send(conversation, { text }, api) {
      const body = { roomId: conversation, text };
      const answer = await api.call({ method: 'POST', path: '/api/v1/chat.postMessage', body });
      const posted = Posted.safeParse(answer.body);
      if (answer.status >= 300 || !posted.success) throw refused(answer);
      return { id: posted.data.message._id };
    },
    verify({ headers }) {
      const { ROCKET_CHAT_WEBHOOK_TOKEN: wanted } = settings;
      return wanted !== undefined && sameText(headers['x-rocketchat-livechat-token'] ?? '', wanted);
    },
    hear,
    async check(api) {
      const answer = await api.call({ method: 'GET', path: '/api/v1/me' });
      const who = z.object({ username: z.string() }).safeParse(answer.body);
      if (answer.status >= 300 || !who.success) throw refused(answer);
      return who.data.username;
    },
  };
}
