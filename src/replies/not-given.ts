import { Mark } from './marks.ts';
import type { Mention } from './mentions.ts';
import { FRAME, Role } from './roles.ts';
import { clauseAt, has, isWord, type Sight } from './sight.ts';

/** How far from the number a condition or a joke is looked for, in items. */
const REACH = 14;
const STOPS = new Set(['.', '!', '\n', '…', '。']);

const marked = (sight: Sight, at: number, marks: number): boolean =>
  ((sight.items[at]?.marks ?? 0) & marks) !== 0;

const ends = (sight: Sight, at: number): boolean => {
  const item = sight.items[at];
  return item === undefined || (!isWord(item) && STOPS.has(item.text));
};

/** Whether a mark stands in the same sentence, walking from the number by `step`. */
function inSentence(sight: Sight, mention: Mention, marks: number, step: 1 | -1): boolean {
  const from = step === 1 ? mention.last : mention.first;
  for (let at = from + step; Math.abs(at - from) <= REACH && !ends(sight, at); at += step) {
    if (marked(sight, at, marks)) return true;
  }
  return false;
}

function inClause(sight: Sight, mention: Mention, marks: number): boolean {
  const { first, end } = clauseAt(sight, mention);
  for (let at = first; at < end; at++) if (marked(sight, at, marks)) return true;
  return false;
}

/** "I will give 10 when you fix it", "5 if you refund me", "iade ederseniz 5 veririm". */
function isConditional(sight: Sight, mention: Mention): boolean {
  if (inClause(sight, mention, Mark.PROMISE)) return true;
  if (!inClause(sight, mention, Mark.TENTATIVE)) return false;
  const either = Mark.CONDITION | Mark.PROMISE;
  return inSentence(sight, mention, either, 1) || inSentence(sight, mention, either, -1);
}

/** "last time I gave 5", "I gave 5 last year"; but not "since last year it got worse and worse, 1". */
function isPast(sight: Sight, mention: Mention, cued: boolean): boolean {
  const { first, end, words } = clauseAt(sight, mention);
  const cue = cued || words <= 4;
  for (let at = mention.first - 1; cue && at >= first; at--) if (marked(sight, at, Mark.PAST)) return true;
  for (let at = mention.last + 1; at < end && at <= mention.last + 3; at++) {
    if (marked(sight, at, Mark.PAST)) return at === end - 1 || cued;
    if (!has(sight.items[at], Role.GIVE | Role.RATING | Role.STAR | Role.FILLER)) return false;
  }
  return false;
}

/** "last time 5, this time 2": nothing but the time and the number. */
export const isOldScore = (sight: Sight, mention: Mention): boolean =>
  (sight.marks & Mark.PAST) !== 0 && clauseAt(sight, mention).words <= 2 && isPast(sight, mention, false);

const PASSES =
  Role.GIVE | Role.RATING | Role.STAR | Role.FILLER | Role.OBJECT | Role.CORRECTION | Role.STARTER;

/** "my wife gave it a 5": between the person and the number stands nothing but giving. */
function isOthers(sight: Sight, mention: Mention, cued: boolean): boolean {
  if (!cued) return false;
  const { first } = clauseAt(sight, mention);
  for (let at = mention.first - 1; at >= first; at--) {
    if (marked(sight, at, Mark.OTHER)) return true;
    if (isWord(sight.items[at]) && !has(sight.items[at], PASSES)) return false;
  }
  return false;
}

/** "Google says 5 stars", "I expected a 5"; but not "3 I expected better", where a comment stands between. */
function isHearsay(sight: Sight, mention: Mention): boolean {
  const { first, end } = clauseAt(sight, mention);
  for (let at = first; at < mention.first; at++) if (marked(sight, at, Mark.HEARSAY)) return true;
  for (let at = mention.last + 1; at < end; at++) {
    if (marked(sight, at, Mark.HEARSAY)) return true;
    const item = sight.items[at];
    if (isWord(item) && (!has(item, FRAME) || has(item, Role.OPINION))) return false;
  }
  return false;
}

/** A score that the customer speaks of without giving it: on a condition, at another time, by somebody else. */
export const isNotGiven = (sight: Sight, mention: Mention, cued: boolean): boolean =>
  sight.marks !== 0 &&
  (isConditional(sight, mention) ||
    isPast(sight, mention, cued) ||
    isOthers(sight, mention, cued) ||
    isHearsay(sight, mention));

/** "5 just kidding", "a 5 is a joke". */
export const isTakenBack = (sight: Sight, mention: Mention): boolean =>
  (sight.marks & Mark.JOKE) !== 0 &&
  (inSentence(sight, mention, Mark.JOKE, 1) || inClause(sight, mention, Mark.JOKE));

/** "Overall poor. Staff 5": the number is of a part, and the whole is judged by words. */
export function isOfPart(sight: Sight, mention: Mention): boolean {
  if ((sight.marks & Mark.OVERALL) === 0) return false;
  const own = clauseAt(sight, mention);
  const label = sight.items[mention.first - 1];
  if (!has(label, Role.OBJECT | Role.UNIT) && label?.roles !== 0) return false;
  return sight.clauses.some(({ first, end, roles }) => {
    if (first === own.first || (roles & Role.OPINION) === 0 || (roles & Role.NUMBER) !== 0) return false;
    return sight.items.slice(first, end).some(({ marks }) => (marks & Mark.OVERALL) !== 0);
  });
}
