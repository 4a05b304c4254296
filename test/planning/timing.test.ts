import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AskingPolicy } from '../../src/model/asking-policy.ts';
import { calendarFor } from '../../src/planning/calendar.ts';
import { explain, plan, type Recipient, recipientOf } from '../../src/planning/index.ts';
import { facts, version } from './some-facts.ts';

const policyOf = (input: object): AskingPolicy => AskingPolicy.parse({ floor: '0s', ...input });
const NIGHT = { quiet_hours: { from: '21:00', to: '09:00' } };

const inZone = (zone: string): Recipient => ({ country: null, zones: [zone], source: 'attribute' });

/** Minutes after midnight on the wall in a zone: by the runtime, not by what is tested. */
function wall(at: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const [hour = 0, minute = 0] = format.format(at).split(':').map(Number);
  return hour * 60 + minute;
}

/** A close at an instant of somebody in a zone; when is the question asked? */
function asked(
  at: string,
  policy: object,
  more: { zone?: string; lastMessage?: string; delay?: string } = {},
) {
  const { zone = 'Europe/Istanbul', delay = '45s', lastMessage } = more;
  const windowClosesAt =
    lastMessage === undefined ? null : new Date(Date.parse(lastMessage) + 24 * 3_600_000);
  const input = facts(
    {},
    {
      now: new Date(at),
      policy: policyOf({ ...policy, time_zone: zone }),
      place: { windowClosesAt, templateOutsideWindow: false },
    },
  );
  const decided = plan(input, [version('a', { ask: { delay, expires_after: '20h' } })]);
  const words = explain(input, [version('a', { ask: { delay } })]);
  return decided.ask
    ? { at: decided.at.toISOString(), expires: decided.expiresAt.toISOString(), words }
    : { rule: decided.rule, words };
}

describe('quiet hours', () => {
  it('defer the question to their end in the zone of the recipient, and drop nothing', () => {
    expect(asked('2026-11-22T17:59:00Z', NIGHT)).toMatchObject({ at: '2026-11-22T17:59:45.000Z' });
    expect(asked('2026-11-22T17:59:30Z', NIGHT)).toMatchObject({ at: '2026-11-23T06:00:00.000Z' });
    expect(asked('2026-11-22T20:00:00Z', NIGHT)).toMatchObject({
      at: '2026-11-23T06:00:00.000Z',
      expires: '2026-11-24T02:00:00.000Z',
    });
  });

  it('say so in words: deferred to when, in which zone, and how that is known', () => {
    const { words } = asked('2026-11-22T20:00:00Z', NIGHT);
    expect(words.find(({ rule }) => rule === 'quiet_hours')?.detail).toBe(
      'meant for quiet hours or a day without asking; deferred to Mon 09:00 in Europe/Istanbul, by the setting',
    );
  });

  it('keep to the clock on the wall when daylight saving begins and ends', () => {
    const berlin = { zone: 'Europe/Berlin' };
    expect(asked('2026-03-28T22:00:00Z', NIGHT, berlin)).toMatchObject({ at: '2026-03-29T07:00:00.000Z' });
    expect(asked('2026-10-24T21:00:00Z', NIGHT, berlin)).toMatchObject({ at: '2026-10-25T08:00:00.000Z' });
    const early = { quiet_hours: { from: '01:00', to: '02:30' } };
    // 02:30 does not exist on the one day and exists twice on the other: quiet until the second one is over.
    expect(asked('2026-03-29T00:30:00Z', early, berlin)).toMatchObject({ at: '2026-03-29T01:30:00.000Z' });
    expect(asked('2026-10-25T00:40:00Z', early, berlin)).toMatchObject({ at: '2026-10-25T01:30:00.000Z' });
  });

  it('hold in every zone and on every day of two years, changes of daylight saving included', () => {
    const zone = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/St_Johns',
      'Africa/Casablanca',
      'Pacific/Chatham',
      'Europe/Istanbul',
    );
    const minutes = fc.integer({ min: 0, max: 1439 });
    const time = (m: number) =>
      `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
    const at = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) });
    fc.assert(
      fc.property(zone, minutes, minutes, at, (name, from, to, moment) => {
        const policy = policyOf({ quiet_hours: { from: time(from), to: time(to) } });
        const open = calendarFor(inZone(name), policy).nextOpen(moment);
        expect(open).not.toBeNull();
        if (open === null || from === to) return;
        expect(open).toBeGreaterThanOrEqual(moment);
        const then = wall(open, name);
        expect(from < to ? then >= from && then < to : then >= from || then < to).toBe(false);
      }),
      { numRuns: 400, seed: 5 },
    );
  });

  it('hold for every zone of a country whose phone numbers do not tell more', () => {
    const policy = policyOf(NIGHT);
    const recipient = recipientOf(
      { attributes: {}, identities: [{ type: 'phone', value: '+12125550123' }] },
      policy,
    );
    expect(recipient).toMatchObject({ country: 'US', source: 'phone' });
    const open = calendarFor(recipient, policy).nextOpen(Date.parse('2026-11-22T15:00:00Z')) ?? 0;
    for (const zone of ['America/New_York', 'America/Los_Angeles', 'Pacific/Honolulu']) {
      expect(wall(open, zone)).toBeGreaterThanOrEqual(9 * 60);
      expect(wall(open, zone)).toBeLessThan(21 * 60);
    }
  });
});

describe('business days', () => {
  it('defer over the weekend and over holidays', () => {
    const policy = { ...NIGHT, business_days: { holidays: ['2026-11-23'] } };
    expect(asked('2026-11-20T19:00:00Z', policy)).toMatchObject({ at: '2026-11-24T06:00:00.000Z' });
  });

  it('without an end suppress with a reason', () => {
    const holidays = Array.from({ length: 60 }, (_, i) =>
      new Date(Date.UTC(2026, 10, 20 + i)).toISOString().slice(0, 10),
    );
    expect(asked('2026-11-20T12:00:00Z', { business_days: { holidays } })).toMatchObject({
      rule: 'quiet_hours',
    });
  });
});

describe("the channel's window", () => {
  it('ends the survey before it closes', () => {
    const lastMessage = '2026-11-22T08:00:00Z';
    expect(asked('2026-11-22T10:00:00Z', {}, { lastMessage })).toMatchObject({
      at: '2026-11-22T10:00:45.000Z',
      expires: '2026-11-23T06:00:45.000Z',
    });
    expect(asked('2026-11-22T14:00:00Z', {}, { lastMessage })).toMatchObject({
      expires: '2026-11-23T07:50:00.000Z',
    });
  });

  it('that the quiet hours would cross moves the question to an earlier moment', () => {
    // Meant for 23:00 in Istanbul; at 09:00 the window has been closed for an hour.
    const more = { lastMessage: '2026-11-22T05:00:00Z', delay: '4h' };
    const { words, ...moment } = asked('2026-11-22T16:00:00Z', NIGHT, more);
    expect(moment).toMatchObject({ at: '2026-11-22T17:55:00.000Z', expires: '2026-11-23T04:50:00.000Z' });
    expect(words.find(({ rule }) => rule === 'quiet_hours')?.detail).toContain('asked earlier than meant');
  });

  it('that leaves no open hour suppresses, by its name', () => {
    expect(asked('2026-11-22T20:00:00Z', NIGHT, { lastMessage: '2026-11-22T05:00:00Z' })).toMatchObject({
      rule: 'window',
    });
  });

  it('that is nearly over is used for what is left of it', () => {
    expect(asked('2026-11-22T10:00:00Z', {}, { lastMessage: '2026-11-21T10:20:00Z' })).toMatchObject({
      at: '2026-11-22T10:00:45.000Z',
      expires: '2026-11-22T10:10:00.000Z',
    });
  });
});

describe('the recipient', () => {
  const policy = policyOf({ country: 'TR', time_zone: 'Europe/Istanbul' });
  const of = (attributes: Record<string, string>, ...identities: [string, string][]) =>
    recipientOf({ attributes, identities: identities.map(([type, value]) => ({ type, value })) }, policy);

  it.each([
    [
      'the attribute of the contact',
      of({ time_zone: 'Asia/Tokyo' }, ['phone', '+905321234567']),
      'TR',
      'Asia/Tokyo',
    ],
    ['its country', of({ country: 'de' }), 'DE', 'Europe/Berlin'],
    ['a habit that is no code', of({ country: 'UK' }), 'GB', 'Europe/London'],
    ['its name in English', of({ country: 'Germany' }), 'DE', 'Europe/Berlin'],
    ['its name in Turkish', of({ country: 'İsviçre' }), 'CH', 'Europe/Zurich'],
    ['a phone number', of({}, ['telegram', '4242'], ['phone', '+90 532 123 45 67']), 'TR', 'Europe/Istanbul'],
    ['a number of a shared code', of({}, ['phone', '+77011234567']), 'KZ', 'Asia/Almaty'],
    ['a WhatsApp id', of({}, ['whatsapp', '4915112345678']), 'DE', 'Europe/Berlin'],
    ['a WhatsApp user id', of({}, ['whatsapp', 'JP.1A2b']), 'JP', 'Asia/Tokyo'],
    ['an e-mail address', of({}, ['email', 'someone@example.co.uk']), 'GB', 'Europe/London'],
    ['the setting', of({}, ['telegram', '4242']), 'TR', 'Europe/Istanbul'],
    [
      'the setting, for an address that says nothing',
      of({}, ['email', 'a@example.io']),
      'TR',
      'Europe/Istanbul',
    ],
    ['the setting, for a zone that is none', of({ time_zone: 'Mars/Olympus' }), 'TR', 'Europe/Istanbul'],
  ])('is known by %s', (_by, recipient, country, zone) => {
    expect(recipient.country).toBe(country);
    expect(recipient.zones).toContain(zone);
  });
});
