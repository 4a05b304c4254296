import type { AskingPolicy } from '../model/asking-policy.ts';
import type { Identity } from '../model/contact.ts';
import type { ConversationClosed } from '../model/conversation.ts';
import type { SurveyMetric } from '../model/template.ts';

/** A survey that went out to this person, or may have. One that certainly never arrived is none. */
export interface PastAsk {
  /** Milliseconds of the epoch. */
  at: number;
  metric: SurveyMetric;
  channel: string;
  answered: boolean;
}

/** A recorded will of the person: that they refuse, or that they agree. */
export interface Consent {
  /** How it was told: "word", "link", "api", "import", "contact". */
  source: string;
  at: Date;
}

/** Everything that is known of the person behind all their handles. */
export interface PersonFacts {
  /** The latest first. */
  asks: readonly PastAsk[];
  /** They refused surveys on this channel, or on all. */
  refusal: Consent | null;
  /** They agreed to surveys on this channel, or on all. */
  consent: Consent | null;
  /** Since when they are known: to the helpdesk, or else to us. */
  firstSeenAt: Date | null;
  attributes: Readonly<Record<string, string | number | boolean>>;
  identities: readonly Identity[];
}

export const NOBODY_KNOWN: PersonFacts = {
  asks: [],
  refusal: null,
  consent: null,
  firstSeenAt: null,
  attributes: {},
  identities: [],
};

/** What stands in the way of asking about this very close, whoever the person is. */
export interface CloseFacts {
  /** A later close is known already; or the question about an earlier one is still open. */
  earlier: 'overtaken' | 'question_open' | null;
  /** An agent asked for no survey here, and why. */
  skipped: { by: string; reason: string } | null;
}

/** What the channel says about the place. */
export interface PlaceFacts {
  /** When free text can no longer be sent there; null: always, or not known. */
  windowClosesAt: Date | null;
  /** Outside that window an approved template can carry the question. */
  templateOutsideWindow: boolean;
}

/** What planning looks at; gathered by the shell. Times are instants. */
export interface PlanningFacts {
  now: Date;
  close: ConversationClosed;
  /** Stable name of the person: sample and variant are drawn by it. */
  personKey: string;
  person: PersonFacts;
  about: CloseFacts;
  place: PlaceFacts;
  policy: AskingPolicy;
}

/** What can have changed between planning and asking. */
export interface AskingFacts {
  now: Date;
  channel: string;
  person: PersonFacts;
  policy: AskingPolicy;
  /** When the customer last wrote after the close; null: not since. */
  wroteAt: Date | null;
  /** The template is still among those in force. */
  inForce: boolean;
}
