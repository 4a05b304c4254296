import type { z } from 'zod';

/** Adds a fault at a field of the object being checked. */
export type Fault = (path: PropertyKey | readonly PropertyKey[], message: string) => void;

/** A check over several fields: hands over the object and a way to name what is wrong with it. */
export const checked =
  <T extends object>(check: (input: T, fault: Fault) => void) =>
  (input: T, context: z.core.$RefinementCtx<T>): void => {
    check(input, (path, message) => {
      context.addIssue({ code: 'custom', path: typeof path === 'object' ? [...path] : [path], message });
    });
  };

const given = (input: object, field: string): boolean =>
  (input as Record<string, unknown>)[field] !== undefined;

/**
 * Holds that exactly one of several forms is given, whole: `[["counts"], ["scores"]]`.
 * @returns whether it is
 */
export function oneForm(input: object, forms: readonly (readonly string[])[], fault: Fault): boolean {
  const begun = forms.filter((form) => form.some((field) => given(input, field)));
  const names = forms.map((form) => form.join(', '));
  const [form, second] = begun;
  if (form === undefined) {
    fault(names[0]?.split(', ')[0] ?? '', `missing: expected ${names.join(' or ')}`);
    return false;
  }
  if (second !== undefined) {
    fault(second.find((field) => given(input, field)) ?? '', `expected only one of: ${names.join(' or ')}`);
    return false;
  }
  const missing = form.filter((field) => !given(input, field));
  for (const field of missing) fault(field, 'missing');
  return missing.length === 0;
}

/** Holds that a part is not larger than its whole. */
export function within(
  part: readonly [name: PropertyKey | readonly PropertyKey[], value: number],
  whole: readonly [name: string, value: number],
  fault: Fault,
): void {
  if (part[1] > whole[1]) fault(part[0], `expected at most ${whole[0]} (${whole[1]}), got ${part[1]}`);
}

/** Holds that two lists are of one length. */
export function sameLength(
  first: readonly [name: string, list: readonly unknown[]],
  second: readonly [name: PropertyKey | readonly PropertyKey[], list: readonly unknown[]],
  fault: Fault,
): void {
  if (first[1].length === second[1].length) return;
  fault(second[0], `expected ${first[1].length} entries as in ${first[0]}, got ${second[1].length}`);
}
