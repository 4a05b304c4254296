/** What the reasons that are stored with hooks mean, for an admin; `next` where something is to be done. */
interface Meaning {
  what: string;
  next?: string;
}

const REASONS: Readonly<Record<string, Meaning>> = {
  missing: {
    what: 'no signature or token came along',
    next: 'Set the secret in the helpdesk as its page says, or the header of your own.',
  },
  wrong: {
    what: 'the signature is made with another secret, or the body was changed on its way',
    next: 'Copy the secret from the helpdesk again; look whether a proxy rewrites bodies.',
  },
  old: {
    what: 'the signature is too old, or from the future',
    next: 'Compare the clock of this machine; HOOK_MAX_AGE says how old a hook may be.',
  },
  off: { what: 'the helpdesk has no settings here', next: 'Set its secret; see its page.' },
  no_address: {
    what: 'the hook has no address in any channel that is on',
    next: 'Let the helpdesk send phone or e-mail, set the token of its API, or switch on another channel.',
  },
  channel_off: {
    what: 'the channel in which the customer would be asked is off',
    next: 'Switch the channel on, or name another in the setting that ends in _CHANNELS.',
  },
  channel_not_mapped: {
    what: 'the helpdesk’s channel is mapped to none of ours',
    next: 'Name one in the setting that ends in _CHANNELS.',
  },
  address_refused: {
    what: 'the channel does not take this address',
    next: 'Look at phone or e-mail of the customer in the helpdesk.',
  },
  lookup_needs_settings: {
    what: 'the hook alone does not say who the customer is, and the API cannot be asked',
    next: 'Set what the page of the helpdesk names for its API.',
  },
  lookup_http_401: { what: 'the API does not know our token', next: 'Make a new token in the helpdesk.' },
  lookup_http_403: {
    what: 'our token may not read this',
    next: 'Give the token the scopes that its page names.',
  },
  closed_after_answer: { what: 'the close that follows the answer to our question' },
  answer_to_us: { what: 'opened by the answer to our question' },
  reopened_since: { what: 'reopened before it was asked about' },
};

/** The reason in words; one that is not known stays as it is. */
export const explainReason = (reason: string): Meaning =>
  (Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined) ?? { what: reason };
