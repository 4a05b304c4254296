import { z } from 'zod';
import type { ClosedBy } from '../model/conversation.ts';
import { closed, ignored } from './close.ts';
import { channelMapSetting, emailOf, phoneOf } from './places.ts';
import { provenBySignature } from './proof.ts';
import { apiRootOf, apiToken, signingSecret } from './settings.ts';
import type { HookReading, IntakeSource, ReadContext } from './source.ts';
import { contentId, deliveryId, fields, Id, isObject, listOf, Text, Time, textOf } from './values.ts';

const Settings = z.object({
  INTERCOM_CLIENT_SECRET: signingSecret(
    'Intercom',
    'Developer Hub → your app → Basic information → Client secret',
  ),
  INTERCOM_API_ROOT: apiRootOf(
    'https://api.intercom.io',
    'API of Intercom (https://api.eu.intercom.io for accounts in Europe).',
  ),
  INTERCOM_ACCESS_TOKEN: apiToken('Access token of Intercom (Developer Hub → your app → Authentication).'),
  INTERCOM_ADMIN_ID: apiToken('Id of the admin of Intercom in whose name questions are written.'),
  INTERCOM_CHANNELS: channelMapSetting(
    'Intercom',
    'whatsapp=whatsapp-cloud|whatsapp-web|helpdesk, email=email|helpdesk, *=helpdesk|email',
  ),
});
type Settings = z.output<typeof Settings>;
type Context = ReadContext<Settings>;

const Person = fields({ id: Id, type: Text, name: Text, email: Text, phone: Text });
const Contact = fields({
  id: Id,
  name: Text,
  email: Text,
  phone: Text,
  language_override: Text,
  browser_language: Text,
});
const Item = fields({
  id: Id,
  state: Text,
  created_at: Time,
  updated_at: Time,
  user: Person,
  contacts: fields({ contacts: listOf(Person) }),
  source: fields({ type: Text, subject: Text, author: Person }),
  assignee: Person,
  admin_assignee_id: Id,
  team_assignee_id: Id,
  tags: fields({ tags: listOf(fields({ name: Text })) }),
  conversation_parts: fields({
    conversation_parts: listOf(fields({ part_type: Text, created_at: Time, author: Person })),
  }),
  statistics: fields({ last_close_at: Time, first_admin_reply_at: Time, last_contact_reply_at: Time }),
});
type Item = z.output<typeof Item>;
const Notification = fields({ topic: Text, id: Text, created_at: Time, data: fields({ item: Item }) });

function read(payload: unknown, context: Context): HookReading {
  const { topic = '', created_at, data } = Notification.parse(payload);
  const { item } = data;
  if (topic === 'conversation.user.replied') return { kind: 'message' };
  if (!/^conversation\.admin\.(closed|opened)$/.test(topic)) return ignored(`event ${topic}`);
  if (item.id === undefined) return ignored('fields: data.item.id');
  const part = item.conversation_parts.conversation_parts.at(-1);
  const at = part?.created_at ?? created_at ?? item.updated_at;
  // Our own question closes the conversation with the same breath: that is no new close, and no reopening either.
  if (part?.author.id !== undefined && part.author.id === context.settings.INTERCOM_ADMIN_ID)
    return ignored('own');
  if (topic.endsWith('opened')) return { kind: 'reopened', id: item.id, at: at ?? null };
  return fromItem(
    { ...item, id: item.id },
    { at: item.statistics.last_close_at ?? at, by: part?.author.type },
    context,
  );
}

/** The person in newer hooks is an id: looked up where it can be. */
function fromItem(
  item: Item & { id: string },
  close: { at: Date | undefined; by: string | undefined },
  context: Context,
): HookReading {
  const told = item.user.id === undefined ? (item.contacts.contacts[0] ?? item.user) : item.user;
  const path = `/contacts/${encodeURIComponent(told.id ?? '')}`;
  const author = item.source.author.id === told.id ? item.source.author : undefined;
  const email = told.email ?? author?.email;
  const needed = email === undefined && told.phone === undefined && !context.channels.has('helpdesk');
  if (told.id !== undefined && !context.looked.has(path) && (needed || context.canLookUp)) {
    return { kind: 'lookup', id: item.id, lookup: { path, keepSeconds: 600, optional: !needed } };
  }
  const found = Contact.parse(context.looked.get(path)?.body);
  const facts = {
    source: 'intercom',
    id: item.id,
    theirs: item.source.type,
    handles: {
      phone: phoneOf(found.phone ?? told.phone),
      email: emailOf(found.email ?? email),
      subject: item.source.type === 'email' ? plain(item.source.subject) : undefined,
      thread: { helpdesk: 'intercom', conversation: item.id, customer: told.id },
    },
    contact: {
      id: told.id,
      name: found.name ?? told.name ?? author?.name,
      language: found.language_override ?? found.browser_language,
    },
    agent: {
      id: item.assignee.id ?? item.admin_assignee_id,
      name: item.assignee.name,
      team: item.team_assignee_id,
    },
    tags: item.tags.tags.map(({ name }) => name).filter((name) => name !== undefined),
    openedAt: item.created_at,
    firstResponseAt: item.statistics.first_admin_reply_at,
    lastCustomerMessageAt: item.statistics.last_contact_reply_at,
    closedAt: close.at,
    closedBy: closedBy(close.by),
  };
  return closed(facts, context, context.settings.INTERCOM_CHANNELS);
}

/** Subjects come in HTML. */
const plain = (html: string | undefined): string | undefined => html?.replace(/<[^<>]{0,200}>/g, '');

const BY: ReadonlyMap<string, ClosedBy> = new Map([
  ['admin', 'agent'],
  ['team', 'agent'],
  ['bot', 'bot'],
  ['user', 'customer'],
  ['lead', 'customer'],
  ['contact', 'customer'],
]);
const closedBy = (author: string | undefined): ClosedBy | undefined => BY.get(author ?? '');

/** Intercom: an app's webhook with the topics `conversation.admin.closed` and `conversation.admin.opened`. */
export const intercom: IntakeSource<Settings> = {
  name: 'intercom',
  title: 'Intercom',
  settings: Settings,
  requires: ['INTERCOM_CLIENT_SECRET'],
  apiRequires: ['INTERCOM_ACCESS_TOKEN'],
  verify({ headers, body }, { INTERCOM_CLIENT_SECRET: secret = '' }, clock) {
    const form = { algorithm: 'sha1', encoding: 'hex', prefix: 'sha1=' } as const;
    return provenBySignature(
      { secret, parts: [body], given: headers['x-hub-signature'], form, at: null },
      clock,
    );
  },
  deliveries(payload, { body }) {
    const id = isObject(payload) ? textOf(payload.id) : undefined;
    // A ping and a notification without an id are told apart by their content.
    return [{ id: deliveryId(id?.startsWith('notif_') ? id : contentId(body), body), payload }];
  },
  read,
  writable: ({ INTERCOM_ACCESS_TOKEN: token, INTERCOM_ADMIN_ID: admin }) =>
    token !== undefined && admin !== undefined,
  api({ INTERCOM_API_ROOT: root, INTERCOM_ACCESS_TOKEN: token }) {
    if (token === undefined) return null;
    return {
      root,
      headers: { authorization: `Bearer ${token}`, 'intercom-version': '2.11' },
      perMinute: 300,
    };
  },
};
