import type { z } from 'zod';
import type { ChannelContext } from './channel-context.ts';
import type { Identity } from './contact.ts';
import type { Address } from './conversation.ts';
import type { HttpRoute } from './http.ts';
import type { IncomingEvent } from './incoming.ts';
import type { Delivery } from './ladder.ts';
import type { MessageRef, OutgoingMessage } from './outgoing.ts';
import type { PreviewBlock } from './preview.ts';

/**
 * What a platform can do, in numbers. The core asks these flags and never a channel's name.
 * Defaults are in `defaultCapabilities`: a channel states what differs.
 */
export interface Capabilities {
  /** Most buttons in one message; 0 = none, and choices fall to a list, a poll or numbered text. */
  maxButtons: number;
  /** Longest button label in characters; longer labels are shortened by the channel with an ellipsis. */
  maxButtonLabel: number;
  /** Most rows of a list message; 0 = no lists. */
  maxListRows: number;
  /** Longest title of a list row, in characters. */
  maxListLabel: number;
  /** Most options of a native poll; 0 = no polls. */
  maxPollOptions: number;
  /** Longest message text in characters. */
  maxText: number;
  /** A sent question can be changed, so that it shows the answer and takes no second one. */
  edit: boolean;
  /** Messages can be placed in a thread or topic of a chat. */
  threads: boolean;
  /** Free text may only be sent for so many seconds after the customer's last message; null = always. */
  freeTextWindowSeconds: number | null;
  /** Outside that window a template approved by the platform can carry the question. */
  templateOutsideWindow: boolean;
  /** The platform tells when a message was delivered. */
  deliveryReceipts: boolean;
  /** The platform can say whether a message with our key went out: an uncertain send is then cleared up. */
  reconcile: boolean;
  /** The thread is the helpdesk's own: an answer in it opens the conversation there again, and means nothing by it. */
  answersReopen: boolean;
  /** Messages a second over the whole account; null = no known limit. */
  ratePerSecond: number | null;
  /** Messages a second into one chat; null = no known limit. */
  rateChatPerSecond: number | null;
  /** So many may go into one chat at once, and are paid for by silence afterwards; 1 = evenly spaced. */
  rateChatBurst: number;
  /** Messages a minute into a chat of several people, besides the above; null = no known limit. */
  rateSharedChatPerMinute: number | null;
}

/** The least a channel can be: plain text, nothing known. */
export const defaultCapabilities: Capabilities = {
  maxButtons: 0,
  maxButtonLabel: 20,
  maxListRows: 0,
  maxListLabel: 24,
  maxPollOptions: 0,
  maxText: 1000,
  edit: false,
  threads: false,
  freeTextWindowSeconds: null,
  templateOutsideWindow: false,
  deliveryReceipts: false,
  reconcile: false,
  answersReopen: false,
  ratePerSecond: null,
  rateChatPerSecond: null,
  rateChatBurst: 1,
  rateSharedChatPerMinute: null,
};

/** What the core answers when an event is handed in. */
export interface Receipt {
  /** A short sentence to show to the person at once (on Telegram: the callback's answer); null = nothing to say. */
  notice: string | null;
}

/**
 * Where a channel hands in what it received. Resolves once the event is stored for good (and was never seen
 * before, or is a repeat, which changes nothing), and also when it can never be stored, because a repeat would change
 * nothing; rejects when it could not be stored now, so that the channel lets the platform deliver it again.
 */
export type Sink = (event: IncomingEvent) => Promise<Receipt>;

/** What `doctor` shows of a channel. `ok: false` comes with what to do next. */
export interface ChannelCheck {
  ok: boolean;
  detail: string;
  next?: string;
}

/**
 * Makes the call at the moment at which the platform's limits let it through, and notes when it arrived there.
 * @throws ChannelError when that moment is too far away; nothing was called
 */
export type AtItsTurn = <T>(call: () => Promise<T>) => Promise<T>;

/** One channel, running: a plain object. Optional abilities are optional members, never stubs. */
export interface Channel {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Opens connections and begins to hand events to the sink. Resolves when ready to send. */
  start(sink: Sink): Promise<void>;
  /** Closes connections; resolves when nothing of this channel runs any more. */
  stop(): Promise<void>;
  /**
   * Sends one message. `key` names this send for ever: a channel that can, hands it to the platform. `delivery` is
   * the rung of the ladder that the core chose; without it the channel takes `chooseRung` for an open window.
   * @param atItsTurn given to channels that pace themselves
   * @throws ChannelError, which says whether the message may have gone out.
   */
  send(
    address: Address,
    message: OutgoingMessage,
    key: string,
    delivery?: Delivery,
    atItsTurn?: AtItsTurn,
  ): Promise<MessageRef>;
  /**
   * Whether `send` has work of its own before the platform is called: it then makes that call through `atItsTurn`. All
   * others are called when the turn has come.
   */
  readonly pacesItself?: boolean;
  /** Changes a sent message; an identical edit is a success. */
  edit?(address: Address, ref: MessageRef, message: OutgoingMessage): Promise<void>;
  /** Whether the send with this key went out: its reference, or "not_sent", or "unknown". */
  reconcile?(address: Address, key: string): Promise<MessageRef | 'not_sent' | 'unknown'>;
  /** HTTP routes, mounted under `/channels/<name>`. */
  readonly routes?: readonly HttpRoute[];
  /** Asks the platform whether credentials and connection are in order. */
  check?(): Promise<ChannelCheck>;
}

/** Addresses of one channel: their shape, and the one string by which messages of a thread are matched. */
export interface AddressCodec {
  /** Checks and normalises what a hook says (`{chat_id: 4242}` → `{chat_id: "4242"}`). */
  readonly schema: z.ZodType<Address>;
  /** An address as it is written in a hook, for messages and docs. */
  readonly example: Address;
  /** Stable, and the same for equal addresses: `fromKey(toKey(a))` equals `a`. */
  toKey(address: Address): string;
  fromKey(key: string): Address;
  /** The chat whose messages the platform counts, where it is wider than the address (without topic or thread). */
  rateKey?(address: Address): string;
  /** The identity that the address itself names, if any (a private Telegram chat is its user). */
  identity(address: Address): Identity | null;
}

/** A channel before it runs: what `channels/<name>/index.ts` exports. */
export interface ChannelModule<S extends object = object> {
  readonly name: string;
  /** Settings by environment name, each with a description: `.env.example` is generated from it. */
  readonly settings: z.ZodObject;
  /** The channel is on when all of these are set; an empty list means always on. */
  readonly requires: readonly string[];
  /** And all of at least one of these groups. */
  readonly requiresOneOf?: readonly (readonly string[])[];
  readonly capabilities: Capabilities;
  readonly address: AddressCodec;
  create(settings: S, context: ChannelContext): Channel;
  /** How a message looks in this channel, from what the channel would really send. Pure. */
  preview?(message: OutgoingMessage): PreviewBlock[];
}
