import { createHmac } from 'node:crypto';
import { asHtml, plainText } from '../../../channels/helpdesk/desks/html.ts';
import { type Conversation, type Dialect, json } from '../helpdesk/dialect.ts';
import { type HelpdeskFake, startHelpdeskFake } from '../helpdesk/fake.ts';

const SECRET = 'intercom-client-secret';
const TOKEN = 'intercom-access-token';
const ADMIN = '814860';
const PARTS = /^\/conversations\/(\w+)\/(parts|reply)$/;

interface Part {
  id: string;
  part_type: string;
  body: string | null;
  created_at: number;
  author: { type: string; id: string; name: string };
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

const notification = (topic: string, { id, customer, open }: Conversation, at: Date, part: Part) => ({
  type: 'notification_event',
  app_id: 'a86dr8yl',
  id: `notif_${topic.replaceAll('.', '-')}-${id}-${part.id}-${at.getTime()}`,
  topic,
  delivery_attempts: 1,
  first_sent_at: seconds(at),
  created_at: seconds(at),
  data: {
    type: 'notification_event_data',
    item: {
      type: 'conversation',
      id,
      state: open ? 'open' : 'closed',
      open,
      created_at: seconds(at) - 600,
      updated_at: seconds(at),
      source: { type: 'conversation' },
      user: { type: 'user', id: customer.id, name: customer.name },
      assignee: { type: 'admin', id: '499', name: 'Deniz' },
      conversation_parts: { type: 'conversation_part.list', conversation_parts: [part] },
    },
  },
});

const part = (at: Date, rest: Partial<Part>): Part => ({
  id: String(at.getTime()),
  part_type: 'comment',
  body: null,
  created_at: seconds(at),
  author: { type: 'admin', id: '499', name: 'Deniz' },
  ...rest,
});

const error = (status: number, code: string, message: string, headers: Record<string, string> = {}) =>
  json(status, { type: 'error.list', request_id: '0001', errors: [{ code, message }] }, headers);

export const intercomDialect: Dialect = {
  name: 'intercom',
  settings: {
    INTERCOM_API_ROOT: '{url}',
    INTERCOM_ACCESS_TOKEN: TOKEN,
    INTERCOM_ADMIN_ID: ADMIN,
    INTERCOM_CLIENT_SECRET: SECRET,
  },
  knows: ({ authorization }) => authorization === `Bearer ${TOKEN}`,
  read({ method, url, body }) {
    if (method === 'GET' && url.pathname === '/me') return { what: 'me' };
    const [, conversation, where] = PARTS.exec(url.pathname) ?? [];
    if (method !== 'POST' || conversation === undefined) return null;
    const { body: html } = body as { body: string };
    // A reply opens a closed conversation again; a part that closes does not.
    return { what: 'send', conversation, text: plainText(html), reopens: where === 'reply' };
  },
  taken: ({ id, conversation, text }) =>
    json(200, {
      type: 'conversation',
      id: conversation,
      state: 'closed',
      open: false,
      conversation_parts: {
        conversation_parts: [{ id: String(id), part_type: 'close', body: asHtml(text) }],
      },
    }),
  refusals: {
    unauthorized: error(401, 'unauthorized', 'Access Token Invalid'),
    notFound: error(404, 'not_found', 'Conversation not found'),
    gone: error(404, 'not_found', 'Conversation not found'),
    trouble: error(503, 'service_unavailable', 'Sorry, the API service is temporarily unavailable'),
    rateLimit: (wait) => {
      const now = Math.floor(Date.now() / 1000);
      const headers = { date: new Date(now * 1000).toUTCString(), 'x-ratelimit-reset': String(now + wait) };
      return error(429, 'rate_limit_exceeded', 'Exceeded rate limit of 83 in 10_seconds', headers);
    },
  },
  hooks: {
    closed: (conversation, at) =>
      notification('conversation.admin.closed', conversation, at, part(at, { part_type: 'close' })),
    reopened: (conversation, at) =>
      notification('conversation.admin.opened', conversation, at, part(at, { part_type: 'open' })),
    said: (conversation, { id, text, by }, at) => {
      const author = { type: 'user', id: by.id, name: by.name };
      return notification(
        'conversation.user.replied',
        conversation,
        at,
        part(at, { id: String(id), body: asHtml(text), author }),
      );
    },
    own: (conversation, { id, text }, at) => {
      const author = { type: 'admin', id: ADMIN, name: 'afterword' };
      return notification(
        'conversation.admin.closed',
        conversation,
        at,
        part(at, { id: String(id), part_type: 'close', body: asHtml(text), author }),
      );
    },
  },
  sign: (body) => ({ 'x-hub-signature': `sha1=${createHmac('sha1', SECRET).update(body).digest('hex')}` }),
  whenCustomerWrites: 'reopens',
};

/** Intercom: conversations that are written to with `parts`, and the app's webhook. */
export const startIntercomFake = (): Promise<HelpdeskFake> => startHelpdeskFake(intercomDialect);
