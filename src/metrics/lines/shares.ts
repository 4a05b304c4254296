import { z } from 'zod';
import { churn } from '../churn.ts';
import { crr } from '../crr.ts';
import { Confidence, Count, listOf, oneOf } from '../input/fields.ts';
import { checked, oneForm, within } from '../input/forms.ts';
import { referralRate } from '../referral-rate.ts';
import { responseRate } from '../response-rate.ts';
import { PROPORTION_METHODS } from '../statistics/proportion.ts';
import { trialToPaid } from '../trial-to-paid.ts';
import { line } from './line.ts';

/** How the interval of a share is asked for. */
export const shareOptions = { method: oneOf(PROPORTION_METHODS).optional(), confidence: Confidence };

export const responseRateLine = line(
  z
    .strictObject({ sent: Count, answered: Count, ...shareOptions })
    .superRefine(checked((i, fault) => within(['answered', i.answered], ['sent', i.sent], fault))),
  ({ sent, answered, ...options }) => responseRate(sent, answered, options),
);

/** A start of 0 has no figure, whatever came after it: a share of nobody is not over 100 %. */
export const crrLine = line(
  z.strictObject({ start: Count, new: Count, end: Count, ...shareOptions }).superRefine(
    checked((i, fault) => {
      if (i.start === 0) return;
      if (i.end < i.new) fault('new', `expected at most end (${i.end}), got ${i.new}`);
      if (i.end - i.new <= i.start) return;
      fault('end', `end - new = ${i.end - i.new} is more than start (${i.start}): a retention over 100 %`);
    }),
  ),
  ({ start, new: fresh, end, ...options }) => crr({ start, fresh, end }, options),
);

/** As with `crr`, a start of 0 has no figure. */
export const churnLine = line(
  z.strictObject({ start: Count, lost: Count, ...shareOptions }).superRefine(
    checked((i, fault) => {
      if (i.start > 0) within(['lost', i.lost], ['start', i.start], fault);
    }),
  ),
  ({ start, lost, ...options }) => churn(start, lost, options),
);

export const referralRateLine = line(
  z
    .strictObject({ referred: Count, purchases: Count, ...shareOptions })
    .superRefine(checked((i, fault) => within(['referred', i.referred], ['purchases', i.purchases], fault))),
  ({ referred, purchases, ...options }) => referralRate(referred, purchases, options),
);

const Day = z.strictObject({ ended: Count, converted: Count });

export const trialToPaidLine = line(
  z
    .strictObject({
      ended: Count.optional(),
      converted: Count.optional(),
      days: listOf(Day).optional(),
      ...shareOptions,
    })
    .superRefine(
      checked((i, fault) => {
        if (!oneForm(i, [['ended', 'converted'], ['days']], fault)) return;
        within(['converted', i.converted ?? 0], ['ended', i.ended ?? 0], fault);
        i.days?.forEach((day, n) => {
          within([['days', n, 'converted'], day.converted], ['ended', day.ended], fault);
        });
      }),
    ),
  ({ days, ended = 0, converted = 0, ...options }) => trialToPaid(days ?? [{ ended, converted }], options),
);
