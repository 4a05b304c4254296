import { Ending } from './compile.ts';
import type { Item } from './items.ts';
import { Link, type Mention } from './mentions.ts';
import { Role } from './roles.ts';
import { before, has, isWord, type Sight } from './sight.ts';
import { Kind } from './tokens.ts';

/** From this many digits on a number is an order, a phone or a customer number. */
const CODE_DIGITS = 5;
const PLURAL = /[^sui']s$/;

/** "5 calls", "3 rude agents", "5 out of 10 items": what follows is counted. */
export function isCount(sight: Sight, mention: Mention): boolean {
  if (mention.stars) return false;
  const { items } = sight;
  const next = items[mention.last + 1];
  const second = items[mention.last + 2];
  if (next?.kind === Kind.UNIT_SIGN) return true;
  if (!isWord(next) || next === undefined) return false;
  if (has(next, Role.UNIT)) return !has(next, Role.STAR) || has(next, Role.IDIOM);
  if (has(next, Role.RATING | Role.STAR)) return false;
  const two = isWord(second) && has(second, Role.UNIT) && !has(second, Role.STARTER);
  if (two && next.roles === 0) return true;
  const many = mention.value !== 1 && next.roles === 0 && next.text.length > 3;
  return many && PLURAL.test(next.text);
}

/** "order 5", "iPhone 5", "#5", "at 5": what stands before makes it a name, a time or a place. */
export function isNamed(sight: Sight, mention: Mention): boolean {
  const { items } = sight;
  if (has(items[mention.last + 1], Role.STAR)) return false;
  let at = mention.first - 1;
  const sign = items[at]?.kind;
  if (sign === Kind.UNIT_SIGN || sign === Kind.HASH) return true;
  const copula = isWord(items[at]) && has(items[at], Role.QUESTION) && has(items[at], Role.FILLER);
  if (sign === Kind.COLON || (copula && has(items[at - 1], Role.NAME))) at--;
  const name = items[at];
  if (has(name, Role.NAME) && !has(name, Role.RATING | Role.GIVE | Role.NOT_BEFORE)) return true;
  if (sign === Kind.COLON || !has(name, Role.PREPOSITION) || mention.of !== null) return false;
  if (has(name, Role.BOUND_BEFORE | Role.BETWEEN | Role.RANGE | Role.NOT_BEFORE | Role.GIVE | Role.RATING))
    return false;
  return before(sight, mention, Role.RATING | Role.GIVE | Role.CORRECTION, 6, -1) < 0;
}

/** "2. el", "5. irgendwas": perhaps an ordinal, when an unknown word in small letters follows the full stop. */
export function mayBeOrdinal(sight: Sight, mention: Mention): boolean {
  const point = sight.items[mention.last + 1];
  if (!sight.view.pointOrdinals || sight.items[mention.last]?.kind !== Kind.NUMBER) return false;
  const next = sight.items[mention.last + 2];
  return point?.text === '.' && point.glued && isWord(next) && next?.roles === 0 && !next.capital;
}

/** "2. Mal", "3. kez", "5th", "beşinci". */
function isOrdinal(sight: Sight, mention: Mention): boolean {
  const { items } = sight;
  const item = items[mention.last];
  if (item?.ending === Ending.ORDINAL) return true;
  const point = items[mention.last + 1];
  if (!sight.view.pointOrdinals || item?.kind !== Kind.NUMBER || point?.text !== '.' || !point.glued)
    return false;
  const next = items[mention.last + 2];
  return isWord(next) && has(next, Role.UNIT) && !has(next, Role.OBJECT | Role.FILLER);
}

const IDIOMS = new Set(['24/7', '7/24', '50/50', '24/24', '7/7', '365/7']);

/** "24/7", "12/5/2026", "10:30", "1.2.3", "555 12 34". */
function isFixedForm(sight: Sight, mention: Mention, previous: Mention | undefined): boolean {
  const item = sight.items[mention.first];
  if (item?.code === true || sight.items[mention.last]?.code === true) return true;
  const other = mention.of !== null && mention.of !== sight.scale.max;
  if (other && !mention.ofInWords && IDIOMS.has(`${mention.value}/${mention.of}`)) return true;
  if (mention.of !== null && mention.link === Link.MATH) return true;
  if (previous !== undefined && previous.of !== null && previous.link === Link.MATH) return true;
  return isClock(sight, mention) || (previous !== undefined && isClock(sight, previous));
}

const isClock = (sight: Sight, mention: Mention): boolean =>
  mention.link === Link.CLOCK && (sight.items[mention.last + 2]?.digits.length ?? 0) === 2;

/** "it's 2026": a year, where it is not all that was said. */
const isYear = (sight: Sight, mention: Mention): boolean =>
  sight.size > 1 && mention.value >= 1900 && mention.value <= 2100;

const isCode = (item: Item | undefined): boolean =>
  item !== undefined && item.digits.length >= CODE_DIGITS && !/^(\d)\1+$/.test(item.digits);

/** Whether the number counts, names or dates something: no score, and no reason to ask again. */
export function isNoise(sight: Sight, mention: Mention, previous: Mention | undefined): boolean {
  const first = sight.items[mention.first];
  if (isFixedForm(sight, mention, previous) || isCode(first) || isOrdinal(sight, mention)) return true;
  return isCount(sight, mention) || isNamed(sight, mention) || isYear(sight, mention);
}
