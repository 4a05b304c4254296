import { z } from 'zod';
import { closed, ignored } from './close.ts';
import { channelMapSetting, emailOf, phoneOf } from './places.ts';
import { provenBySignature } from './proof.ts';
import { signingSecret } from './settings.ts';
import type { HookReading, IntakeSource, ReadContext } from './source.ts';
import { deliveryId, fields, Id, isObject, Text, Time } from './values.ts';

const Settings = z.object({
  ZAMMAD_WEBHOOK_SECRET: signingSecret('Zammad', 'the "HMAC SHA1 Signature Token" of the webhook'),
  ZAMMAD_CHANNELS: channelMapSetting(
    'Zammad',
    'telegram personal-message=telegram|email, whatsapp message=whatsapp-cloud|whatsapp-web|email, sms=whatsapp-cloud|email, *=email',
  ),
});
type Settings = z.output<typeof Settings>;

const User = fields({ id: Id, firstname: Text, lastname: Text, email: Text, mobile: Text, phone: Text });
/** An object with a name, or the name alone: payloads of both kinds are seen. */
const Named = z
  .unknown()
  .transform((value) => (isObject(value) ? Text.parse(value.name) : Text.parse(value)));
const Hook = fields({
  ticket: fields({
    id: Id,
    number: Id,
    title: Text,
    state: Named,
    create_article_type: Named,
    customer: User,
    owner: User,
    group: Named,
    tags: z
      .unknown()
      .transform((value) => (Array.isArray(value) ? value.flatMap((tag) => Text.parse(tag) ?? []) : [])),
    created_at: Time,
    updated_at: Time,
    close_at: Time,
    first_response_at: Time,
    last_contact_customer_at: Time,
    preferences: fields({ telegram: fields({ chat_id: Id }) }),
  }),
});
type Ticket = z.output<typeof Hook>['ticket'];

const OPEN_AGAIN = /^(new|open|pending reminder|pending close)$/i;

function read(payload: unknown, context: ReadContext<Settings>): HookReading {
  const { ticket } = Hook.parse(payload);
  const id = ticket.number ?? ticket.id;
  if (id === undefined) return ignored('fields: ticket.number');
  const status = ticket.state ?? 'closed';
  if (OPEN_AGAIN.test(status)) return { kind: 'reopened', id, at: ticket.updated_at ?? null };
  if (!/^closed$/i.test(status)) return ignored(`status ${status}`);
  return closed(factsOf(ticket, id), context, context.settings.ZAMMAD_CHANNELS);
}

const nameOf = ({ firstname, lastname }: z.output<typeof User>): string | undefined =>
  [firstname, lastname].filter(Boolean).join(' ') || undefined;

function factsOf(ticket: Ticket, id: string) {
  const { customer, owner } = ticket;
  // User 1 is Zammad itself: nobody has the ticket then.
  const agent = owner.id === '1' ? {} : { id: owner.id ?? owner.email, name: nameOf(owner) };
  const telegram = ticket.preferences.telegram.chat_id;
  return {
    source: 'zammad',
    id,
    theirs: ticket.create_article_type,
    handles: {
      phone: phoneOf(customer.mobile ?? customer.phone),
      email: emailOf(customer.email),
      subject: ticket.title,
      telegram: /^\d{1,20}$/.test(telegram ?? '') ? telegram : undefined,
    },
    contact: { id: customer.id, name: nameOf(customer) },
    agent: { ...agent, team: ticket.group },
    tags: ticket.tags,
    openedAt: ticket.created_at,
    firstResponseAt: ticket.first_response_at,
    lastCustomerMessageAt: ticket.last_contact_customer_at,
    closedAt: ticket.close_at ?? ticket.updated_at,
  };
}

/** Zammad: a trigger "state is closed" that notifies by webhook. */
export const zammad: IntakeSource<Settings> = {
  name: 'zammad',
  title: 'Zammad',
  settings: Settings,
  requires: ['ZAMMAD_WEBHOOK_SECRET'],
  apiRequires: [],
  verify({ headers, body }, { ZAMMAD_WEBHOOK_SECRET: secret = '' }, clock) {
    const form = { algorithm: 'sha1', encoding: 'hex', prefix: 'sha1=' } as const;
    return provenBySignature(
      { secret, parts: [body], given: headers['x-hub-signature'], form, at: null },
      clock,
    );
  },
  deliveries: (payload, { headers, body }) => [
    { id: deliveryId(headers['x-zammad-delivery'], body), payload },
  ],
  read,
};
