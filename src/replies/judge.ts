import { Ending } from './compile.ts';
import type { Item } from './items.ts';
import { Link, type Mention } from './mentions.ts';
import { isNamed, isNoise, mayBeOrdinal } from './noise.ts';
import { isNotGiven, isOfPart, isOldScore, isTakenBack } from './not-given.ts';
import { isRefused, isUnreal } from './refused.ts';
import { BESIDE, FRAME, Role } from './roles.ts';
import { ANY, before, behind, clauseAt, has, isWord, type Sight, standsAlone } from './sight.ts';
import { Kind } from './tokens.ts';

/** What a number in a reply is. */
export const Verdict = {
  /** It is the score that was given. */
  SCORE: 0,
  /** It may be: ask again. */
  DOUBT: 1,
  /** The score that was not given: "not 5", "would have been 5". */
  REFUSED: 2,
  /** It tells what the scale is: "from 1 to 5", "5 being best". */
  SCALE: 3,
  /** It counts, dates or names something. */
  NOISE: 4,
} as const;

/** Praise and blame: what makes a number beside it an answer. */
const PRAISE = Role.OPINION | Role.IDIOM;

/** A word of rating or giving goes with this number. */
function isCued(sight: Sight, mention: Mention): boolean {
  if (mention.stars || mention.full || (mention.of !== null && mention.of === sight.scale.max)) return true;
  const next = sight.items[mention.last + 1];
  if (next?.kind === Kind.STAR || next?.kind === Kind.EMPTY_STAR) return true;
  if (has(next, Role.STAR)) return true;
  const labelsAnother =
    sight.items[mention.last + 2]?.kind === Kind.COLON || has(sight.items[mention.last + 2], Role.NUMBER);
  if (has(next, Role.RATING) && !labelsAnother) return true;
  if (isLabelled(sight, mention)) return true;
  if (before(sight, mention, Role.RATING, 5, BESIDE) >= 0) return true;
  if (before(sight, mention, Role.GIVE, 6, ANY & ~(Role.UNIT | Role.NUMBER)) >= 0) return true;
  if (behind(sight, mention, Role.GIVE, 3, BESIDE | Role.FULL | Role.OPINION) >= 0) return true;
  if (before(sight, mention, Role.CORRECTION, 4, FRAME) >= 0) return true;
  return behind(sight, mention, Role.CORRECTION, 2, FRAME) >= 0;
}

/** "Rating: 4", "Service = 5", "puan - 4": a sign stands between the label and the number. */
function isLabelled(sight: Sight, mention: Mention): boolean {
  const sign = sight.items[mention.first - 1];
  if (sign?.kind !== Kind.COLON && sign?.kind !== Kind.DASH) return false;
  return has(sight.items[mention.first - 2], Role.RATING | Role.GIVE | Role.FULL | Role.STAR);
}

/** A label that nobody knows ("Ahmet: 5", "waiting time: 5") makes its number uncertain. */
function hasStrangeLabel(sight: Sight, mention: Mention): boolean {
  const sign = sight.items[mention.first - 1];
  if (sign?.kind !== Kind.COLON) return false;
  const label = sight.items[mention.first - 2];
  return label?.kind === Kind.WORD && (label.roles & (FRAME | Role.OPINION)) === 0;
}

/** The first or last thing said, beside words of praise or blame: "great service 5", "1 I waited an hour". */
function isAtEdge(sight: Sight, mention: Mention): boolean {
  const clause = clauseAt(sight, mention);
  const previous = sight.items[mention.first - 1];
  const next = sight.items[mention.last + 1];
  if (sight.items[mention.first]?.cautious === true) return false;
  if (clause.first === 0 && leads(sight, mention)) {
    if (has(next, Role.STARTER)) return true;
    const plain =
      !has(next, Role.PREPOSITION | Role.UNIT) && (next === undefined || isSubject(sight, mention));
    if (plain && (clause.roles & PRAISE) !== 0) return true;
  }
  if (!trails(sight, mention)) return false;
  const known = previous !== undefined && (previous.roles & (FRAME | Role.OPINION | Role.STARTER)) !== 0;
  return known && (clause.roles & PRAISE) !== 0;
}

/** What follows the number is known, or a name, or the subject of a sentence: "5 Sarah was great". */
function isSubject(sight: Sight, mention: Mention): boolean {
  const next = sight.items[mention.last + 1];
  if (next === undefined || next.roles !== 0) return true;
  const second = sight.items[mention.last + 2];
  if (second !== undefined && sight.view.copulas.has(second.text)) return true;
  return next.capital && sight.view.language !== 'de';
}

/** Nothing but fillers stands before it. */
const leads = (sight: Sight, mention: Mention): boolean => mention.first <= sight.firstSaid;

/** Nothing but signs stands behind it. */
const trails = (sight: Sight, mention: Mention): boolean => mention.last >= sight.lastSaid;

/** "at least 4", "4+", "3'ten fazla", "4.5", "4 and a half", "-5", "~4": near the scale, but not on it. */
function isBlurred(sight: Sight, mention: Mention): boolean {
  const { items } = sight;
  const first = items[mention.first];
  const previous = items[mention.first - 1];
  const next = items[mention.last + 1];
  if (Number.isNaN(mention.value)) return true;
  if (previous?.kind === Kind.COMPARE || next?.kind === Kind.COMPARE || next?.kind === Kind.PLUS) return true;
  if (previous?.kind === Kind.PLUS) return true;
  if (has(next, Role.NOT_BEFORE) && sight.lastSaid === mention.last + 1) return true;
  const last = mention.last + 2 === items.length;
  if (last && ((next?.kind === Kind.DASH && next.glued) || has(next, Role.BOUND_AFTER))) return true;
  const sign = previous?.kind === Kind.DASH && first?.glued === true;
  if (sign && (!previous.glued || !isWord(items[mention.first - 2]))) return true;
  const ending = items[mention.last]?.ending;
  if (ending === Ending.FROM || (ending === Ending.IN && mention.of === null)) return true;
  if (before(sight, mention, Role.BOUND_BEFORE, 2, Role.FILLER) >= 0) return true;
  if (has(previous, Role.HALF) || has(next, Role.HALF)) return true;
  return behind(sight, mention, Role.BOUND_AFTER | Role.HALF, 2, Role.RATING | Role.STAR) >= 0;
}

/** "5 being the best", "1 = worst". */
function isAnchor(sight: Sight, mention: Mention): boolean {
  const next = sight.items[mention.last + 1];
  const second = sight.items[mention.last + 2];
  if (has(next, Role.ANCHOR)) return true;
  if (next?.kind === Kind.COLON && has(second, Role.ANCHOR)) return true;
  if (next?.text === '=' && has(second, Role.OPINION) && sight.mentions.length > 2) return true;
  return has(second, Role.ANCHOR) && has(next, Role.FILLER);
}

/** "1 worst 5 best so 4": nothing new between an end of the scale and the last number. */
function followsScale(sight: Sight, mention: Mention, previous: Mention | undefined): boolean {
  if (previous === undefined || !isAnchor(sight, previous) || !trails(sight, mention)) return false;
  const between = sight.items.slice(previous.last + 1, mention.first);
  return between.every((item) => !isWord(item) || has(item, FRAME | Role.ANCHOR | Role.OPINION));
}

/** Whether the mention is asked about, not given: "is 5 the best?", "5 en iyi mi". */
function isAsked(sight: Sight, mention: Mention): boolean {
  const clause = clauseAt(sight, mention);
  const opens = has(sight.items[clause.first], Role.QUESTION);
  const next = sight.items[mention.last + 1];
  if (has(next, Role.QUESTION) && !has(next, FRAME | Role.STARTER | Role.OPINION)) return true;
  if (!clause.question) return opens && clause.strange > 0 && clause.first < mention.first;
  if ((clause.roles & Role.CORRECTION) !== 0) return false;
  return true;
}

/** "5?", "4 mü": the answer itself, said as a question; but not what a question before it offers. */
function isShortQuestion(sight: Sight, mention: Mention): boolean {
  const at = sight.clauseOf[mention.first] ?? 0;
  const opening = sight.items[sight.clauses[at - 1]?.first ?? -1];
  const clause = clauseAt(sight, mention);
  const compares = (clause.roles & (Role.BOUND_BEFORE | Role.BOUND_AFTER | Role.ANCHOR)) !== 0;
  const offers = sight.mentions.length === 2 && (clause.roles & Role.QUESTION_PARTICLE) !== 0;
  const most = offers ? 5 : 3;
  return clause.words <= most && !compares && !has(opening, Role.QUESTION);
}

const onScale = (sight: Sight, mention: Mention): boolean =>
  mention.value >= sight.scale.min && mention.value <= sight.scale.max;

/** A "/5" on a scale to 10, five stars on a scale to 10: nothing is rescaled. */
function isOtherScale(sight: Sight, mention: Mention): boolean {
  if (mention.of !== null && mention.of !== sight.scale.max) return true;
  const next = sight.items[mention.last + 1];
  const stars = mention.stars || has(next, Role.STAR) || next?.kind === Kind.STAR;
  return stars && sight.scale.max > 5 && mention.value <= 5 && mention.of === null;
}

const plausibleRating = (mention: Mention): boolean =>
  mention.of !== null && mention.of <= 100 && mention.of >= 3 && mention.value <= mention.of;

/** What one number is, looked at by itself; links to its neighbours are judged afterwards. */
export function judge(sight: Sight, mention: Mention, previous: Mention | undefined): number {
  if (isNoise(sight, mention, previous)) return isBareOddity(sight, mention) ? Verdict.DOUBT : Verdict.NOISE;
  if (isAnchor(sight, mention)) return Verdict.SCALE;
  const alone = standsAlone(sight, mention);
  if (isUnreal(sight, mention)) return Verdict.REFUSED;
  if (!alone && isEveryday(sight, mention)) return Verdict.NOISE;
  const cued = isCued(sight, mention) || plausibleRating(mention) || followsScale(sight, mention, previous);
  if (isAsked(sight, mention))
    return alone && isShortQuestion(sight, mention) ? Verdict.DOUBT : Verdict.NOISE;
  if (isOldScore(sight, mention)) return Verdict.REFUSED;
  if (!alone && !cued && !isAtEdge(sight, mention)) return remainder(sight, mention);
  if (!cued && previous !== undefined && isComparedWith(sight, mention, previous)) return Verdict.DOUBT;
  if (isRefused(sight, mention) || isNotGiven(sight, mention, cued)) return Verdict.REFUSED;
  if (isTakenBack(sight, mention) || isOfPart(sight, mention)) return Verdict.DOUBT;
  if (isBlurred(sight, mention) || !onScale(sight, mention) || isOtherScale(sight, mention))
    return Verdict.DOUBT;
  if (!cued && (hasStrangeLabel(sight, mention) || mayBeOrdinal(sight, mention))) return Verdict.DOUBT;
  return Verdict.SCORE;
}

const THAN = new Set(['que', 'che']);

/** A word that does not begin a new thought; "than" does in some languages. */
const isThan = (item: Item): boolean => isWord(item) && (!has(item, Role.CONJUNCTION) || THAN.has(item.text));

/** "version 8 is worse than 7": named like the number before it. */
const isComparedWith = (sight: Sight, mention: Mention, previous: Mention): boolean =>
  isNamed(sight, previous) && sight.items.slice(previous.last + 1, mention.first).every(isThan);

/** "one", "un", "on" among other words: a number only right beside a word of rating. */
function isEveryday(sight: Sight, mention: Mention): boolean {
  if (sight.items[mention.first]?.cautious !== true || mention.of !== null) return false;
  return !has(sight.items[mention.last + 1], Role.STAR | Role.RATING);
}

/** A number that nothing explains: asked about again where it may be the answer, left alone in a longer text. */
function remainder(sight: Sight, mention: Mention): number {
  const item = sight.items[mention.first];
  if (item?.cautious === true) return Verdict.NOISE;
  if (Number.isNaN(mention.value)) return sight.size <= 4 ? Verdict.DOUBT : Verdict.NOISE;
  const clause = clauseAt(sight, mention);
  const ending = sight.items[mention.last]?.ending;
  if (ending === Ending.FROM || ending === Ending.TO || ending === Ending.IN) return Verdict.NOISE;
  const next = sight.items[mention.last + 1];
  // "… and 1 for the app": a second score, perhaps.
  if (mention.first === clause.first && has(next, Role.STARTER) && onScale(sight, mention))
    return Verdict.DOUBT;
  const praised = trails(sight, mention) && (clause.roles & Role.OPINION) !== 0;
  const leading = leads(sight, mention) && (sight.size <= 3 || (clause.roles & PRAISE) !== 0);
  const maybe =
    leading || praised || (sight.size <= 4 && mention.first > 0) || clause.end - clause.first <= 2;
  return maybe && mention.link === Link.NONE ? Verdict.DOUBT : Verdict.NOISE;
}

/** "100 %", "#5", "5th" and nothing else: an answer of some kind, only not one that can be kept. */
function isBareOddity(sight: Sight, mention: Mention): boolean {
  const item = sight.items[mention.first];
  if (sight.size > 1 || item === undefined || item.code) return false;
  const currency = [sight.items[mention.first - 1], sight.items[mention.last + 1]].some(
    (sign) => sign?.kind === Kind.UNIT_SIGN && sign.text !== '%',
  );
  if (currency) return false;
  return item.digits.length < 5 && mention.of === null;
}
