import { createHmac } from 'node:crypto';
import { type Conversation, type Dialect, json } from '../helpdesk/dialect.ts';
import { type HelpdeskFake, startHelpdeskFake } from '../helpdesk/fake.ts';

const SECRET = 'zendesk-webhook-secret';
const EMAIL = 'bot@example.com';
const TOKEN = 'zendesk-api-token';
const TICKET = /^\/api\/v2\/tickets\/(\w+)\.json$/;

const envelope = (type: string, conversation: Conversation, at: Date, event: object) => ({
  type: `zen:event-type:ticket.${type}`,
  account_id: 22129848,
  id: `${type}-${conversation.id}-${at.getTime()}`,
  time: at.toISOString(),
  zendesk_event_version: '2022-11-06',
  subject: `zen:ticket:${conversation.id}`,
  detail: {
    id: conversation.id,
    status: conversation.open ? 'OPEN' : 'SOLVED',
    requester_id: conversation.customer.id,
    assignee_id: '499',
    group_id: null,
    via: { channel: 'web' },
    created_at: new Date(at.getTime() - 600_000).toISOString(),
    updated_at: at.toISOString(),
    tags: ['support'],
  },
  event: { ...event, meta: { sequence: { id: `seq-${at.getTime()}`, position: 1 } } },
});

const comment = (id: number, body: string, author: { id: string; is_staff: boolean; name: string }) => ({
  comment: { id: String(id), body, is_public: true, author },
});

interface Update {
  ticket: { status?: string; comment: { body: string; public: boolean } };
}

export const zendeskDialect: Dialect = {
  name: 'zendesk',
  settings: {
    ZENDESK_URL: '{url}',
    ZENDESK_EMAIL: EMAIL,
    ZENDESK_API_TOKEN: TOKEN,
    ZENDESK_WEBHOOK_SECRET: SECRET,
  },
  knows: ({ authorization }) =>
    authorization === `Basic ${Buffer.from(`${EMAIL}/token:${TOKEN}`).toString('base64')}`,
  read({ method, url, body }) {
    if (method === 'GET' && url.pathname === '/api/v2/users/me.json') return { what: 'me' };
    const [, conversation] = TICKET.exec(url.pathname) ?? [];
    if (method !== 'PUT' || conversation === undefined) return null;
    const { ticket } = body as Update;
    const reopens = ticket.status !== undefined && ticket.status !== 'solved';
    return { what: 'send', conversation, text: ticket.comment.body, reopens };
  },
  taken: ({ id, conversation }) =>
    json(200, {
      ticket: { id: Number(conversation), status: 'solved' },
      audit: { id, ticket_id: Number(conversation), events: [{ id: id + 1, type: 'Comment', public: true }] },
    }),
  refusals: {
    unauthorized: json(401, { error: "Couldn't authenticate you" }),
    notFound: json(404, { error: 'RecordNotFound', description: 'Not found' }),
    gone: json(422, {
      error: 'RecordInvalid',
      description: 'Record validation errors',
      details: { status: [{ description: 'Status: closed prevents ticket update' }] },
    }),
    trouble: json(503, { error: 'ServiceUnavailable' }),
    rateLimit: (wait) =>
      json(
        429,
        {
          error: 'APIRateLimitExceeded',
          description: 'Rate limit for ticket updates exceeded, please wait.',
        },
        { 'retry-after': String(wait) },
      ),
  },
  hooks: {
    closed: (conversation, at) =>
      envelope('status_changed', conversation, at, { current: 'SOLVED', previous: 'OPEN' }),
    reopened: (conversation, at) =>
      envelope('status_changed', conversation, at, { current: 'OPEN', previous: 'SOLVED' }),
    said: (conversation, { id, text, by }, at) =>
      envelope(
        'comment_added',
        conversation,
        at,
        comment(id, text, { id: by.id, is_staff: false, name: by.name }),
      ),
    own: (conversation, { id, text }, at) =>
      envelope(
        'comment_added',
        conversation,
        at,
        comment(id, text, { id: '1', is_staff: true, name: 'afterword' }),
      ),
  },
  sign(body, at) {
    const timestamp = at.toISOString();
    return {
      'x-zendesk-webhook-signature': createHmac('sha256', SECRET)
        .update(`${timestamp}${body}`)
        .digest('base64'),
      'x-zendesk-webhook-signature-timestamp': timestamp,
      'x-zendesk-webhook-invocation-id': createHmac('sha256', 'invocation')
        .update(body)
        .digest('hex')
        .slice(0, 26),
    };
  },
  whenCustomerWrites: 'reopens',
};

/** Zendesk: tickets that are commented on through the API, and the event webhook. */
export const startZendeskFake = (): Promise<HelpdeskFake> => startHelpdeskFake(zendeskDialect);
