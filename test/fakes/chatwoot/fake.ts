import { createHmac } from 'node:crypto';
import { type Conversation, type Dialect, type Item, json } from '../helpdesk/dialect.ts';
import { type HelpdeskFake, startHelpdeskFake } from '../helpdesk/fake.ts';

const SECRET = 'chatwoot-webhook-secret';
const TOKEN = 'chatwoot-access-token';
const SEND = /^\/api\/v1\/accounts\/1\/conversations\/([^/]+)\/messages$/;

const seconds = (at: Date): number => at.getTime() / 1000;

const conversationOf = ({ id, customer, open }: Conversation) => ({
  id: Number(id),
  channel: 'Channel::WebWidget',
  status: open ? 'open' : 'resolved',
  contact_inbox: { contact_id: Number(customer.id), source_id: '239a4135-0f7b-4fd5-b108-17f84e596aef' },
  meta: { sender: { id: Number(customer.id), name: customer.name, email: null, phone_number: null } },
  messages: [],
});

const statusChanged = (conversation: Conversation, at: Date) => ({
  event: 'conversation_status_changed',
  ...conversationOf(conversation),
  inbox_id: 3,
  changed_attributes: [{ status: { current_value: conversation.open ? 'open' : 'resolved' } }],
  created_at: Math.floor(seconds(at)) - 600,
  updated_at: seconds(at),
  last_activity_at: Math.floor(seconds(at)),
  labels: ['support'],
  custom_attributes: {},
});

interface NewMessage {
  content: string;
  content_attributes?: { items?: Item[] };
}

const ours = (id: number, text: string, items: readonly Item[]) => ({
  id,
  content: text,
  message_type: 'outgoing',
  content_type: items.length > 0 ? 'input_select' : 'text',
  content_attributes: { items },
  private: false,
  sender: { id: 1, name: 'afterword', type: 'user' },
});

export const chatwootDialect: Dialect = {
  name: 'chatwoot',
  settings: { CHATWOOT_URL: '{url}', CHATWOOT_API_TOKEN: TOKEN, CHATWOOT_WEBHOOK_SECRET: SECRET },
  knows: (headers) => headers.api_access_token === TOKEN,
  read({ method, url, body }) {
    if (method === 'GET' && url.pathname === '/api/v1/profile') return { what: 'me' };
    const [, conversation] = SEND.exec(url.pathname) ?? [];
    if (method !== 'POST' || conversation === undefined) return null;
    const { content, content_attributes } = body as NewMessage;
    return { what: 'send', conversation, text: content, items: content_attributes?.items ?? [] };
  },
  taken: ({ id, text, items, conversation }) =>
    json(200, { ...ours(id, text, items), message_type: 1, conversation_id: Number(conversation) }),
  refusals: {
    unauthorized: json(401, { error: 'Invalid Access Token' }),
    notFound: json(404, { error: 'Resource could not be found' }),
    gone: json(404, { error: 'Resource could not be found' }),
    trouble: json(500, '<!DOCTYPE html><html><body>We are sorry, but something went wrong.</body></html>', {
      'content-type': 'text/html',
    }),
    rateLimit: (wait) =>
      json(429, 'Retry later\n', { 'retry-after': String(wait), 'content-type': 'text/plain' }),
  },
  hooks: {
    closed: statusChanged,
    reopened: statusChanged,
    said: (conversation, { id, text, by }, at) => ({
      event: 'message_created',
      id,
      content: text,
      message_type: 'incoming',
      content_type: 'text',
      content_attributes: {},
      private: false,
      created_at: at.toISOString(),
      account: { id: 1, name: 'Example' },
      inbox: { id: 3, name: 'Website' },
      sender: { id: Number(by.id), name: by.name, type: 'contact' },
      conversation: conversationOf(conversation),
    }),
    own: (conversation, { id, text, items }, at) => ({
      event: 'message_created',
      ...ours(id, text, items),
      created_at: at.toISOString(),
      conversation: conversationOf(conversation),
    }),
    tapped: (conversation, { id, text, items }, value, at) => ({
      event: 'message_updated',
      ...ours(id, text, items),
      content_attributes: { items, submitted_values: items.filter((item) => item.value === value) },
      created_at: at.toISOString(),
      conversation: conversationOf(conversation),
    }),
  },
  sign(body, at) {
    const timestamp = String(Math.floor(seconds(at)));
    const digest = createHmac('sha256', SECRET).update(`${timestamp}.${body}`).digest('hex');
    const delivery = createHmac('sha256', 'delivery').update(body).digest('hex');
    return {
      'x-chatwoot-signature': `sha256=${digest}`,
      'x-chatwoot-timestamp': timestamp,
      'x-chatwoot-delivery': delivery,
    };
  },
  whenCustomerWrites: 'reopens',
};

/** Chatwoot: conversations of an account, outgoing messages with and without choices, the account's webhook. */
export const startChatwootFake = (): Promise<HelpdeskFake> => startHelpdeskFake(chatwootDialect);
