import type { Contact, Identity } from '../model/contact.ts';
import type { PersonFacts } from './facts.ts';

/** What was known of a person with what a hook tells of them just now; what it leaves out is not forgotten. */
export function withTold(
  known: PersonFacts,
  told: Pick<Contact, 'attributes' | 'first_seen_at'>,
  handles: readonly Identity[],
  now: Date,
): PersonFacts {
  const seen = [known.firstSeenAt, told.first_seen_at ?? null, now].filter((at) => at !== null);
  return {
    ...known,
    attributes: { ...known.attributes, ...told.attributes },
    identities: [...known.identities, ...handles],
    firstSeenAt: new Date(Math.min(...seen.map((at) => at.getTime()))),
  };
}
