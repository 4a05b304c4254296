import { z } from 'zod';
import { ClosedBy } from '../model/conversation.ts';
import { closed, ignored } from './close.ts';
import { parsePath, valueAt } from './paths.ts';
import { emailOf, phoneOf, REACHABLE_CHANNELS } from './places.ts';
import { provenBySignature, provenByToken } from './proof.ts';
import type { HookReading, IntakeSource, RawHook, ReadContext } from './source.ts';
import { contentId, deliveryId, idOf, instantOf, textOf } from './values.ts';

const Path = z
  .string()
  .refine(
    (path) => parsePath(path) !== null,
    'expected a path such as "data.ticket.id" or "contacts[0].phone"',
  );
const Header = z.string().regex(/^[A-Za-z0-9-]{1,60}$/, 'expected the name of a header, such as "X-Token"');

/** Where a value stands, or which values of the helpdesk's mean which of ours. */
const Words = z.strictObject({
  path: Path,
  map: z.record(z.string(), z.string()).optional(),
  /** For a value that is not there or not in `map`. */
  default: z.string().optional(),
});

const OUR_CHANNEL = `expected channels out of ${REACHABLE_CHANNELS.join(', ')}`;

/**
 * A helpdesk that has no file here, described in YAML: which of its events are closes and reopenings, and where in
 * its hook the fields of ours stand. `docs/helpdesks/mapping.md` explains it.
 */
export const HookMapping = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected a name of small letters, digits and "-"'),
  /** How a hook is known. The secret is HOOKS_SECRET. */
  verify: z.union([
    z.strictObject({ header: Header }),
    z.strictObject({ query: z.string().regex(/^\w{1,40}$/) }),
    z.strictObject({
      hmac: z.strictObject({
        header: Header,
        algorithm: z.enum(['sha1', 'sha256']).default('sha256'),
        encoding: z.enum(['hex', 'base64']).default('hex'),
        prefix: z.string().max(20).default(''),
      }),
    }),
  ]),
  /** The helpdesk's id of the delivery. Without it the same content is the same delivery. */
  delivery: Path.optional(),
  event: z.strictObject({
    path: Path,
    closed: z.array(z.string()).min(1),
    reopened: z.array(z.string()).default([]),
  }),
  fields: z.strictObject({
    id: Path,
    closed_at: Path.optional(),
    opened_at: Path.optional(),
    first_response_at: Path.optional(),
    last_customer_message_at: Path.optional(),
    phone: Path.optional(),
    email: Path.optional(),
    subject: Path.optional(),
    telegram: Path.optional(),
    contact_id: Path.optional(),
    contact_name: Path.optional(),
    language: Path.optional(),
    agent_id: Path.optional(),
    agent_name: Path.optional(),
    team: Path.optional(),
    tags: Path.optional(),
    customer_messages: Path.optional(),
    closed_by: Words.extend({
      map: z.record(z.string(), ClosedBy).optional(),
      default: ClosedBy.optional(),
    }).optional(),
  }),
  /** The first of these that is on and has an address. With `path` by the helpdesk's own name of the channel. */
  channels: z.strictObject({
    path: Path.optional(),
    map: z.record(z.string(), z.array(z.enum(REACHABLE_CHANNELS, OUR_CHANNEL))).default({}),
    default: z.array(z.enum(REACHABLE_CHANNELS, OUR_CHANNEL)).default([]),
  }),
});
export type HookMapping = z.output<typeof HookMapping>;

const MappedSettings = z.object({
  HOOKS_SECRET: z
    .string()
    .min(16, 'expected at least 16 characters')
    .optional()
    .describe(
      'The secret by which hooks of helpdesks with a mapping in HOOKS_DIR are known, at least 16 characters.',
    ),
});
type MappedSettings = z.output<typeof MappedSettings>;

/** A source like those with a file of their own. */
export function mappedSource(mapping: HookMapping): IntakeSource<MappedSettings> {
  const { name, delivery } = mapping;
  return {
    name,
    title: name,
    settings: MappedSettings,
    requires: ['HOOKS_SECRET'],
    apiRequires: [],
    verify: (hook, { HOOKS_SECRET: secret = '' }, clock) => {
      const { verify } = mapping;
      if ('query' in verify) return provenByToken(hook.query.get(verify.query), secret);
      if ('header' in verify) return provenByToken(bare(headerOf(hook, verify.header)), secret);
      const { header, ...form } = verify.hmac;
      return provenBySignature(
        { secret, parts: [hook.body], given: headerOf(hook, header), form, at: null },
        clock,
      );
    },
    deliveries: (payload, { body }) => {
      const id = delivery === undefined ? undefined : textOf(valueAt(payload, delivery));
      return [{ id: deliveryId(id ?? contentId(body), body), payload }];
    },
    read: (payload, context) => readMapped(mapping, payload, context),
  };
}

const headerOf = ({ headers }: RawHook, name: string): string | undefined => headers[name.toLowerCase()];
const bare = (value: string | undefined): string | undefined => value?.replace(/^Bearer /i, '');

function readMapped(
  mapping: HookMapping,
  payload: unknown,
  context: ReadContext<MappedSettings>,
): HookReading {
  const { event, fields, channels, name } = mapping;
  const what = textOf(valueAt(payload, event.path)) ?? '';
  const at = <N extends keyof HookMapping['fields']>(field: N): unknown => {
    const path = fields[field];
    return typeof path === 'string' ? valueAt(payload, path) : undefined;
  };
  const text = (field: keyof HookMapping['fields']) => textOf(at(field));
  const id = idOf(at('id'));
  const isReopening = event.reopened.includes(what);
  if (!isReopening && !event.closed.includes(what)) return ignored(`event ${what}`);
  if (id === undefined) return ignored(`fields: ${fields.id}`);
  const closedAt = instantOf(at('closed_at'));
  if (isReopening) return { kind: 'reopened', id, at: closedAt ?? null };
  const tags = at('tags');
  const count = Number(at('customer_messages') ?? Number.NaN);
  const facts = {
    source: name,
    id,
    theirs: channels.path === undefined ? undefined : textOf(valueAt(payload, channels.path)),
    handles: {
      phone: phoneOf(text('phone')),
      email: emailOf(text('email')),
      subject: text('subject'),
      telegram: text('telegram'),
    },
    contact: { id: text('contact_id'), name: text('contact_name'), language: text('language') },
    agent: { id: text('agent_id'), name: text('agent_name'), team: text('team') },
    tags: Array.isArray(tags) ? tags.flatMap((tag) => textOf(tag) ?? []) : textOf(tags)?.split(/\s*,\s*/),
    openedAt: instantOf(at('opened_at')),
    firstResponseAt: instantOf(at('first_response_at')),
    lastCustomerMessageAt: instantOf(at('last_customer_message_at')),
    customerMessages: Number.isInteger(count) && count >= 0 ? count : undefined,
    closedAt,
    closedBy: closedByOf(fields.closed_by, payload),
  };
  const byName = new Map(Object.entries(channels.map).map(([theirs, ours]) => [theirs.toLowerCase(), ours]));
  return closed(facts, context, { byName, otherwise: channels.default });
}

function closedByOf(words: HookMapping['fields']['closed_by'], payload: unknown): ClosedBy | undefined {
  if (words === undefined) return undefined;
  const told = textOf(valueAt(payload, words.path)) ?? '';
  const meant = words.map === undefined ? told : Object.hasOwn(words.map, told) ? words.map[told] : undefined;
  return ClosedBy.safeParse(meant).data ?? words.default;
}
