import { type Conversation, type Dialect, json } from '../helpdesk/dialect.ts';
import { type HelpdeskFake, startHelpdeskFake } from '../helpdesk/fake.ts';

const TOKEN = 'rocket-chat-webhook-token';
const USER = 'rocket-user-1';
const API_TOKEN = 'rocket-chat-api-token';

const room = (type: string, { id, customer }: Conversation, at: Date, more: object) => ({
  _id: id,
  label: customer.name,
  createdAt: new Date(at.getTime() - 600_000).toISOString(),
  lastMessageAt: at.toISOString(),
  tags: ['support'],
  customFields: {},
  visitor: {
    _id: `id-${customer.id}`,
    token: customer.id,
    name: customer.name,
    username: `guest-${customer.id}`,
  },
  agent: { _id: 'agent-1', username: 'deniz', name: 'Deniz' },
  type,
  messages: [],
  ...more,
});

const message = (id: string, msg: string, at: Date, by: { _id: string; username: string }) => ({
  u: by,
  _id: id,
  username: by.username,
  msg,
  ts: at.toISOString(),
});

const refusal = (status: number, error: string, errorType: string, headers: Record<string, string> = {}) =>
  json(status, { success: false, error: `${error} [${errorType}]`, errorType }, headers);

export const rocketChatDialect: Dialect = {
  name: 'rocket-chat',
  settings: {
    ROCKET_CHAT_URL: '{url}',
    ROCKET_CHAT_USER_ID: USER,
    ROCKET_CHAT_API_TOKEN: API_TOKEN,
    ROCKET_CHAT_WEBHOOK_TOKEN: TOKEN,
  },
  knows: (headers) => headers['x-user-id'] === USER && headers['x-auth-token'] === API_TOKEN,
  read({ method, url, body }) {
    if (method === 'GET' && url.pathname === '/api/v1/me') return { what: 'me' };
    if (method === 'GET' && url.pathname === '/api/v1/rooms.info') {
      return { what: 'room', conversation: url.searchParams.get('roomId') ?? '' };
    }
    if (method !== 'POST' || url.pathname !== '/api/v1/chat.postMessage') return null;
    const { roomId, text } = body as { roomId: string; text: string };
    return { what: 'send', conversation: roomId, text };
  },
  taken: ({ id, conversation, text }) =>
    json(200, {
      success: true,
      channel: conversation,
      message: { _id: `own-${id}`, rid: conversation, msg: text },
    }),
  refusals: {
    unauthorized: json(401, { status: 'error', message: 'You must be logged in to do this.' }),
    notFound: refusal(
      400,
      'The required "roomId" param provided does not match any channel',
      'invalid-channel',
    ),
    gone: refusal(400, 'The room is archived', 'error-room-archived'),
    trouble: json(500, { success: false, error: 'Internal server error' }),
    rateLimit: (wait) =>
      refusal(
        429,
        `Error, too many requests. Please slow down. You must wait ${wait} seconds before trying this endpoint again.`,
        'error-too-many-requests',
      ),
  },
  hooks: {
    closed: (conversation, at) =>
      room('LivechatSession', conversation, at, {
        closedAt: at.toISOString(),
        closedBy: { _id: 'agent-1', username: 'deniz' },
        closer: 'user',
      }),
    reopened: () => null,
    said: (conversation, { id, text, by, room: roomId }, at) => {
      const author = { _id: `id-${by.id}`, username: `guest-${by.id}` };
      const visitor = { ...author, token: by.id, name: by.name };
      return room('Message', conversation, at, {
        _id: roomId,
        visitor,
        messages: [message(`m-${id}`, text, at, author)],
      });
    },
    own: (conversation, { id, text }, at) =>
      room('Message', conversation, at, {
        messages: [message(`own-${id}`, text, at, { _id: USER, username: 'afterword' })],
      }),
  },
  sign: () => ({ 'x-rocketchat-livechat-token': TOKEN }),
  whenCustomerWrites: 'new-room',
};

/** Rocket.Chat: rooms of its omnichannel, `chat.postMessage`, and the omnichannel's webhook. */
export const startRocketChatFake = (): Promise<HelpdeskFake> => startHelpdeskFake(rocketChatDialect);
