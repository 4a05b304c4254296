import type fc from 'fast-check';
import type { Channel, ChannelModule } from '../../src/model/channel.ts';
import type { Identity } from '../../src/model/contact.ts';
import type { Address } from '../../src/model/conversation.ts';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import type { MessageRef } from '../../src/model/outgoing.ts';

/**
 * What the suite needs to know of one channel. Which checks run follows from the module's capabilities and from
 * what is told here; a capability without the means to check it is a failure and never a skip.
 */
export interface ContractHarness {
  readonly module: ChannelModule;
  /**
   * Several people can be in one place (a group, a thread of a team): then the tap of another person must be told
   * apart, and the stage must have a `stranger`.
   */
  readonly sharedPlaces: boolean;
  /** The channel is its own platform (web chat): there is nobody else whose bad day it could have. */
  readonly ownPlatform: boolean;
  /** Addresses as hooks write them, every optional part in and out: the codec is checked over these. */
  readonly addresses: fc.Arbitrary<Address>;
  /** How many long messages are tried, each on a stage of its own: fewer where that costs a browser. Default: 12. */
  readonly longMessages?: number;
  readonly fixtures: {
    /** Folder of payloads in the platform's true shape, one JSON file each. */
    readonly folder: URL;
    /** The channel's pure parser, fed with what one file holds (and with any rubbish: it must not throw). */
    parse(raw: unknown): readonly IncomingEvent[] | Promise<readonly IncomingEvent[]>;
  };
  /** Brings up a fresh platform (the fake), with one customer on it who can be written to. */
  open(): Promise<Stage>;
}

/** One platform with one customer. Every check gets its own. */
export interface Stage {
  /**
   * A channel over this platform, not started. Called again, it is the same account in another process (a
   * restart): it must be given the same settings, secrets and, where the channel keeps one, transcript.
   */
  create(): Channel;
  readonly customer: Person;
  /** Another person in the customer's place; there when `sharedPlaces`. */
  readonly stranger?: Person;
  /**
   * The person writes. Resolves when the platform has taken it from the person. From then on the platform
   * delivers it to whichever channel of this stage runs, again and again until it was accepted, also over a
   * restart (a widget that plays the platform keeps it and sends it again in the same way).
   */
  says(text: string, by?: Person): Promise<void>;
  /** The person taps the choice at this place (0 = first) of a shown message; delivered like `says`. */
  taps(message: Shown, choice: number, by?: Person): Promise<void>;
  /** The platform hands in the last inbound event once more, though it was accepted before. */
  repeats(): Promise<void>;
  /**
   * The platform reports our own last message back to us, as some do. Left out where no platform is there that
   * could.
   */
  echoes?(): Promise<void>;
  /** What the customer sees now, oldest first: our messages only, each as it stands after edits. */
  shown(): Promise<readonly Shown[]>;
  /** Waits, by event, until a shown message satisfies this, and answers it. */
  sees(wanted: (message: Shown) => boolean): Promise<Shown>;
  /** Resolves, by event, once the platform has no request of a channel open any more (a pending long poll is one). */
  idle(): Promise<void>;
  /** Faults of the platform; there unless `ownPlatform`. */
  readonly faults?: Faults;
  close(): Promise<void>;
}

export interface Person {
  readonly address: Address;
  readonly identity: Identity;
}

/** A message of ours as a person sees it. */
export interface Shown {
  /** As `send` answered it. */
  readonly ref: MessageRef;
  /** All that stands there to be read, labels left aside. */
  readonly text: string;
  /** The labels that can be tapped, in reading order, of whichever widget; empty = none. */
  readonly choices: readonly string[];
}

/** Each strikes the next send only, unless said otherwise. */
export interface Faults {
  /** Refused for its rate; the platform names this pause. Needed where a rate is among the capabilities. */
  rateLimits?(seconds: number): void;
  /** Carried out, and the answer never arrives (the connection breaks). */
  losesAnswer(): void;
  /** Not carried out; the platform says that it has trouble of its own and that trying again may help. */
  hasTrouble(): void;
  /** For good: the customer has blocked us, left or deleted the account. */
  blocks(): void;
  /** Send requests that reached the platform since the stage was opened, refused ones included. */
  sendRequests(): number;
}
