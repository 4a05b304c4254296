import { z } from 'zod';
import { closed, ignored } from './close.ts';
import { channelMapSetting, emailOf, phoneOf } from './places.ts';
import { provenByToken, tokenOf } from './proof.ts';
import { apiRoot, apiToken, ownToken } from './settings.ts';
import type { HookReading, IntakeSource, ReadContext } from './source.ts';
import { contentId, deliveryId, fields, Id, Text, Time } from './values.ts';

const Settings = z.object({
  FRESHDESK_WEBHOOK_TOKEN: ownToken('Freshdesk', 'in a custom header of the webhook, X-Afterword-Token'),
  FRESHDESK_URL: apiRoot('Your Freshdesk (https://example.freshdesk.com): its API is asked there.'),
  FRESHDESK_API_KEY: apiToken('API key of an agent of Freshdesk (Profile settings → View API key).'),
  FRESHDESK_CHANNELS: channelMapSetting(
    'Freshdesk',
    'whatsapp=whatsapp-cloud|whatsapp-web|email, phone=whatsapp-cloud|email, *=email',
  ),
});
type Settings = z.output<typeof Settings>;
type Context = ReadContext<Settings>;

/** The fields of the default wrapper, and those that docs/helpdesks/freshdesk.md has the admin add. */
const Hook = fields({
  freshdesk_webhook: fields({
    ticket_id: Id,
    ticket_status: Text,
    ticket_source: Text,
    ticket_subject: Text,
    ticket_tags: Text,
    ticket_created_at: Time,
    ticket_updated_at: Time,
    ticket_closed_at: Time,
    ticket_agent_name: Text,
    ticket_agent_email: Text,
    ticket_group_name: Text,
    ticket_contact_id: Id,
    ticket_contact_name: Text,
    ticket_contact_email: Text,
    ticket_contact_phone: Text,
    ticket_contact_language: Text,
  }),
});
type Told = z.output<typeof Hook>['freshdesk_webhook'];

const Ticket = fields({
  requester: fields({ id: Id, name: Text, email: Text, mobile: Text, phone: Text }),
  created_at: Time,
  stats: fields({ resolved_at: Time, closed_at: Time, first_responded_at: Time }),
});

const OPEN_AGAIN = /^(open|pending|reopened|waiting on .*)$/i;
const RESOLVED = /^(resolved|closed)$/i;

/** "ticket #4711" is the id in some placeholders. */
const numberOf = (id: string | undefined): string | undefined => /\d{1,20}/.exec(id ?? '')?.[0];

/** A hook without a status comes from a rule that fires on resolving alone. */
function read(payload: unknown, context: Context): HookReading {
  const told = Hook.parse(payload).freshdesk_webhook;
  const id = numberOf(told.ticket_id);
  if (id === undefined) return ignored('fields: freshdesk_webhook.ticket_id');
  const status = told.ticket_status ?? 'resolved';
  if (OPEN_AGAIN.test(status)) return { kind: 'reopened', id, at: told.ticket_updated_at ?? null };
  if (!RESOLVED.test(status)) return ignored(`status ${status}`);
  const path = `/api/v2/tickets/${id}?include=requester,stats`;
  const contactKnown = (told.ticket_contact_email ?? told.ticket_contact_phone) !== undefined;
  if (!contactKnown && !context.looked.has(path))
    return { kind: 'lookup', id, lookup: { path, keepSeconds: 0 } };
  return closed(
    factsOf(told, id, context.looked.get(path)?.body),
    context,
    context.settings.FRESHDESK_CHANNELS,
  );
}

function factsOf(told: Told, id: string, looked: unknown) {
  const { requester, stats, created_at } = Ticket.parse(looked);
  return {
    source: 'freshdesk',
    id,
    theirs: told.ticket_source,
    handles: {
      phone: phoneOf(told.ticket_contact_phone ?? requester.mobile ?? requester.phone),
      email: emailOf(told.ticket_contact_email ?? requester.email),
      subject: told.ticket_subject,
    },
    contact: {
      id: told.ticket_contact_id ?? requester.id,
      name: told.ticket_contact_name ?? requester.name,
      language: told.ticket_contact_language,
    },
    agent: {
      id: told.ticket_agent_email ?? told.ticket_agent_name,
      name: told.ticket_agent_name,
      team: told.ticket_group_name,
    },
    tags: told.ticket_tags?.split(',').map((tag) => tag.trim()),
    openedAt: told.ticket_created_at ?? created_at,
    firstResponseAt: stats.first_responded_at,
    closedAt: told.ticket_closed_at ?? told.ticket_updated_at ?? stats.closed_at ?? stats.resolved_at,
  };
}

/** Freshdesk: an automation that triggers a webhook. It signs nothing, so a header of our own is asked for. */
export const freshdesk: IntakeSource<Settings> = {
  name: 'freshdesk',
  title: 'Freshdesk',
  settings: Settings,
  requires: ['FRESHDESK_WEBHOOK_TOKEN'],
  apiRequires: ['FRESHDESK_URL', 'FRESHDESK_API_KEY'],
  verify: (hook, { FRESHDESK_WEBHOOK_TOKEN: token = '' }) =>
    provenByToken(hook.headers['x-afterword-token'] ?? tokenOf(hook), token),
  // No id of its own: the same content is the same event.
  deliveries: (payload, { body }) => [{ id: deliveryId(contentId(body), body), payload }],
  read,
  api({ FRESHDESK_URL: root, FRESHDESK_API_KEY: key }) {
    if (root === undefined || key === undefined) return null;
    const authorization = `Basic ${Buffer.from(`${key}:X`).toString('base64')}`;
    return { root, headers: { authorization }, perMinute: 40 };
  },
};
