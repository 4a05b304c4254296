import { createPublicKey, verify as verifies } from 'node:crypto';
import { z } from 'zod';
import type { ClosedBy } from '../model/conversation.ts';
import { closed, ignored } from './close.ts';
import { channelMapSetting, emailOf, phoneOf } from './places.ts';
import { apiRoot, apiToken } from './settings.ts';
import type { HookReading, IntakeSource, ReadContext, Verdict } from './source.ts';
import { contentId, deliveryId, fields, Id, listOf, Text, Time } from './values.ts';

/** One line of PEM as environments keep it, with "\n" written out or with the frame left off. */
function asPem(text: string): string {
  const body = text
    .replaceAll('\\n', '\n')
    .replace(/-----[A-Z ]{1,40}-----/g, '')
    .replace(/\s+/g, '');
  return `-----BEGIN PUBLIC KEY-----\n${body}\n-----END PUBLIC KEY-----\n`;
}

function isKey(text: string): boolean {
  try {
    return createPublicKey(asPem(text)).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

const Settings = z.object({
  FRESHCHAT_PUBLIC_KEY: z
    .string()
    .refine(isKey, 'expected the RSA public key that Freshchat shows')
    .optional()
    .describe(
      'The RSA public key by which hooks of Freshchat are known: Admin → Webhooks shows it under Authentication. Hooks of Freshchat are taken when it is set.',
    ),
  FRESHCHAT_API_ROOT: apiRoot(
    'API of Freshchat, as Admin → API tokens shows it (https://example.freshchat.com/v2).',
  ),
  FRESHCHAT_API_TOKEN: apiToken('API token of Freshchat (Admin → API tokens).'),
  FRESHCHAT_CHANNELS: channelMapSetting(
    'Freshchat',
    'whatsapp=whatsapp-cloud|whatsapp-web, *=email|whatsapp-cloud',
  ),
});
type Settings = z.output<typeof Settings>;
type Context = ReadContext<Settings>;

const Conversation = fields({
  conversation_id: Id,
  status: Text,
  channel_id: Id,
  created_time: Time,
  assigned_agent_id: Id,
  user_id: Id,
  users: listOf(fields({ id: Id })),
});
const Hook = fields({
  action: Text,
  action_time: Time,
  actor: fields({ actor_type: Text, actor_id: Id }),
  data: fields({
    resolve: fields({ resolver: Text, resolver_id: Id, conversation: Conversation }),
    reopen: fields({ conversation: Conversation }),
  }),
});
const Person = fields({ id: Id, first_name: Text, last_name: Text, email: Text, phone: Text, locale: Text });

function read(payload: unknown, context: Context): HookReading {
  const { action, action_time: at, actor, data } = Hook.parse(payload);
  if (action === 'conversation_reopen') {
    const id = data.reopen.conversation.conversation_id;
    return id === undefined
      ? ignored('fields: data.reopen.conversation')
      : { kind: 'reopened', id, at: at ?? null };
  }
  if (action !== 'conversation_resolution') return ignored(`event ${action}`);
  const { conversation, resolver, resolver_id } = data.resolve;
  const id = conversation.conversation_id;
  if (id === undefined) return ignored('fields: data.resolve.conversation');
  return fromConversation(
    { ...conversation, id },
    { at, by: resolver ?? actor.actor_type, agent: resolver_id ?? actor.actor_id },
    context,
  );
}

/** The hook names the conversation, the API its user, and the API again who that is. */
function fromConversation(
  told: z.output<typeof Conversation> & { id: string },
  close: { at: Date | undefined; by: string | undefined; agent: string | undefined },
  context: Context,
): HookReading {
  const path = `/conversations/${encodeURIComponent(told.id)}`;
  const found = Conversation.parse(context.looked.get(path)?.body);
  const userId = told.user_id ?? told.users[0]?.id ?? found.user_id ?? found.users[0]?.id;
  const next = userId === undefined ? path : `/users/${encodeURIComponent(userId)}`;
  if (!context.looked.has(next)) {
    return {
      kind: 'lookup',
      id: told.id,
      lookup: { path: next, keepSeconds: userId === undefined ? 0 : 600 },
    };
  }
  const person = userId === undefined ? Person.parse(null) : Person.parse(context.looked.get(next)?.body);
  const facts = {
    source: 'freshchat',
    id: told.id,
    theirs: told.channel_id,
    handles: { phone: phoneOf(person.phone), email: emailOf(person.email) },
    contact: {
      id: userId,
      name: [person.first_name, person.last_name].filter(Boolean).join(' ') || undefined,
      language: person.locale,
    },
    agent: { id: close.by === 'agent' ? close.agent : (told.assigned_agent_id ?? found.assigned_agent_id) },
    openedAt: told.created_time ?? found.created_time,
    closedAt: close.at,
    closedBy: BY.get(close.by ?? ''),
  };
  return closed(facts, context, context.settings.FRESHCHAT_CHANNELS);
}

const BY: ReadonlyMap<string, ClosedBy> = new Map([
  ['agent', 'agent'],
  ['user', 'customer'],
  ['bot', 'bot'],
  ['system', 'rule'],
]);

/** Freshchat: its webhook, signed with a key of which we have the public half. */
export const freshchat: IntakeSource<Settings> = {
  name: 'freshchat',
  title: 'Freshchat',
  settings: Settings,
  requires: ['FRESHCHAT_PUBLIC_KEY'],
  apiRequires: ['FRESHCHAT_API_ROOT', 'FRESHCHAT_API_TOKEN'],
  verify({ headers, body }, { FRESHCHAT_PUBLIC_KEY: key = '' }): Verdict {
    const given = headers['x-freshchat-signature'];
    if (given === undefined) return 'missing';
    const signature = Buffer.from(given, 'base64');
    return verifies('RSA-SHA256', body, asPem(key), signature) ? 'genuine' : 'wrong';
  },
  deliveries: (payload, { body }) => [{ id: deliveryId(contentId(body), body), payload }],
  read,
  api({ FRESHCHAT_API_ROOT: root, FRESHCHAT_API_TOKEN: token }) {
    if (root === undefined || token === undefined) return null;
    return { root, headers: { authorization: `Bearer ${token}` }, perMinute: 60 };
  },
};
