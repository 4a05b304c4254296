import { z } from 'zod';
import type { Address } from '../../src/model/conversation.ts';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import { addressOfChat, whatsappWebAddress } from './address.ts';

/** Ids come as a string or as an object that has one. */
const Serialized = z
  .union([z.string(), z.object({ _serialized: z.string() }).transform(({ _serialized }) => _serialized)])
  .pipe(z.string().max(200));

/** `id` alone names a message in both of the shapes in which whole keys come. */
const Key = z.object({
  id: z.string().min(1).max(120),
  fromMe: z.boolean().optional(),
  remote: Serialized.optional(),
});

const Seconds = z.number().min(0).max(8_000_000_000);

export const WebMessageData = z.object({
  kind: z.literal('message'),
  id: Key,
  from: Serialized,
  to: Serialized.optional(),
  type: z.string().max(60),
  body: z.string().default(''),
  t: Seconds,
  notifyName: z.string().optional().catch(undefined),
  quotedStanzaID: z.string().optional().catch(undefined),
});

export const AskedPoll = z.object({ name: z.string(), options: z.array(z.string()).max(20), t: Seconds });

export const Vote = z.object({
  kind: z.literal('vote'),
  poll: Key,
  voter: Serialized,
  selected: z.array(z.number().int().nonnegative()).max(20),
  ts: z.number().nonnegative(),
  /** The poll as it stands in the chat. */
  asked: AskedPoll.optional().catch(undefined),
});
export type Vote = z.infer<typeof Vote>;

export const Ack = z.object({
  kind: z.literal('ack'),
  id: Key,
  to: Serialized,
  ack: z.number().int(),
  t: Seconds,
});

const Reaction = z.object({
  kind: z.literal('reaction'),
  id: Key,
  about: Key,
  sender: Serialized,
  emoji: z.string().max(40),
  t: Seconds,
});

/** What the session hands over, as it came out of the page. */
export const Incoming = z.discriminatedUnion('kind', [WebMessageData, Vote, Ack, Reaction]);
export type Incoming = z.infer<typeof Incoming>;

const CHANNEL = 'whatsapp-web';

/** What we know of a poll of ours: the store of the page forgets its options. */
export interface KnownPoll {
  tokens: readonly string[];
}

/** What is known besides what the page says. */
export interface Knowing {
  /** The address of a chat's id: a lid is a number where that is known. */
  addressOf(chat: string): Address | null;
  poll: KnownPoll | null;
  now: Date;
}

/**
 * One thing that happened in the page, as an event; null for what is nobody's word to us. Never throws.
 * Numbers show as `@c.us` or `@lid`, whichever WhatsApp likes: `knowing` makes them one.
 */
export function parseIncoming(raw: unknown, knowing: Knowing): IncomingEvent | null {
  const read = Incoming.safeParse(raw);
  if (!read.success) return null;
  const incoming = read.data;
  if (incoming.kind === 'message') return said(incoming, knowing);
  if (incoming.kind === 'vote') return voted(incoming, knowing);
  if (incoming.kind === 'ack') return receipt(incoming, knowing);
  return reacted(incoming, knowing);
}

/** With no memory: for fixtures, and where nothing is known yet. */
export const knowingNothing: Knowing = { addressOf: addressOfChat, poll: null, now: new Date(0) };

const instant = (seconds: number): Date => new Date(seconds * 1000);

const senderOf = (address: Address, name?: string) => ({
  ...whatsappWebAddress.identity(address),
  ...(name !== undefined && name !== '' && { name: name.slice(0, 200) }),
});

/** Kinds of messages that are no message: notices of the app itself. */
const NOTICES =
  /^(e2e_notification|notification|notification_template|gp2|call_log|protocol|revoked|ciphertext|pinned_message|broadcast_notification|debug|poll_creation)$/;

function said(message: z.infer<typeof WebMessageData>, { addressOf }: Knowing): IncomingEvent | null {
  const address = addressOf(message.from);
  if (address === null || message.id.fromMe === true || NOTICES.test(message.type)) return null;
  const words = wordsOf(message);
  if (words === '') return null;
  const { quotedStanzaID: quoted } = message;
  return {
    channel: CHANNEL,
    eventId: message.id.id,
    address,
    at: instant(message.t),
    kind: 'text',
    sender: senderOf(address, message.notifyName),
    text: words.slice(0, 20_000),
    ...(quoted !== undefined && { replyTo: { id: quoted } }),
  };
}

/** Text as it is; of all else the caption and, in brackets, what it is. */
function wordsOf({ type, body }: z.infer<typeof WebMessageData>): string {
  if (type === 'chat') return body;
  const bracket = `[${type.replace(/[^a-zA-Z]+/g, ' ').trim() || 'unknown'}]`;
  // The body of a place is its picture in base64, that of a card its vCard.
  const caption = /^(image|video|document)$/.test(type) ? body : '';
  return caption === '' ? bracket : `${caption}\n${bracket}`;
}

function voted(
  { poll: key, voter, selected, ts }: Vote,
  { addressOf, poll, now }: Knowing,
): IncomingEvent | null {
  const address = addressOf(voter);
  if (address === null) return null;
  const common = {
    channel: CHANNEL,
    eventId: `${key.id}:${ts}:${selected.join(',')}`,
    address,
    at: ts > 0 ? new Date(Math.min(ts, now.getTime())) : now,
    sender: senderOf(address),
    message: { id: key.id },
  };
  const [choice] = selected;
  if (choice === undefined) return { ...common, kind: 'withdrawn' };
  const token = poll?.tokens[choice];
  return token === undefined ? null : { ...common, kind: 'choice', token };
}

function receipt({ id, to, ack, t }: z.infer<typeof Ack>, { addressOf }: Knowing): IncomingEvent | null {
  const address = addressOf(to);
  const status = ack === -1 ? 'failed' : ack === 2 ? 'delivered' : ack >= 3 ? 'read' : null;
  if (address === null || status === null) return null;
  const common = { channel: CHANNEL, eventId: `${id.id}:${status}`, address, at: instant(t) };
  return {
    ...common,
    kind: 'status',
    message: { id: id.id },
    status,
    ...(status === 'failed' && { code: 'refused' }),
  };
}

function reacted(
  { id, about, sender, emoji, t }: z.infer<typeof Reaction>,
  { addressOf }: Knowing,
): IncomingEvent | null {
  const address = addressOf(sender);
  if (address === null || emoji === '' || id.fromMe === true) return null;
  const common = { channel: CHANNEL, eventId: id.id, address, at: instant(t), sender: senderOf(address) };
  return { ...common, kind: 'text', text: `[reaction ${emoji}]`, replyTo: { id: about.id } };
}
