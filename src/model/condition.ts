import { type Comparison, type Expression, readExpression, type Scalar } from './condition-syntax.ts';

export { type Comparison, ConditionError, type Scalar } from './condition-syntax.ts';

/** A condition that was read and found well-formed. */
export interface Condition {
  readonly text: string;
  readonly root: Expression;
}

/** One name held against plain values: what a check of names and values needs to know. */
export interface NameUse {
  name: string;
  /** Null for a name that stands alone (`contact.vip`). */
  operator: Comparison | 'in' | null;
  values: readonly Scalar[];
}

/**
 * Reads a condition such as `score <= 2 and reason == 'speed'`.
 * @throws ConditionError with what is wrong, the column and what is allowed
 */
export const parseCondition = (text: string): Condition => ({ text, root: readExpression(text) });

/** The names that a condition asks for, each once, in the order of their first use. */
export const names = (condition: Condition): string[] => [
  ...new Set(nameUses(condition).map((use) => use.name)),
];

/** Every use of a name with what it is compared with, in the order written. */
export const nameUses = (condition: Condition): NameUse[] => usesIn(condition.root);

function usesIn(part: Expression): NameUse[] {
  switch (part.kind) {
    case 'value':
      return [];
    case 'name':
      return [{ name: part.name, operator: null, values: [] }];
    case 'not':
      return usesIn(part.of);
    case 'in':
      return usesIn(part.left).map((use) => ({ ...use, operator: 'in', values: part.items }));
    case 'compare': {
      const values = [part.left, part.right].flatMap((side) => (side.kind === 'value' ? [side.value] : []));
      const uses = [...usesIn(part.left), ...usesIn(part.right)];
      return uses.map((use) => ({ ...use, operator: part.operator, values }));
    }
    default:
      return [...usesIn(part.left), ...usesIn(part.right)];
  }
}

const KEPT = 2_000;
const kept = new Map<string, Condition>();

/** What a name can stand for: a plain value, or the choices of a question that takes several. */
export type Value = Scalar | readonly Scalar[];
export type Values = Readonly<Record<string, Value>>;

/**
 * Whether a condition holds over these values. Dotted names are flat keys (`"contact.plan"`). A name without a
 * value is null; `<`, `<=`, `>`, `>=` hold between two numbers only; a name alone holds when it is `true`. Of several
 * choices, `==` and `in` hold when one of them fits, `!=` and `not in` when none does.
 * @throws ConditionError when the condition cannot be read (a loaded template has none such)
 */
export function holds(text: string, values: Values): boolean {
  let condition = kept.get(text);
  if (condition === undefined) {
    condition = parseCondition(text);
    if (kept.size >= KEPT) kept.clear();
    kept.set(text, condition);
  }
  return evaluate(condition.root, values) === true;
}

function evaluate(part: Expression, values: Values): Value {
  switch (part.kind) {
    case 'value':
      return part.value;
    case 'name':
      return lookUp(part.name, values);
    case 'not':
      return evaluate(part.of, values) !== true;
    case 'and':
      return evaluate(part.left, values) === true && evaluate(part.right, values) === true;
    case 'or':
      return evaluate(part.left, values) === true || evaluate(part.right, values) === true;
    case 'in':
      return each(evaluate(part.left, values)).some((value) => part.items.includes(value));
    case 'compare':
      return compare(part.operator, evaluate(part.left, values), evaluate(part.right, values));
  }
}

/** Own properties that are plain values only: `constructor` and `__proto__` are names like any other. */
function lookUp(name: string, values: Values): Value {
  const value: unknown = Object.hasOwn(values, name) ? values[name] : null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.filter(isPlain);
  return isPlain(value) ? value : null;
}

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const each = (value: Value): readonly Scalar[] => (isList(value) ? value : [value]);
const isList = (value: Value): value is readonly Scalar[] => Array.isArray(value);

function compare(operator: Comparison, left: Value, right: Value): boolean {
  if (operator === '==' || operator === '!=') {
    const same = each(left).some((one) => each(right).includes(one));
    return same === (operator === '==');
  }
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  if (operator === '>') return left > right;
  return left >= right;
}
