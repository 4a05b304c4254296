import { z } from 'zod';
import { clv } from '../clv.ts';
import { Amount, Share } from '../input/fields.ts';
import type { Fault } from '../input/forms.ts';
import { checked } from '../input/forms.ts';
import { line } from './line.ts';

const Clv = z.strictObject({
  average_sale: Amount,
  transactions_per_year: Amount.optional(),
  transactions_per_month: Amount.optional(),
  retention_years: Amount.optional(),
  retention_months: Amount.optional(),
  margin: Share,
});
type Clv = z.infer<typeof Clv>;

/** Of two fields for the same thing in two units, the one that is given. */
function unitOf(input: Clv, perYear: keyof Clv, perMonth: keyof Clv, fault: Fault): keyof Clv | null {
  const both = [perYear, perMonth].filter((field) => input[field] !== undefined);
  if (both.length === 0) fault(perYear, `missing: expected ${perYear} or ${perMonth}`);
  if (both.length === 2) fault(perMonth, `expected only one of ${perYear} and ${perMonth}`);
  return both.length === 1 ? (both[0] ?? null) : null;
}

function check(input: Clv, fault: Fault): void {
  const rate = unitOf(input, 'transactions_per_year', 'transactions_per_month', fault);
  const time = unitOf(input, 'retention_years', 'retention_months', fault);
  if (rate === null || time === null) return;
  if (rate.endsWith('year') === time.endsWith('years')) return;
  fault(
    time,
    `${rate} and ${time} are in different units of time: give both by the year or both by the month`,
  );
}

export const clvLine = line(Clv.superRefine(checked(check)), (input) =>
  clv(
    input.average_sale,
    input.transactions_per_year ?? input.transactions_per_month ?? 0,
    input.retention_years ?? input.retention_months ?? 0,
    input.margin,
  ),
);
