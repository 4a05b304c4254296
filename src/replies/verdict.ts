import { type Clause, clausesOf } from './clauses.ts';
import { Ending } from './compile.ts';
import type { Item } from './items.ts';
import { judge, Verdict } from './judge.ts';
import { Link, type Mention, mentionsOf } from './mentions.ts';
import { isCount } from './noise.ts';
import { hasDigitBeside, ratesParts } from './parts.ts';
import { Role } from './roles.ts';
import { has, type Sight } from './sight.ts';
import { Kind } from './tokens.ts';

/** What the numbers of a reply come to. */
type Finding =
  | { kind: 'none' }
  | { kind: 'doubt' }
  | { kind: 'score'; score: number; correction: boolean; sight: Sight };

const isSize = (item: Item): boolean => item.kind === Kind.WORD || item.kind === Kind.NUMBER;

function sightOf(items: readonly Item[], scale: Sight['scale'], view: Sight['view']): Sight {
  const { clauses, of } = clausesOf(items);
  const mentions = mentionsOf(items, scale.max);
  const size = items.filter(isSize).length;
  const said = items.findIndex((item) => item.kind === Kind.WORD && !has(item, Role.FILLER));
  const firstSaid = said < 0 ? items.length : said;
  const lastSaid = items.findLastIndex(isSize);
  let marks = 0;
  for (const item of items) marks |= item.marks;
  return { marks, items, clauses, clauseOf: of, mentions, scale, size, firstSaid, lastSaid, view };
}

/** The run of mentions that hang together by links, from `at`. */
function chainEnd(mentions: readonly Mention[], at: number): number {
  let end = at;
  while (end + 1 < mentions.length && mentions[end]?.link !== Link.NONE) {
    end++;
    // "0 to 10, 6": what a comma brings after a range stands by itself.
    if (mentions[end - 1]?.link === Link.RANGE && mentions[end]?.link === Link.LIST) break;
  }
  return end;
}

/** Both ends of the scale, as people say them: "1 to 5" of 1–5, "0-10" and "1-10" of 0–10. */
function isWholeScale(sight: Sight, a: Mention, b: Mention): boolean {
  const [low, high] = [Math.min(a.value, b.value), Math.max(a.value, b.value)];
  return high === sight.scale.max && low <= Math.max(sight.scale.min, 1);
}

/** Judges numbers that hang together: a range, a choice of two, a list. Later numbers follow the first. */
function judgeChain(sight: Sight, verdicts: number[], from: number, to: number): void {
  const chain = sight.mentions.slice(from, to + 1);
  const last = chain.at(-1);
  const [a, b] = chain;
  if (a === undefined || b === undefined || last === undefined) return;
  const set = (verdict: number) => verdicts.fill(verdict, from, to + 1);
  if (isPhoneNumber(sight, chain)) return void set(Verdict.NOISE);
  if (a.link !== Link.LIST && isCount(sight, last)) return void set(Verdict.NOISE);
  if (a.link === Link.LIST && verdicts[from] === Verdict.NOISE) return void set(Verdict.NOISE);
  if (a.link === Link.LIST && isCount(sight, last) && sight.items[a.last + 1] === sight.items[b.first]) {
    return void set(Verdict.NOISE);
  }
  if (a.link === Link.RANGE && chain.length === 2 && isWholeScale(sight, a, b))
    return void set(Verdict.SCALE);
  if (a.link === Link.RANGE && isScaleTalk(sight, a)) {
    // A scale that is not ours: whatever number follows is on that one.
    verdicts[from] = Verdict.DOUBT;
    return;
  }
  const open = verdicts.slice(from, to + 1).filter((v) => v === Verdict.SCORE || v === Verdict.DOUBT);
  if (a.link === Link.RANGE || a.link === Link.EITHER || a.link === Link.MATH || a.link === Link.CLOCK) {
    const refused = verdicts.slice(from, to + 1).includes(Verdict.REFUSED);
    if (!refused) set(open.length > 0 ? Verdict.DOUBT : Verdict.NOISE);
  }
}

/** "532 111 22 33": groups of digits with nothing between. */
function isPhoneNumber(sight: Sight, chain: readonly Mention[]): boolean {
  const digits = chain.map(({ first }) => sight.items[first]?.digits.length ?? 0);
  return digits.length > 1 && digits.reduce((sum, count) => sum + count, 0) >= 7;
}

function isScaleTalk(sight: Sight, mention: Mention): boolean {
  const start = Math.max(0, mention.first - 4);
  return sight.items.slice(start, mention.first).some((item) => has(item, Role.SCALE));
}

/** "out of 10, 8", "10 üzerinden değerlendirirsem 8": only how far the scale goes. */
function isLoneEnd(sight: Sight, at: number): boolean {
  const mention = sight.mentions[at];
  if (mention === undefined || mention.of !== null) return false;
  const follows = mention.link === Link.LIST && at + 2 === sight.mentions.length;
  if (mention.link !== Link.NONE && !follows) return false;
  if (at > 0 && sight.mentions[at - 1]?.link !== Link.NONE) return false;
  const out = sight.items[mention.first - 1];
  const strictly = has(out, Role.OUT_OF) && !has(out, Role.BOUND_BEFORE | Role.PREPOSITION);
  return strictly || has(sight.items[mention.last + 1], Role.OUT_OF_AFTER);
}

function judgeAll(sight: Sight): number[] {
  const { mentions } = sight;
  const verdicts = mentions.map((mention, at) => judge(sight, mention, mentions[at - 1]));
  for (let at = 0; at < mentions.length; at++) {
    const mention = mentions[at];
    if (mention !== undefined && isLoneEnd(sight, at)) {
      const other = mentions.length > 1 && mention.value === sight.scale.max;
      verdicts[at] = other ? Verdict.SCALE : Verdict.DOUBT;
    }
    const end = chainEnd(mentions, at);
    if (end > at) judgeChain(sight, verdicts, at, end);
    at = end;
  }
  return verdicts;
}

/** "3, no, 4": a word of refusal that stands by itself. */
const isLoneNo = (sight: Sight, at: number): boolean =>
  has(sight.items[at], Role.NOT_BEFORE) && sight.clauses[sight.clauseOf[at] ?? 0]?.words === 1;

/** "sorry, I meant 4", "5, no wait, 4": the word of correction stands between the two, or points at the new one. */
function corrected(sight: Sight, scores: readonly Mention[]): number | null {
  const [old, last] = [scores.at(-2), scores.at(-1)];
  if (old === undefined || last === undefined) return null;
  const to =
    [1, 2].some((back) => sight.items[last.first - back]?.text === 'to') ||
    sight.items[last.last]?.ending === Ending.TO;
  const between = sight.items
    .slice(old.last + 1, last.first)
    .some((item, at) => has(item, Role.CORRECTION) || isLoneNo(sight, old.last + 1 + at));
  const anywhere = sight.items.some((item) => has(item, Role.CORRECTION));
  const twice = sight.items.filter((item) => has(item, Role.CORRECTION)).length > 1;
  const named = has(sight.items[last.last + 1], Role.CORRECTION);
  return between || (to && anywhere) || (twice && named) ? last.value : null;
}

/** One star beside other words is decoration. */
function isDecoration(sight: Sight, mention: Mention): boolean {
  return mention.stars && mention.first === mention.last && sight.size > 0;
}

/** "not 5 but 4", "5 being best, 4": one number explains the other. */
const isSettling = (verdict: number): boolean => verdict === Verdict.REFUSED || verdict === Verdict.SCALE;

/** Weighs all numbers of the reply against each other. */
export function findScore(items: readonly Item[], scale: Sight['scale'], view: Sight['view']): Finding {
  const sight = sightOf(items, scale, view);
  const verdicts = judgeAll(sight);
  const by = (verdict: number) =>
    sight.mentions.filter((mention, at) => verdicts[at] === verdict && !isDecoration(sight, mention));
  const scores = by(Verdict.SCORE);
  if (scores.some((mention) => hasDigitBeside(sight, mention))) return { kind: 'none' };
  const settled = items.some((item) => has(item, Role.CORRECTION | Role.SCALE)) || verdicts.some(isSettling);
  if (!settled && ratesParts(sight)) return { kind: 'doubt' };
  const correction = items.some((item) => has(item, Role.CORRECTION)) || by(Verdict.REFUSED).length > 0;
  const values = new Set(scores.map((mention) => mention.value));
  const [only] = values;
  const score = values.size === 1 ? only : corrected(sight, scores);
  if (score !== undefined && score !== null && by(Verdict.DOUBT).length === 0) {
    return { kind: 'score', score, correction, sight };
  }
  const open = scores.length + by(Verdict.DOUBT).length + by(Verdict.REFUSED).length;
  const half =
    sight.mentions.length === 0 && sight.clauses.some((c) => c.strange === 0 && (c.roles & Role.HALF) !== 0);
  return open > 0 || half || isScaleOnly(sight, verdicts) ? { kind: 'doubt' } : { kind: 'none' };
}

/** "1-5" and no more: the scale repeated, with nothing chosen. */
const isScaleOnly = (sight: Sight, verdicts: readonly number[]): boolean =>
  verdicts.includes(Verdict.SCALE) &&
  !sight.clauses.some((clause: Clause) => clause.strange > 0 || clause.question);
