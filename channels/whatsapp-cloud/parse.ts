import type { Address } from '../../src/model/conversation.ts';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import { addressesOf, whatsappAddress } from './address.ts';
import { contentOf } from './content.ts';
import { codeOf } from './errors.ts';
import { type ContactInfo, Message, Status, type Value, valuesFor } from './webhook-payload.ts';

/** One event, with all that the platform told of whom it is from. */
export interface Parsed {
  /** As of the first of the addresses; `asFrom` says it of another. */
  event: IncomingEvent;
  /** Under which the person may have been asked. */
  addresses: readonly Address[];
}

/** What became of a message of ours. */
export interface Told {
  id: string;
  status: 'sent' | 'delivered' | 'read' | 'failed';
  /** Our name of the send, which comes back with every status. */
  key: string | null;
  addresses: readonly Address[];
  /** Null for "sent", which the core has no use for. */
  event: Extract<IncomingEvent, { kind: 'status' }> | null;
}

export interface ParsedWebhook {
  messages: Parsed[];
  statuses: Told[];
}

/** What one webhook means to this number. Never throws; what is not of a known shape is nothing. */
export function parseWebhook(raw: unknown, phoneNumberId: string): ParsedWebhook {
  const values = valuesFor(raw, phoneNumberId);
  return {
    messages: values.flatMap((value) => (value.messages ?? []).flatMap((one) => parseMessage(one, value))),
    statuses: values.flatMap((value) => (value.statuses ?? []).flatMap(parseStatus)),
  };
}

/** The same event, of a person who was asked under another name. */
export function asFrom(event: IncomingEvent, address: Address): IncomingEvent {
  const renamed = { ...event, address };
  return 'sender' in renamed
    ? { ...renamed, sender: { ...renamed.sender, ...whatsappAddress.identity(address) } }
    : renamed;
}

const CHANNEL = 'whatsapp-cloud';

function parseMessage(raw: unknown, value: Value): Parsed[] {
  const read = Message.safeParse(raw);
  // What is said in a group is said to many, and nobody was asked there.
  if (!read.success || read.data.group_id !== undefined) return [];
  const message = read.data;
  if (message.type === 'system') return moved(message);
  const contact = contactOf(message, value);
  const addresses = addressesOf({
    phone: message.from ?? contact?.wa_id,
    userId: message.from_user_id ?? contact?.user_id,
  });
  const [address] = addresses;
  if (address === undefined) return [];
  const event = said(message, address, contact);
  return event === null ? [] : [{ event, addresses }];
}

/** With several contacts in one webhook each message has its own, by either name. */
function contactOf({ from, from_user_id }: Message, { contacts = [] }: Value): ContactInfo | undefined {
  const own = contacts.find(
    ({ wa_id, user_id }) =>
      (from !== undefined && wa_id === from) || (from_user_id !== undefined && user_id === from_user_id),
  );
  return own ?? (contacts.length === 1 ? contacts[0] : undefined);
}

function said(message: Message, address: Address, contact: ContactInfo | undefined): IncomingEvent | null {
  const content = contentOf(message);
  const name = (contact?.profile?.name ?? contact?.profile?.username)?.slice(0, 200);
  const common = {
    channel: CHANNEL,
    eventId: message.id,
    address,
    at: new Date(message.timestamp * 1000),
    sender: { ...whatsappAddress.identity(address), ...(name !== undefined && name !== '' && { name }) },
  };
  if (content.kind === 'choice') {
    const { id } = message.context ?? {};
    return { ...common, kind: 'choice', token: content.token, ...(id !== undefined && { message: { id } }) };
  }
  if (content.kind === 'nothing' || content.text === '') return null;
  const replyTo = content.replyTo ?? message.context?.id;
  return {
    ...common,
    kind: 'text',
    text: content.text,
    ...(replyTo !== undefined && { replyTo: { id: replyTo } }),
  };
}

/** A new number, and with it a new user id; or a new user id of a person whose number is not told. */
function moved({ id, from, from_user_id, timestamp, system }: Message): Parsed[] {
  if (system === undefined || !/^(user|customer)_changed_(number|user_id)$/.test(system.type)) return [];
  const before = addressesOf({ phone: from, userId: system.previous_user_id ?? from_user_id });
  const after = addressesOf({ phone: system.wa_id, userId: system.user_id });
  const at = new Date(timestamp * 1000);
  return before.flatMap((address, i): Parsed[] => {
    // A thread under a number goes on under a number where there is one, and likewise for user ids.
    const to = after.find((one) => Object.keys(one)[0] === Object.keys(address)[0]) ?? after[0];
    if (to === undefined || whatsappAddress.toKey(to) === whatsappAddress.toKey(address)) return [];
    const event: IncomingEvent = { channel: CHANNEL, eventId: `${id}:${i}`, address, at, kind: 'moved', to };
    return [{ event, addresses: [address] }];
  });
}

const STATUSES = ['sent', 'delivered', 'read', 'failed'] as const;

function parseStatus(raw: unknown): Told[] {
  const read = Status.safeParse(raw);
  if (!read.success || read.data.recipient_type === 'group') return [];
  const { id, recipient_id, recipient_user_id, timestamp, errors, biz_opaque_callback_data } = read.data;
  // A voice message that was played is one that was read.
  const status = read.data.status === 'played' ? 'read' : STATUSES.find((one) => one === read.data.status);
  const addresses = addressesOf({ phone: recipient_id, userId: recipient_user_id });
  const [address] = addresses;
  if (status === undefined || address === undefined) return [];
  const [error] = errors ?? [];
  const code = status === 'failed' ? { code: error === undefined ? 'undelivered' : codeOf(error.code) } : {};
  const common = { channel: CHANNEL, eventId: `${id}:${status}`, address, at: new Date(timestamp * 1000) };
  const event =
    status === 'sent' ? null : ({ ...common, kind: 'status', message: { id }, status, ...code } as const);
  return [{ id, status, key: biz_opaque_callback_data ?? null, addresses, event }];
}
