/** What a rule or a cause means, for an admin. */
const WORDS: Readonly<Record<string, string>> = {
  no_template: 'no template is meant for such a conversation',
  spam: 'it is spam',
  merged: 'it became part of another conversation',
  overtaken: 'a later close of the conversation was known already',
  question_open: 'the question about the last close was still open',
  skipped_by_agent: 'an agent gave a reason not to ask',
  opted_out: 'the customer refused surveys',
  consent: "the customer's country wants a consent for this channel, and there was none",
  floor: 'the customer was asked about something too short a time ago, whatever it was',
  cool_down_any: "the template's pause after any survey was not over",
  cool_down_same_metric: "the template's pause after a survey of the same kind was not over",
  cap_day: 'the customer was asked often enough within a day',
  cap_week: 'the customer was asked often enough within a week',
  cap_year: 'the customer was asked often enough within a year',
  sample: "the customer is not in the template's sample",
  quiet_hours: 'there was no hour in which to ask',
  window: "the channel's window left no hour in which to ask",
  reopened: 'the conversation went on',
  too_late: 'its time had passed',
  template_withdrawn: 'the template was taken away',
  unreachable: 'the customer can no longer be reached there',
  customer_writes: 'the customer was writing',
  uncertain: 'nobody can tell whether it arrived',
};

/** A rule or a cause in words; its name where there are none. */
export const ruleInWords = (name: string): string => WORDS[name] ?? name.replaceAll('_', ' ');
