import { z } from 'zod';
import type { ClosedBy } from '../model/conversation.ts';
import { closed, ignored } from './close.ts';
import { channelMapSetting, emailOf, phoneOf } from './places.ts';
import { provenBySignature } from './proof.ts';
import { apiRootOf, apiToken, signingSecret } from './settings.ts';
import type { Clock, HookReading, IntakeSource, RawHook, ReadContext, Verdict } from './source.ts';
import { contentId, deliveryId, fields, Id, isObject, listOf, Text, Time, textOf } from './values.ts';

const Settings = z.object({
  FRONT_APP_SECRET: signingSecret(
    'Front',
    'of an app: Settings → Developers → your app → Webhooks → Signing key',
  ),
  FRONT_RULE_SECRET: signingSecret('Front', 'of a rule: Settings → Developers → API secret'),
  FRONT_API_ROOT: apiRootOf('https://api2.frontapp.com', 'API of Front.'),
  FRONT_API_TOKEN: apiToken('API token of Front (Settings → Developers → API tokens).'),
  FRONT_CHANNELS: channelMapSetting(
    'Front',
    'whatsapp=whatsapp-cloud|whatsapp-web, twilio=whatsapp-cloud, phone=whatsapp-cloud, *=email|whatsapp-cloud',
  ),
});
type Settings = z.output<typeof Settings>;
type Context = ReadContext<Settings>;

const Teammate = fields({ id: Id, first_name: Text, last_name: Text, email: Text });
const Conversation = fields({
  id: Id,
  status: Text,
  subject: Text,
  created_at: Time,
  assignee: Teammate,
  recipient: fields({ handle: Text, name: Text, role: Text }),
  tags: listOf(fields({ name: Text })),
});
const Event = fields({
  id: Id,
  type: Text,
  emitted_at: Time,
  source: fields({ _meta: fields({ type: Text }), data: Teammate }),
  conversation: Conversation,
});
type Event = z.output<typeof Event>;

/** A rule's hook is the event; an app's has it in `payload`, under a type of its own. */
const eventIn = (payload: unknown): unknown =>
  isObject(payload) && isObject(payload.payload) ? payload.payload : payload;

const ARCHIVED = /^(conversation_archived|archive)$/;
const REOPENED = /^(conversation_reopened|reopen)$/;

function read(payload: unknown, context: Context): HookReading {
  const event = Event.parse(eventIn(payload));
  const outer = isObject(payload) ? (textOf(payload.type) ?? '') : '';
  const type = ARCHIVED.test(outer) || REOPENED.test(outer) ? outer : (event.type ?? outer);
  const { id } = event.conversation;
  if (!ARCHIVED.test(type) && !REOPENED.test(type)) return ignored(`event ${type}`);
  if (id === undefined) return ignored('fields: conversation.id');
  if (REOPENED.test(type)) return { kind: 'reopened', id, at: event.emitted_at ?? null };
  const path = `/conversations/${encodeURIComponent(id)}`;
  const preview = event.conversation.recipient.handle === undefined;
  if (preview && !context.looked.has(path)) return { kind: 'lookup', id, lookup: { path, keepSeconds: 0 } };
  const conversation = preview ? Conversation.parse(context.looked.get(path)?.body) : event.conversation;
  return closed(factsOf(event, id, conversation), context, context.settings.FRONT_CHANNELS);
}

function factsOf({ source, emitted_at }: Event, id: string, told: z.output<typeof Conversation>) {
  const { assignee, recipient } = told;
  const agent = assignee.id === undefined ? source.data : assignee;
  const email = emailOf(recipient.handle);
  return {
    source: 'front',
    id,
    theirs: email === undefined ? 'phone' : 'email',
    handles: { email, phone: phoneOf(recipient.handle), subject: told.subject },
    contact: { id: recipient.handle, name: recipient.name },
    agent: {
      id: agent.id,
      name: [agent.first_name, agent.last_name].filter(Boolean).join(' ') || undefined,
    },
    tags: told.tags.map(({ name }) => name).filter((name) => name !== undefined),
    openedAt: told.created_at,
    closedAt: emitted_at,
    closedBy: BY.get(source._meta.type ?? ''),
  };
}

/** To archive is not to resolve: a rule does it too, and templates may look at who it was. */
const BY: ReadonlyMap<string, ClosedBy> = new Map([
  ['teammate', 'agent'],
  ['rule', 'rule'],
  ['gmail', 'rule'],
  ['api', 'rule'],
]);

/** An app's hook has a time in its signature, a rule's has none. */
function verify(
  hook: RawHook,
  { FRONT_APP_SECRET: app, FRONT_RULE_SECRET: rule }: Settings,
  clock: Clock,
): Verdict {
  const given = hook.headers['x-front-signature'];
  const at = hook.headers['x-front-request-timestamp'];
  if (at !== undefined && app !== undefined) {
    const form = { algorithm: 'sha256', encoding: 'base64' } as const;
    return provenBySignature({ secret: app, parts: [`${at}:`, hook.body], given, form, at }, clock);
  }
  if (rule === undefined) return 'missing';
  const form = { algorithm: 'sha1', encoding: 'base64' } as const;
  return provenBySignature({ secret: rule, parts: [hook.body], given, form, at: null }, clock);
}

/** Front: an app's webhook, or a rule with "Send to a webhook". */
export const front: IntakeSource<Settings> = {
  name: 'front',
  title: 'Front',
  settings: Settings,
  requires: ['FRONT_APP_SECRET', 'FRONT_RULE_SECRET'],
  apiRequires: ['FRONT_API_TOKEN'],
  verify,
  greet({ headers }) {
    const challenge = headers['x-front-challenge'];
    if (challenge === undefined) return null;
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ challenge }),
    };
  },
  deliveries(payload, { body }) {
    const { id } = Event.parse(eventIn(payload));
    return [{ id: deliveryId(id ?? contentId(body), body), payload }];
  },
  read,
  api({ FRONT_API_ROOT: root, FRONT_API_TOKEN: token }) {
    return token === undefined
      ? null
      : { root, headers: { authorization: `Bearer ${token}` }, perMinute: 40 };
  },
};
