import { Ending } from './compile.ts';
import type { Item } from './items.ts';
import { Role } from './roles.ts';
import { Kind } from './tokens.ts';

/** How a mention hangs together with the next one. */
export const Link = { NONE: 0, RANGE: 1, EITHER: 2, LIST: 3, MATH: 4, CLOCK: 5 } as const;

/** A number in the reply: one item, or several ("8 out of 10", "twenty five", a run of stars). */
export interface Mention {
  first: number;
  /** The last item of it. */
  last: number;
  /** NaN where it is no whole number. */
  value: number;
  /** Of how many; null where that is not said. */
  of: number | null;
  /** Words ("out of") joined value and `of`, not a slash. */
  ofInWords: boolean;
  stars: boolean;
  /** "Full marks": the value is the scale's end. */
  full: boolean;
  link: number;
}

const mention = (at: number, value: number): Mention => ({
  first: at,
  last: at,
  value,
  of: null,
  ofInWords: false,
  stars: false,
  full: false,
  link: Link.NONE,
});

const has = (item: Item | undefined, roles: number): boolean =>
  item !== undefined && (item.roles & roles) !== 0;

/** A run of stars: its filled ones count, and empty ones only fill up to the scale's end. */
function starRun(items: readonly Item[], at: number, max: number): Mention {
  let filled = 0;
  let empty = 0;
  let last = at;
  for (let i = at; i < items.length; i++) {
    if (items[i]?.kind === Kind.STAR) filled++;
    else if (items[i]?.kind === Kind.EMPTY_STAR) empty++;
    else break;
    last = i;
  }
  const sure = filled > 0 && (empty === 0 || filled + empty === max);
  return { ...mention(at, sure ? filled : Number.NaN), last, stars: true };
}

/** Every number of the reply by itself, tens and units together. */
function singles(items: readonly Item[], max: number): Mention[] {
  const found: Mention[] = [];
  for (let at = 0; at < items.length; at++) {
    const item = items[at];
    if (item === undefined) continue;
    if (item.kind === Kind.STAR || item.kind === Kind.EMPTY_STAR) {
      const run = starRun(items, at, max);
      found.push(run);
      at = run.last;
    } else if (has(item, Role.FULL)) {
      found.push({ ...mention(at, max), full: true });
    } else if (has(item, Role.NUMBER)) {
      const next = items[at + 1];
      // "un 5", "one 5": a word for 1 right before a number is an article.
      if (item.cautious && item.value === 1 && has(next, Role.NUMBER)) continue;
      const tens = item.spelled && item.value >= 20 && item.value < 100 && item.value % 10 === 0;
      if (tens && next?.spelled === true && next.value >= 1 && next.value <= 9) {
        found.push({ ...mention(at, item.value + next.value), last: at + 1 });
        at++;
      } else found.push(mention(at, item.value));
    }
  }
  return found;
}

const JOINERS = Role.FILLER | Role.GIVE | Role.RATING | Role.STAR;

/** The roles and signs strictly between two mentions, as far as they are few. */
function between(items: readonly Item[], a: Mention, b: Mention): Item[] | null {
  return b.first - a.last > 6 ? null : items.slice(a.last + 1, b.first);
}

const allOf = (list: readonly Item[], roles: number): boolean =>
  list.every((item) => item.kind === Kind.WORD && has(item, roles));

function fraction(value: Mention, of: Mention, inWords: boolean): Mention {
  const [first, last] = [Math.min(value.first, of.first), Math.max(value.last, of.last)];
  return { ...value, first, last, of: of.value, ofInWords: inWords };
}

/** "8/10", "8 out of 10", "8 on 10", "10 üzerinden 8", "10'da 8": two mentions as one, or null. */
function asFraction(items: readonly Item[], a: Mention, b: Mention, max: number): Mention | null {
  const middle = between(items, a, b);
  if (middle === null) return null;
  const [one] = middle;
  const signs = middle.filter((item) => item.kind !== Kind.WORD);
  if (middle.length === 1 && one?.kind === Kind.SLASH) return fraction(a, b, false);
  if (signs.length > 0) return null;
  if (items[a.last]?.ending === Ending.IN && allOf(middle, JOINERS)) return fraction(b, a, true);
  if (has(one, Role.OUT_OF_AFTER) && allOf(middle.slice(1), JOINERS)) return fraction(b, a, true);
  const out = middle.findIndex((item) => has(item, Role.OUT_OF));
  if (
    out >= 0 &&
    out <= 1 &&
    allOf(middle.toSpliced(out, 1), Role.FILLER | Role.RATING | Role.STAR | Role.SCALE)
  ) {
    return fraction(a, b, true);
  }
  // "10 on 10", "8 su 10" is a fraction only where it ends the scale: "on" does much else.
  const on = middle.length === 1 && (one?.text === 'on' || one?.text === 'in' || one?.text === 'su');
  return on && b.value === max && !items[a.last]?.spelled ? fraction(a, b, true) : null;
}

const isFrom = (items: readonly Item[], m: Mention): boolean => items[m.last]?.ending === Ending.FROM;
const isTo = (items: readonly Item[], m: Mention): boolean => items[m.last]?.ending === Ending.TO;

/** How two neighbours hang together when they are no fraction. */
function linkOf(items: readonly Item[], a: Mention, b: Mention): number {
  const middle = between(items, a, b);
  if (middle === null || a.full || b.full || a.stars || b.stars) return Link.NONE;
  if (isFrom(items, a) && isTo(items, b) && allOf(middle, JOINERS)) return Link.RANGE;
  const [one] = middle;
  // "change my 6 to a 9"
  const changes = /^(?:change|update|correct)/.test(items[a.first - 1]?.text ?? '');
  if (changes && middle.some((item) => has(item, Role.RANGE))) return Link.NONE;
  // "4 - four", "5 (5)": said twice.
  if (a.value === b.value && items[a.first]?.spelled !== items[b.first]?.spelled) return Link.NONE;
  if (one === undefined && a.value === b.value) return Link.NONE;
  if (one === undefined) return items[a.last]?.spelled && items[b.first]?.spelled ? Link.EITHER : Link.LIST;
  const before = items[a.first - 1];
  if (middle.length > 2) return Link.NONE;
  if (allOf(middle, Role.RANGE | Role.EITHER | Role.FILLER | Role.PREPOSITION)) {
    if (has(one, Role.EITHER) && has(before, Role.BETWEEN)) return Link.RANGE;
    if (middle.some((item) => has(item, Role.RANGE))) return Link.RANGE;
    if (middle.some((item) => has(item, Role.EITHER))) return Link.EITHER;
  }
  if (middle.length > 1) return Link.NONE;
  if (one.kind === Kind.DASH || one.text === '~') return Link.RANGE;
  if (one.kind === Kind.SLASH || one.kind === Kind.PLUS) return Link.MATH;
  if (one.kind === Kind.COLON && one.glued && items[b.first]?.glued) return Link.CLOCK;
  return one.text === ',' || one.text === '،' ? Link.LIST : Link.NONE;
}

/** All numbers of the reply, fractions as one, each with its link to the next. */
export function mentionsOf(items: readonly Item[], max: number): Mention[] {
  const all: Mention[] = [];
  for (const next of singles(items, max)) {
    const before = all.at(-1);
    if (before === undefined) {
      all.push(next);
      continue;
    }
    const joined = before.of === null ? asFraction(items, before, next, max) : null;
    if (joined !== null) {
      all[all.length - 1] = joined;
      continue;
    }
    before.link = linkOf(items, before, next);
    all.push(next);
  }
  return all;
}
