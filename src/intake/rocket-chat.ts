import { z } from 'zod';
import type { ClosedBy } from '../model/conversation.ts';
import { closed, ignored } from './close.ts';
import { channelMapSetting, emailOf, phoneOf } from './places.ts';
import { provenByToken } from './proof.ts';
import { apiRoot, apiToken, ownToken } from './settings.ts';
import type { HookReading, IntakeSource, ReadContext } from './source.ts';
import { contentId, deliveryId, fields, Id, isObject, listOf, Text, Texts, Time } from './values.ts';

const Settings = z.object({
  ROCKET_CHAT_WEBHOOK_TOKEN: ownToken('Rocket.Chat', 'Omnichannel → Webhooks → Secret Token'),
  ROCKET_CHAT_URL: apiRoot('Where Rocket.Chat runs (https://chat.example.com): questions are written there.'),
  ROCKET_CHAT_USER_ID: apiToken('Id of the user of Rocket.Chat in whose name questions are written.'),
  ROCKET_CHAT_API_TOKEN: apiToken(
    'Personal access token of that user (My Account → Personal Access Tokens).',
  ),
  ROCKET_CHAT_CHANNELS: channelMapSetting(
    'Rocket.Chat',
    'sms=whatsapp-cloud|helpdesk, email=email|helpdesk, *=helpdesk|email',
  ),
});
type Settings = z.output<typeof Settings>;

const Contact = fields({ phoneNumber: Text, address: Text });
const Session = fields({
  type: Text,
  _id: Id,
  createdAt: Time,
  tags: Texts,
  source: fields({ type: Text }),
  visitor: fields({
    _id: Id,
    token: Text,
    name: Text,
    username: Text,
    department: Text,
    email: listOf(Contact),
    phone: listOf(Contact),
    language: Text,
  }),
  agent: fields({ _id: Id, name: Text, username: Text }),
  messages: listOf(fields({ username: Text, agentId: Id, ts: Time })),
  departmentId: Id,
  closedAt: Time,
  closer: Text,
  closedBy: fields({ _id: Id, username: Text }),
});
type Session = z.output<typeof Session>;

/** Messages, taken and queued rooms come to the same address. Edits of a room fire again long after its close. */
function read(payload: unknown, context: ReadContext<Settings>): HookReading {
  const room = Session.parse(payload);
  if (room.type === 'Message') return { kind: 'message' };
  if (room.type !== 'LivechatSession') return ignored(`event ${room.type}`);
  if (room._id === undefined) return ignored('fields: _id');
  return closed(factsOf(room, room._id), context, context.settings.ROCKET_CHAT_CHANNELS);
}

function factsOf({ visitor, agent, ...room }: Session, id: string) {
  return {
    source: 'rocket-chat',
    id,
    theirs: room.source.type,
    handles: {
      phone: phoneOf(visitor.phone[0]?.phoneNumber),
      email: emailOf(visitor.email[0]?.address),
      thread: { helpdesk: 'rocket-chat', conversation: id, customer: visitor.token ?? visitor._id },
    },
    contact: {
      id: visitor._id ?? visitor.token,
      name: visitor.name ?? visitor.username,
      language: visitor.language,
    },
    agent: {
      id: agent._id,
      name: agent.name ?? agent.username,
      team: visitor.department ?? room.departmentId,
    },
    tags: room.tags,
    openedAt: room.createdAt,
    lastCustomerMessageAt: lastOf(room.messages, visitor.username),
    closedAt: room.closedAt,
    closedBy: closedBy(room.closer, room.closedBy._id ?? room.closedBy.username),
  };
}

/** `lastMessageAt` of a room may be the agent's, and a window that opens with it is none. */
const lastOf = (messages: Session['messages'], visitor: string | undefined): Date | undefined =>
  messages.findLast(({ agentId, username, ts }) => ts && agentId === undefined && username === visitor)?.ts;

/** Rooms that were abandoned are closed by the server, in the name of its own bot. */
function closedBy(closer: string | undefined, by: string | undefined): ClosedBy | undefined {
  if (closer === 'visitor') return 'customer';
  if (by === 'rocket.cat') return 'timeout';
  return closer === 'user' ? 'agent' : undefined;
}

/** Rocket.Chat: the webhook of its omnichannel. A room that was closed stays so: who writes again gets a new one. */
export const rocketChat: IntakeSource<Settings> = {
  name: 'rocket-chat',
  title: 'Rocket.Chat',
  settings: Settings,
  requires: ['ROCKET_CHAT_WEBHOOK_TOKEN'],
  apiRequires: [],
  verify: ({ headers }, { ROCKET_CHAT_WEBHOOK_TOKEN: token = '' }) =>
    provenByToken(headers['x-rocketchat-livechat-token'], token),
  deliveries(payload, { body }) {
    const { _id, closedAt, type } = Session.parse(payload);
    const close =
      isObject(payload) && type === 'LivechatSession' && closedAt && `${_id}@${closedAt.getTime()}`;
    return [{ id: deliveryId(close || contentId(body), body), payload }];
  },
  read,
  writable: ({ ROCKET_CHAT_URL: url, ROCKET_CHAT_USER_ID: user, ROCKET_CHAT_API_TOKEN: token }) =>
    url !== undefined && user !== undefined && token !== undefined,
  // Any other status counts as a failure there, and a body is kept on the room.
  answer: { status: 200 },
};
