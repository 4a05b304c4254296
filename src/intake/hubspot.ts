import { z } from 'zod';
import { closed, ignored } from './close.ts';
import { channelMapSetting, emailOf, phoneOf } from './places.ts';
import { provenBySignature } from './proof.ts';
import { apiRootOf, apiToken, signingSecret } from './settings.ts';
import type { Delivery, HookReading, IntakeSource, RawHook, ReadContext } from './source.ts';
import { contentId, deliveryId, fields, Id, Text, Time } from './values.ts';

const Settings = z.object({
  HUBSPOT_CLIENT_SECRET: signingSecret('HubSpot', 'your app → Auth → Client secret'),
  HUBSPOT_API_ROOT: apiRootOf('https://api.hubapi.com', 'API of HubSpot.'),
  HUBSPOT_ACCESS_TOKEN: apiToken(
    'Access token of your HubSpot app, with conversations.read and crm.objects.contacts.read.',
  ),
  HUBSPOT_CHANNELS: channelMapSetting(
    'HubSpot',
    '1007=whatsapp-cloud|whatsapp-web|email, *=email|whatsapp-cloud',
  ),
});
type Settings = z.output<typeof Settings>;
type Context = ReadContext<Settings>;

const Change = fields({
  eventId: Id,
  subscriptionType: Text,
  occurredAt: Time,
  objectId: Id,
  propertyName: Text,
  propertyValue: Text,
});
const Thread = fields({
  associatedContactId: Id,
  assignedTo: Text,
  originalChannelId: Id,
  createdAt: Time,
  closedAt: Time,
  latestMessageReceivedTimestamp: Time,
});
const Contact = fields({
  properties: fields({
    email: Text,
    phone: Text,
    mobilephone: Text,
    firstname: Text,
    lastname: Text,
    hs_language: Text,
  }),
});

function read(payload: unknown, context: Context): HookReading {
  const { subscriptionType, propertyName, propertyValue, objectId: id, occurredAt } = Change.parse(payload);
  if (subscriptionType !== 'conversation.propertyChange' || propertyName !== 'status') {
    return ignored(`event ${subscriptionType} ${propertyName ?? ''}`);
  }
  if (id === undefined) return ignored('fields: objectId');
  if (/^open$/i.test(propertyValue ?? '')) return { kind: 'reopened', id, at: occurredAt ?? null };
  if (!/^closed$/i.test(propertyValue ?? '')) return ignored(`status ${propertyValue}`);
  return fromThread(id, occurredAt, context);
}

/** A hook is a number and a word: the thread is looked up, and with it the contact. */
function fromThread(id: string, closedAt: Date | undefined, context: Context): HookReading {
  const threadPath = `/conversations/v3/conversations/threads/${encodeURIComponent(id)}`;
  if (!context.looked.has(threadPath))
    return { kind: 'lookup', id, lookup: { path: threadPath, keepSeconds: 0 } };
  const thread = Thread.parse(context.looked.get(threadPath)?.body);
  const contactId = thread.associatedContactId;
  const wanted = 'email,phone,mobilephone,firstname,lastname,hs_language';
  const path = `/crm/v3/objects/contacts/${encodeURIComponent(contactId ?? '')}?properties=${wanted}`;
  if (contactId !== undefined && !context.looked.has(path)) {
    return { kind: 'lookup', id, lookup: { path, keepSeconds: 600 } };
  }
  const { properties: person } = Contact.parse(context.looked.get(path)?.body);
  const facts = {
    source: 'hubspot',
    id,
    theirs: thread.originalChannelId,
    handles: { phone: phoneOf(person.mobilephone ?? person.phone), email: emailOf(person.email) },
    contact: {
      id: contactId,
      name: [person.firstname, person.lastname].filter(Boolean).join(' ') || undefined,
      language: person.hs_language,
    },
    agent: { id: thread.assignedTo },
    openedAt: thread.createdAt,
    lastCustomerMessageAt: thread.latestMessageReceivedTimestamp,
    closedAt: closedAt ?? thread.closedAt,
  };
  return closed(facts, context, context.settings.HUBSPOT_CHANNELS);
}

/** The characters that HubSpot writes out before it signs. */
const ESCAPED = /%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;
const signedUrl = (url: string): string => url.replace(ESCAPED, (code) => decodeURIComponent(code));

/** A batch of up to a hundred; each event has an id of its own, and a retry may come in another batch. */
function deliveries(body: unknown, hook: RawHook): Delivery[] {
  const events = Array.isArray(body) ? body.slice(0, 100) : [body];
  return events.map((payload) => {
    const { eventId, objectId, occurredAt } = Change.parse(payload);
    const id = eventId && `${eventId}-${objectId}-${occurredAt?.getTime()}`;
    return { id: deliveryId(id ?? contentId(JSON.stringify(payload) ?? ''), hook.body), payload };
  });
}

/** HubSpot: an app's subscription to conversation.propertyChange of `status`. */
export const hubspot: IntakeSource<Settings> = {
  name: 'hubspot',
  title: 'HubSpot',
  settings: Settings,
  requires: ['HUBSPOT_CLIENT_SECRET'],
  apiRequires: ['HUBSPOT_ACCESS_TOKEN'],
  verify({ method, url, headers, body }, { HUBSPOT_CLIENT_SECRET: secret = '' }, clock) {
    const at = headers['x-hubspot-request-timestamp'];
    const parts = [method, signedUrl(url), body, at ?? ''];
    const form = { algorithm: 'sha256', encoding: 'base64' } as const;
    return provenBySignature({ secret, parts, given: headers['x-hubspot-signature-v3'], form, at }, clock);
  },
  deliveries,
  read,
  api({ HUBSPOT_API_ROOT: root, HUBSPOT_ACCESS_TOKEN: token }) {
    return token === undefined
      ? null
      : { root, headers: { authorization: `Bearer ${token}` }, perMinute: 300 };
  },
};
