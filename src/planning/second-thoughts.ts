import type { Template } from '../model/template.ts';
import type { AskingFacts } from './facts.ts';
import { optedOut, PERSON_RULES } from './person-rules.ts';
import { recipientOf } from './recipient.ts';
import { openFrom } from './timing.ts';

/** What is to be done when the time of a question or a reminder has come. */
export type SecondThought =
  | { type: 'go' }
  /** Not now: look again at this time. */
  | { type: 'hold'; until: Date; reason: 'customer_writes' | 'quiet_hours' }
  /** Not at all, by this rule. */
  | { type: 'withhold'; rule: string };

/** Until when asking makes sense. */
export interface TimeLeft {
  /** The planned end of the survey: a question that comes after it is stale. */
  expiresAt: Date | null;
  /** When the survey has to be over because the channel's window closes; null: no window. */
  windowEnd: Date | null;
}

const GO: SecondThought = { type: 'go' };
const withhold = (rule: string): SecondThought => ({ type: 'withhold', rule });

/**
 * Asked once more when the time to ask has come, which may be hours after planning: the person may have refused, been
 * asked about something else or under another handle, be writing just now; the template may be gone; it may have
 * become night, or too late.
 */
export function secondThoughts(facts: AskingFacts, template: Template, left: TimeLeft): SecondThought {
  const against = speaksAgainst(facts, template);
  if (against !== null) return withhold(against);
  if (left.expiresAt !== null && left.expiresAt <= facts.now) return withhold('too_late');
  return holdOrGo(facts, left.windowEnd) ?? withhold('window');
}

/** The first rule about template or person that speaks against asking, whatever the hour; null: none. */
export function speaksAgainst(facts: AskingFacts, template: Template): string | null {
  if (!facts.inForce) return 'template_withdrawn';
  return PERSON_RULES.find((rule) => !rule.passes(facts, template))?.name ?? null;
}

/** Reminded is who was asked, has not refused since, is not writing, and is awake; else never, or later. */
export function reminderThoughts(facts: AskingFacts, template: Template, until: Date | null): SecondThought {
  if (!optedOut.passes(facts, template)) return withhold(optedOut.name);
  if (until !== null && until <= facts.now) return withhold('too_late');
  return holdOrGo(facts, until) ?? withhold('too_late');
}

function holdOrGo(
  { now, wroteAt, policy, person }: AskingFacts,
  deadline: Date | null,
): SecondThought | null {
  const silentFrom = wroteAt === null ? 0 : wroteAt.getTime() + policy.hold_until_quiet;
  const writes = silentFrom > now.getTime();
  const from = writes ? new Date(silentFrom) : now;
  const open = openFrom({ now: from, recipient: recipientOf(person, policy), policy }, deadline);
  if (open === null) return null;
  if (open <= now) return GO;
  return { type: 'hold', until: open, reason: writes ? 'customer_writes' : 'quiet_hours' };
}
