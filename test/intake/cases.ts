import { readFileSync } from 'node:fs';
import { type Signer, signers } from './signing.ts';

/** One helpdesk as it is in life: a close and a reopening in their true shape, and what must come of them. */
export interface Case {
  name: string;
  signer: Signer;
  /** Bodies as they are sent. */
  closed: string;
  reopened: string | null;
  /** Settings by which the API is asked, where the hook does not say enough; `{api}` is its address. */
  api: Readonly<Record<string, string>>;
  /** What the API answers, by path. */
  answers: Readonly<Record<string, unknown>>;
  conversation: string;
  channel: string;
  address: Readonly<Record<string, string>>;
  closedBy?: string;
}

const fixture = (name: string): string =>
  readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8').trim();

const MAIL = { channel: 'email', address: { email: 'ayse@example.com' } };
const TELEGRAM = { channel: 'telegram', address: { chat_id: '4242' } };

const one = (
  name: string,
  rest: Partial<Case> & Pick<Case, 'conversation' | 'channel' | 'address'>,
): Case => {
  const signer = signers[name] ?? signers.zendesk;
  if (signer === undefined) throw new Error(`no signer for ${name}`);
  const reopened = name === 'rocket-chat' ? null : fixture(`${name}-reopened`);
  return { name, signer, closed: fixture(`${name}-closed`), reopened, api: {}, answers: {}, ...rest };
};

export const cases: readonly Case[] = [
  one('chatwoot', { conversation: '2376', ...TELEGRAM }),
  one('zendesk', {
    conversation: '35436',
    ...MAIL,
    closedBy: 'agent',
    api: {
      ZENDESK_URL: '{api}',
      ZENDESK_EMAIL: 'bot@example.com',
      ZENDESK_API_TOKEN: 'zendesk-token',
      ZENDESK_CHANNELS: '*=email',
    },
    answers: {
      '/api/v2/users/8447388090494.json': {
        user: { id: 8447388090494, name: 'Ayşe', email: 'ayse@example.com', phone: null, locale: 'tr' },
      },
      '/api/v2/users/8447388090499.json': {
        user: { id: 8447388090499, name: 'Deniz', email: 'deniz@example.com' },
      },
      '/api/v2/groups/8447320465790.json': { group: { id: 8447320465790, name: 'billing' } },
    },
  }),
  one('zendesk-trigger', { conversation: '35440', ...MAIL }),
  one('intercom', { conversation: '123456789', ...MAIL, closedBy: 'agent' }),
  one('freshdesk', { conversation: '4711', ...MAIL }),
  one('freshchat', {
    conversation: 'c0ffee-1',
    channel: 'email',
    address: { email: 'ayse@example.com' },
    closedBy: 'agent',
    api: { FRESHCHAT_API_ROOT: '{api}', FRESHCHAT_API_TOKEN: 'freshchat-token' },
    answers: {
      '/conversations/c0ffee-1': { conversation_id: 'c0ffee-1', status: 'resolved', users: [{ id: 'u-9' }] },
      '/users/u-9': { id: 'u-9', first_name: 'Ayşe', email: 'ayse@example.com', phone: '+905321234567' },
    },
  }),
  one('front-app', {
    conversation: 'cnv_55c8c149',
    channel: 'email',
    address: { email: 'ayse@example.com', subject: 'Invoice' },
    closedBy: 'agent',
  }),
  one('front-rule', { conversation: 'cnv_66c8c149', ...MAIL, closedBy: 'rule' }),
  one('hubspot', {
    conversation: '546',
    ...MAIL,
    api: { HUBSPOT_API_ROOT: '{api}', HUBSPOT_ACCESS_TOKEN: 'hubspot-token' },
    answers: {
      '/conversations/v3/conversations/threads/546': {
        id: '546',
        status: 'CLOSED',
        associatedContactId: '101',
        assignedTo: 'A-5',
        originalChannelId: '1002',
        createdAt: '2026-11-22T09:16:40Z',
        closedAt: '2026-11-22T09:29:00Z',
      },
      '/crm/v3/objects/contacts/101': {
        id: '101',
        properties: { email: 'ayse@example.com', firstname: 'Ayşe' },
      },
    },
  }),
  one('zammad', { conversation: '10081', ...TELEGRAM }),
  one('rocket-chat', { conversation: 'ndQxGX9Z3rXJQYzS5', ...MAIL, closedBy: 'agent' }),
  one('crisp', {
    conversation: 'session_36ba3566-9651-4790-afc8-ffedbccc317f',
    ...MAIL,
    api: { CRISP_API_ROOT: '{api}', CRISP_API_IDENTIFIER: 'identifier', CRISP_API_KEY: 'key' },
    answers: {
      '/website/42286ab3-b29a-4fde-8538-da0ae501d825/conversation/session_36ba3566-9651-4790-afc8-ffedbccc317f':
        {
          error: false,
          data: {
            people_id: 'p-1',
            created_at: 1795339000000,
            meta: {
              nickname: 'Ayşe',
              email: 'ayse@example.com',
              origin: 'chat',
              device: { locales: ['tr'] },
            },
            assigned: { user_id: 'op-1' },
          },
        },
    },
  }),
  one('livechat', {
    conversation: 'PJ0MRSHTDG',
    ...MAIL,
    closedBy: 'agent',
    api: { LIVECHAT_API_ROOT: '{api}', LIVECHAT_API_TOKEN: 'account:token' },
    answers: {
      '/action/get_chat': {
        id: 'PJ0MRSHTDG',
        users: [
          { id: 'b7eff798', type: 'customer', name: 'Ayşe', email: 'ayse@example.com' },
          { id: 'deniz@example.com', type: 'agent', name: 'Deniz' },
        ],
        thread: { id: 'K600PKZON8', created_at: '2026-11-22T09:16:40Z', tags: ['support'] },
      },
    },
  }),
];
