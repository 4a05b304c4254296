import { z } from 'zod';
import { aht } from '../aht.ts';
import { DURATION_METHODS } from '../duration-figure.ts';
import { FCR_RULES, fcr } from '../fcr.ts';
import { Amount, Confidence, Count, listOf, oneOf } from '../input/fields.ts';
import type { Fault } from '../input/forms.ts';
import { checked, oneForm } from '../input/forms.ts';
import { resolutionTime } from '../resolution-time.ts';
import { line } from './line.ts';
import { shareOptions } from './shares.ts';

export const ahtLine = line(
  z.strictObject({ contacts: Count, talk_seconds: Amount, hold_seconds: Amount, wrap_seconds: Amount }),
  (i) => aht(i.contacts, { talk: i.talk_seconds, hold: i.hold_seconds, wrap: i.wrap_seconds }),
);

const Instant = z.iso
  .datetime({ offset: true, error: 'expected an instant with its zone, such as "2026-01-05T10:00:00Z"' })
  .transform((text) => Date.parse(text));

const Case = z.strictObject({ opened_at: Instant, resolved_at: Instant.nullable() });

export const resolutionTimeLine = line(
  z
    .strictObject({
      seconds: listOf(Amount).optional(),
      cases: listOf(Case).optional(),
      method: oneOf(DURATION_METHODS).optional(),
      confidence: Confidence,
    })
    .superRefine(
      checked((i, fault) => {
        oneForm(i, [['seconds'], ['cases']], fault);
        i.cases?.forEach((one, n) => {
          if (one.resolved_at === null || one.resolved_at >= one.opened_at) return;
          fault(['cases', n, 'resolved_at'], 'resolved before it was opened');
        });
      }),
    ),
  ({ seconds, cases = [], ...options }) => {
    const resolved = cases.flatMap((one) =>
      one.resolved_at === null ? [] : [(one.resolved_at - one.opened_at) / 1000],
    );
    return { ...resolutionTime(seconds ?? resolved, options), unresolved: cases.length - resolved.length };
  },
);

const Ticket = z.strictObject({
  resolved: z.boolean({ error: 'expected true or false' }),
  customer_replies_after_first: Count,
});

const Fcr = z.strictObject({
  contacts: Count.optional(),
  resolved_first: Count.optional(),
  unresolvable_at_level1: Count.optional(),
  tickets: listOf(Ticket).optional(),
  rule: oneOf(FCR_RULES).optional(),
  abandoned: Count.default(0),
  misrouted: Count.default(0),
  count_abandoned: z.boolean({ error: 'expected true or false' }).default(true),
  count_misrouted: z.boolean({ error: 'expected true or false' }).default(true),
  ...shareOptions,
});
type Fcr = z.infer<typeof Fcr>;

/** Contacts that the setting leaves out. */
const leftOut = (i: Fcr): number =>
  (i.count_abandoned ? 0 : i.abandoned) + (i.count_misrouted ? 0 : i.misrouted);

function checkFcr(i: Fcr, fault: Fault): void {
  if (!oneForm(i, [['contacts', 'resolved_first'], ['tickets']], fault)) return;
  if (i.tickets === undefined) checkContacts(i, fault);
  else checkTickets(i, fault);
}

function checkContacts(i: Fcr, fault: Fault): void {
  const { contacts = 0, resolved_first: resolved = 0, unresolvable_at_level1: unresolvable = 0 } = i;
  const parts: [string, number][] = [
    ['abandoned', i.abandoned + i.misrouted],
    ['unresolvable_at_level1', unresolvable + leftOut(i)],
    ['resolved_first', resolved + leftOut(i) + unresolvable],
  ];
  const over = parts.find(([, size]) => size > contacts);
  if (over !== undefined) fault(over[0], `more than the contacts (${contacts}) that are left for it`);
  if (i.rule === 'ticket') fault('rule', 'the ticket rule needs tickets');
  if (i.rule === 'net' && i.unresolvable_at_level1 === undefined) {
    fault('unresolvable_at_level1', 'missing: the net rule leaves these contacts out');
  }
}

/** Counts that only the other form has. */
function checkTickets(i: Fcr, fault: Fault): void {
  if (i.unresolvable_at_level1 !== undefined)
    fault('unresolvable_at_level1', 'expected only beside contacts');
  if (i.abandoned > 0) fault('abandoned', 'expected only beside contacts');
  if (i.misrouted > 0) fault('misrouted', 'expected only beside contacts');
  if (i.rule !== undefined && i.rule !== 'ticket') fault('rule', 'tickets are counted by the ticket rule');
}

export const fcrLine = line(Fcr.superRefine(checked(checkFcr)), (i) => {
  const options = { method: i.method, confidence: i.confidence };
  if (i.tickets !== undefined) {
    const first = i.tickets.filter((ticket) => ticket.resolved && ticket.customer_replies_after_first === 0);
    const counts = { contacts: i.tickets.length, resolvedFirst: first.length, unresolvable: null };
    return fcr(counts, 'ticket', options);
  }
  const counts = {
    contacts: i.contacts ?? 0,
    resolvedFirst: i.resolved_first ?? 0,
    unresolvable: i.unresolvable_at_level1 ?? null,
    leftOut: leftOut(i),
  };
  return fcr(counts, i.rule ?? 'gross', options);
});
