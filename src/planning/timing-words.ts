import type { RuleCheck } from '../model/decision.ts';
import type { Recipient } from './recipient.ts';
import type { Moment, MomentWanted } from './timing.ts';

const SOURCES: Record<Recipient['source'], string> = {
  attribute: "the contact's time zone",
  phone: 'the phone number',
  country: "the contact's country",
  'e-mail': 'the e-mail address',
  setting: 'the setting',
};

/** "Sun 09:00 in Europe/Istanbul, by the phone number". */
function localTime(at: Date, { zones, source }: Recipient): string {
  const [zone = 'UTC'] = zones;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const more = zones.length > 1 ? ` (and ${zones.length - 1} more zones)` : '';
  return `${format.format(at)} in ${zone}${more}, by ${SOURCES[source]}`;
}

function quietWords({ how, at, meant }: Moment, recipient: Recipient): string {
  const local = localTime(at ?? meant, recipient);
  switch (how) {
    case 'as meant':
      return `asked at ${local}: no quiet hour, a day on which is asked`;
    case 'later':
      return `meant for quiet hours or a day without asking; deferred to ${local}`;
    case 'earlier':
      return `asked earlier than meant, at ${local}: afterwards it would be too late`;
    case 'never':
      return `no open hour within a month; it was meant for ${local}`;
    case 'too late':
      return `meant for ${local}, and no open hour before the window closes`;
  }
}

function windowWords({ at, deadline }: Moment, { place }: MomentWanted): string {
  if (deadline === null || place.windowClosesAt === null) return 'the channel takes messages at any time';
  if (at !== null && at >= deadline) {
    return `the channel's window closes before: an approved template carries the question`;
  }
  const until = place.windowClosesAt.toISOString();
  return `the channel takes free text until ${until}; the survey is to be over by ${deadline.toISOString()}`;
}

/** The two rules behind the moment, in words. */
export const momentTold = (moment: Moment, wanted: MomentWanted): RuleCheck[] => [
  { rule: 'quiet_hours', passed: moment.how !== 'never', detail: quietWords(moment, wanted.recipient) },
  { rule: 'window', passed: moment.how !== 'too late', detail: windowWords(moment, wanted) },
];
