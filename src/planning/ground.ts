import type { Consent } from './facts.ts';
import { consentOf, needsConsent, type PersonToAsk } from './person-rules.ts';
import { recipientOf } from './recipient.ts';

/** On what ground somebody is asked; kept with each survey. Times are ISO strings. */
export interface Ground {
  /** A consent on record; or, where none is needed, the conversation that they had. */
  basis: 'consent' | 'conversation';
  /** How the consent was told, or which helpdesk told of the conversation. */
  source: string;
  at: string;
  country: string | null;
  consent_needed: boolean;
}

/** The ground of asking as it stands now. @param closed the hook that told of the conversation */
export function groundOf({ now, person, policy, channel }: PersonToAsk, closed: Consent): Ground {
  const recipient = recipientOf(person, policy);
  const consent = consentOf(person, now);
  const { source, at } = consent ?? closed;
  return {
    basis: consent === null ? 'conversation' : 'consent',
    source,
    at: at.toISOString(),
    country: recipient.country,
    consent_needed: needsConsent(policy, recipient, channel),
  };
}
