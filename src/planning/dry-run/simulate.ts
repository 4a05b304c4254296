import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import TinyQueue from 'tinyqueue';
import type { Identity } from '../../model/contact.ts';
import type { ConversationClosed } from '../../model/conversation.ts';
import type { ChannelWindow, RuleSet, Survey } from './state.ts';
import { type DryRunReport, tally } from './tally.ts';
import { conversationName, type World, world } from './world.ts';

interface SimulationOptions {
  customers: number;
  days: number;
  /** The same seed gives the same year, event for event. */
  seed: number;
}

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How simulated customers behave: orders of magnitude of a support desk, not of any one in particular. */
const BEHAVIOUR = {
  conversationsAYear: 12,
  /** Handles that the helpdesk knows to be of one person from the first conversation on. */
  knownAsOne: 0.5,
  /** For the others: that a conversation tells it. */
  toldLater: 0.2,
  reopens: 0.1,
  writesAfterwards: 0.08,
  answers: 0.35,
  refuses: 0.01,
  returns: 0.3,
  byBot: 0.15,
} as const;

/** Calling codes and zones in which simulated customers live: wide apart, with and without daylight saving. */
const PLACES = [
  { code: '90', offset: 3 },
  { code: '49', offset: 1 },
  { code: '44', offset: 0 },
  { code: '91', offset: 5.5 },
  { code: '81', offset: 9 },
  { code: '1212', offset: -5 },
  { code: '5511', offset: -3 },
  { code: '7916', offset: 3 },
] as const;

const CHANNELS = ['telegram', 'whatsapp-cloud', 'email'] as const;

interface Customer {
  index: number;
  handles: Readonly<Record<(typeof CHANNELS)[number], Identity>>;
  offset: number;
  /** All handles are told with each conversation. */
  known: boolean;
  rate: number;
  random(): number;
}

interface Event {
  at: number;
  order: number;
  happen(now: Date): void;
}

/** A year (or so) of customers who write, come back, answer, refuse; their clock is the world's. */
export function simulate(
  rules: RuleSet,
  windows: ReadonlyMap<string, ChannelWindow>,
  options: SimulationOptions,
): DryRunReport {
  const events = new TinyQueue<Event>([], (a, b) => a.at - b.at || a.order - b.order);
  let order = 0;
  const at = (time: number, happen: (now: Date) => void): void => {
    events.push({ at: time, order: ++order, happen });
  };
  const counted = tally();
  const bySurvey = new Map<Survey, Customer>();
  const on: World = world(rules, windows, {
    ...counted.watcher,
    asked(survey, now) {
      counted.watcher.asked?.(survey, now);
      const customer = bySurvey.get(survey);
      bySurvey.delete(survey);
      if (customer !== undefined) reactTo(survey, customer, now);
    },
    cancelled(survey, reason, now) {
      counted.watcher.cancelled?.(survey, reason, now);
      bySurvey.delete(survey);
    },
  });
  const end = START + options.days * DAY;

  const reactTo = (survey: Survey, customer: Customer, now: Date): void => {
    const soon = now.getTime() + customer.random() ** 3 * 20 * HOUR;
    const chance = customer.random();
    if (chance < BEHAVIOUR.answers) at(soon, (then) => on.answer(survey, then));
    else if (chance < BEHAVIOUR.answers + BEHAVIOUR.refuses) refusal(survey, customer, soon);
  };
  const refusal = ({ channel }: Survey, customer: Customer, soon: number): void => {
    const handles = handlesOn(customer, channel);
    at(soon, (then) => on.refuse(handles, channel, then));
    const back = soon + customer.random() * 300 * DAY;
    if (customer.random() < BEHAVIOUR.returns) at(back, (then) => on.agree(handles, channel, then));
  };
  const converse = (customer: Customer, time: number): void => {
    const number = ++order;
    const closing = awake(customer, time);
    at(closing, (now) => {
      const close = closeOf(customer, number, now);
      const survey = on.close(close, close.contact.identities, now);
      if (survey !== null) bySurvey.set(survey, customer);
      const later = (hours: number) => now.getTime() + customer.random() * hours * HOUR;
      if (customer.random() < BEHAVIOUR.writesAfterwards) {
        at(later(1), (then) => on.wrote(close.contact.identities, then));
      }
      if (customer.random() < BEHAVIOUR.reopens)
        at(later(6), (then) => on.reopen(conversationName(close), then));
    });
    const next = closing + (-Math.log(1 - customer.random()) / customer.rate) * 365 * DAY;
    if (next < end) at(closing, () => converse(customer, next));
  };

  for (let index = 0; index < options.customers; index++) {
    const customer = newCustomer(index, options.seed);
    const first = START + (-Math.log(1 - customer.random()) / customer.rate) * 365 * DAY;
    if (first < end) converse(customer, first);
  }
  for (let event = events.pop(); event !== undefined; event = events.pop()) {
    const now = new Date(event.at);
    on.advance(now);
    event.happen(now);
  }
  on.advance(new Date(end + 40 * DAY));
  return counted.report(on.people());
}

function newCustomer(index: number, seed: number): Customer {
  // Each has a generator of their own, so that one more customer changes nobody else's year.
  const generator = xoroshiro128plus(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const random = () => uniformFloat64(generator);
  const place = PLACES[Math.floor(random() * PLACES.length)] ?? PLACES[0];
  const digits = `${place.code}${String(10_000_000 + index).slice(-8)}`;
  return {
    index,
    random,
    offset: place.offset,
    known: random() < BEHAVIOUR.knownAsOne,
    rate: BEHAVIOUR.conversationsAYear * (0.25 + 1.5 * random()),
    handles: {
      telegram: { type: 'telegram', value: String(index) },
      'whatsapp-cloud': { type: 'phone', value: `+${digits}` },
      email: { type: 'email', value: `customer-${index}@example.com` },
    },
  };
}

/** Conversations end when people are up: 8 to 24 o'clock of their own day. */
function awake({ offset, random }: Customer, time: number): number {
  const day = Math.floor((time + offset * HOUR) / DAY) * DAY - offset * HOUR;
  return Math.max(time, day + 8 * HOUR + random() * 16 * HOUR);
}

const handlesOn = ({ handles }: Customer, channel: string): Identity[] =>
  CHANNELS.filter((one) => one === channel).map((one) => handles[one]);

function closeOf(customer: Customer, number: number, now: Date): ConversationClosed {
  const { random, handles } = customer;
  const channel = CHANNELS[Math.floor(random() * CHANNELS.length)] ?? 'telegram';
  const told = customer.known || random() < BEHAVIOUR.toldLater;
  customer.known ||= told;
  return {
    event: 'conversation.closed',
    id: String(number),
    source: 'simulation',
    channel,
    address: {},
    contact: { identities: told ? Object.values(handles) : [handles[channel]], attributes: {} },
    tags: ['support'],
    closed_at: now,
    last_customer_message_at: new Date(now.getTime() - random() * 12 * HOUR),
    customer_messages: 1 + Math.floor(random() * 8),
    closed_by: random() < BEHAVIOUR.byBot ? 'bot' : 'agent',
  };
}
