import { z } from 'zod';
import type { ClosedBy } from '../model/conversation.ts';
import { closed, ignored } from './close.ts';
import { channelMapSetting, emailOf, phoneOf } from './places.ts';
import { provenBySignature } from './proof.ts';
import { apiRoot, apiToken, signingSecret } from './settings.ts';
import type { HookReading, IntakeSource, ReadContext } from './source.ts';
import { deliveryId, fields, Id, isObject, Text, Texts, Time } from './values.ts';

const Settings = z.object({
  ZENDESK_WEBHOOK_SECRET: signingSecret(
    'Zendesk',
    'Admin Center shows it on the page of the webhook ("Reveal secret")',
  ),
  ZENDESK_URL: apiRoot('Your Zendesk (https://example.zendesk.com): its API is asked there.'),
  ZENDESK_EMAIL: z
    .email()
    .optional()
    .describe('The agent of Zendesk in whose name its API is asked and questions are written.'),
  ZENDESK_API_TOKEN: apiToken('API token of Zendesk (Admin Center → Apps and integrations → APIs).'),
  ZENDESK_CHANNELS: channelMapSetting(
    'Zendesk',
    'whatsapp=whatsapp-cloud|whatsapp-web|helpdesk, telegram=telegram|helpdesk, email=email|helpdesk, *=helpdesk|email',
  ),
});
type Settings = z.output<typeof Settings>;

/** What an event says of its ticket. Ids come as texts here and as numbers there. */
const Event = fields({
  type: Text,
  time: Time,
  detail: fields({
    id: Id,
    status: Text,
    subject: Text,
    requester_id: Id,
    assignee_id: Id,
    group_id: Id,
    actor_id: Id,
    via: fields({ channel: Text }),
    created_at: Time,
    updated_at: Time,
    tags: Texts,
  }),
  event: fields({ current: Text, previous: Text }),
});

/** What a trigger sends: the JSON that docs/helpdesks/zendesk.md has the admin paste. Tags come parted by spaces. */
const Trigger = fields({
  ticket: fields({
    id: Id,
    status: Text,
    subject: Text,
    via: Text,
    updated_at: Time,
    created_at: Time,
    tags: Text,
    requester: fields({ id: Id, name: Text, email: Text, phone: Text, language: Text }),
    assignee: fields({ id: Id, name: Text }),
    group: fields({ name: Text }),
  }),
});

const User = fields({ user: fields({ id: Id, name: Text, email: Text, phone: Text, locale: Text }) });
const Group = fields({ group: fields({ name: Text }) });

/** Solved is asked about. Closed comes days later by a rule of Zendesk's own, and would ask twice. */
const isSolved = (status = ''): boolean => /^solved$/i.test(status);
const isOpenAgain = (status = ''): boolean => /^(new|open|pending|hold|on-hold)$/i.test(status);

type Context = ReadContext<Settings>;
type Ticket = z.output<typeof Event>['detail'];

function read(payload: unknown, context: Context): HookReading {
  if (isObject(payload) && 'ticket' in payload) return readTrigger(payload, context);
  const { type = '', time, detail, event } = Event.parse(payload);
  if (/:ticket\.comment_added$/.test(type)) return { kind: 'message' };
  if (!/:ticket\.status_changed$/.test(type)) return ignored(`event ${type}`);
  const status = event.current ?? detail.status;
  if (detail.id === undefined) return ignored('fields: detail.id');
  const at = time ?? detail.updated_at;
  if (isOpenAgain(status)) {
    return isSolved(event.previous)
      ? { kind: 'reopened', id: detail.id, at: at ?? null }
      : ignored(`status ${status}`);
  }
  return isSolved(status)
    ? fromEvent({ ...detail, id: detail.id }, at, context)
    : ignored(`status ${status}`);
}

/** An event knows ids only: the requester is looked up, and where that works agent and group as well. */
function fromEvent(ticket: Ticket & { id: string }, at: Date | undefined, context: Context): HookReading {
  const { requester_id, assignee_id, group_id } = ticket;
  // Agent and group are only for the figures: without them the customer is asked all the same.
  const wanted = [
    { id: requester_id, path: userPath(requester_id), optional: reachable(context) },
    { id: assignee_id, path: userPath(assignee_id), optional: true },
    { id: group_id, path: groupPath(group_id), optional: true },
  ];
  for (const { id, path, optional } of wanted) {
    if (id !== undefined && !context.looked.has(path) && (context.canLookUp || !optional)) {
      return { kind: 'lookup', id: ticket.id, lookup: { path, keepSeconds: 600, optional } };
    }
  }
  const person = userOf(ticket.requester_id, context);
  const agent = userOf(ticket.assignee_id, context);
  const group = Group.parse(context.looked.get(groupPath(ticket.group_id))?.body);
  return close(ticket, at, context, {
    requester: { ...person, id: ticket.requester_id, language: person.locale },
    assignee: { id: ticket.assignee_id, name: agent.name },
    group: group.group,
    via: ticket.via.channel,
    tags: ticket.tags,
  });
}

/** Without a look-up the helpdesk's own thread is still a place. */
const reachable = ({ channels }: Context): boolean => channels.has('helpdesk');

const userPath = (id: string | undefined): string => `/api/v2/users/${encodeURIComponent(id ?? '')}.json`;
const groupPath = (id: string | undefined): string => `/api/v2/groups/${encodeURIComponent(id ?? '')}.json`;
const userOf = (id: string | undefined, { looked }: Context) =>
  User.parse(looked.get(userPath(id))?.body).user;

function readTrigger(payload: unknown, context: Context): HookReading {
  const { ticket } = Trigger.parse(payload);
  if (ticket.id === undefined) return ignored('fields: ticket.id');
  const at = ticket.updated_at;
  if (isOpenAgain(ticket.status)) return { kind: 'reopened', id: ticket.id, at: at ?? null };
  if (!isSolved(ticket.status)) return ignored(`status ${ticket.status}`);
  const { requester, assignee, group, via } = ticket;
  const tags = ticket.tags?.split(/\s+/);
  return close({ ...ticket, id: ticket.id }, at, context, { requester, assignee, group, via, tags });
}

interface People {
  requester: Partial<Record<'id' | 'name' | 'email' | 'phone' | 'language', string | undefined>>;
  assignee: { id?: string | undefined; name?: string | undefined };
  group: { name?: string | undefined };
  via: string | undefined;
  tags: readonly string[] | undefined;
}

function close(
  ticket: {
    id: string;
    subject?: string | undefined;
    created_at?: Date | undefined;
    actor_id?: string | undefined;
  },
  closedAt: Date | undefined,
  context: Context,
  { requester, assignee, group, via, tags }: People,
): HookReading {
  const { id } = ticket;
  const facts = {
    source: 'zendesk',
    id,
    theirs: via,
    handles: {
      phone: phoneOf(requester.phone),
      email: emailOf(requester.email),
      subject: ticket.subject,
      thread: { helpdesk: 'zendesk', conversation: id, customer: requester.id },
    },
    contact: { id: requester.id, name: requester.name, language: requester.language },
    agent: { id: assignee.id, name: assignee.name, team: group.name },
    tags,
    openedAt: ticket.created_at,
    closedAt,
    closedBy: closedBy(ticket.actor_id, requester.id),
  };
  return closed(facts, context, context.settings.ZENDESK_CHANNELS);
}

/** Zendesk's own automations act as user -1. */
function closedBy(actor: string | undefined, requester: string | undefined): ClosedBy | undefined {
  if (actor === undefined) return undefined;
  if (actor === '-1') return 'rule';
  return actor === requester ? 'customer' : 'agent';
}

const SIGNATURE = { algorithm: 'sha256', encoding: 'base64' } as const;

/** Zendesk: a webhook with the event "Ticket status changed", or one that a trigger calls with JSON of ours. */
export const zendesk: IntakeSource<Settings> = {
  name: 'zendesk',
  title: 'Zendesk',
  settings: Settings,
  requires: ['ZENDESK_WEBHOOK_SECRET'],
  apiRequires: ['ZENDESK_URL', 'ZENDESK_EMAIL', 'ZENDESK_API_TOKEN'],
  verify({ headers, body }, { ZENDESK_WEBHOOK_SECRET: secret = '' }, clock) {
    const at = headers['x-zendesk-webhook-signature-timestamp'];
    const given = headers['x-zendesk-webhook-signature'];
    return provenBySignature({ secret, parts: [at ?? '', body], given, form: SIGNATURE, at }, clock);
  },
  deliveries: (payload, { headers, body }) => [
    { id: deliveryId(headers['x-zendesk-webhook-invocation-id'], body), payload },
  ],
  read,
  writable: ({ ZENDESK_URL: url, ZENDESK_EMAIL: email, ZENDESK_API_TOKEN: token }) =>
    url !== undefined && email !== undefined && token !== undefined,
  api({ ZENDESK_URL: root, ZENDESK_EMAIL: email, ZENDESK_API_TOKEN: token }) {
    if (root === undefined || email === undefined || token === undefined) return null;
    const authorization = `Basic ${Buffer.from(`${email}/token:${token}`).toString('base64')}`;
    return { root, headers: { authorization }, perMinute: 150 };
  },
};
