import { z } from 'zod';
import { Amount, Confidence, listOf, oneOf } from '../input/fields.ts';
import { checked, sameLength } from '../input/forms.ts';
import { SURVIVAL_INTERVALS } from '../statistics/kaplan-meier.ts';
import type { Subject } from '../statistics/life-table.ts';
import { logRank } from '../statistics/log-rank.ts';
import { survival } from '../survival.ts';
import { line } from './line.ts';

const Event = z
  .union([z.literal([0, 1]), z.boolean()], {
    error: 'expected 1 (it came) or 0 (still there, or lost from sight)',
  })
  .transform((event) => event === 1 || event === true);

const watched = { times: listOf(Amount), events: listOf(Event) };

const subjects = ({ times, events }: { times: number[]; events: boolean[] }): Subject[] =>
  times.map((time, i) => ({ time, event: events[i] ?? false }));

export const survivalLine = line(
  z
    .strictObject({
      ...watched,
      at: listOf(Amount).optional(),
      interval_method: oneOf(SURVIVAL_INTERVALS).optional(),
      confidence: Confidence,
    })
    .superRefine(checked((i, fault) => sameLength(['times', i.times], ['events', i.events], fault))),
  ({ at, interval_method: intervalMethod, confidence, ...of }) =>
    survival(subjects(of), at, { intervalMethod, confidence }),
);

const Group = z
  .strictObject(watched)
  .superRefine(checked((i, fault) => sameLength(['times', i.times], ['events', i.events], fault)));

export const logRankLine = line(z.strictObject({ groups: listOf(Group, 2) }), ({ groups }) => {
  const test = logRank(groups.map(subjects));
  return { value: test.chi2, n: groups.reduce((sum, group) => sum + group.times.length, 0), ...test };
});
