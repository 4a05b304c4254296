import { Link, type Mention } from './mentions.ts';
import { isNoise } from './noise.ts';
import { Role } from './roles.ts';
import { clauseAt, has, isWord, type Sight } from './sight.ts';
import { Kind } from './tokens.ts';

/** "for the product", "delivery": what a part is called in is short. */
const LONGEST_PART = 5;

/** A number with the name of what it is for, in a clause of their own: "5 for the product", "kargo 2". */
function isOfSomething(sight: Sight, mention: Mention): boolean {
  const { first, end, words, roles, question } = clauseAt(sight, mention);
  const item = sight.items[mention.first];
  const onScale = mention.value >= sight.scale.min && mention.value <= sight.scale.max;
  if (!onScale || item?.cautious !== false || mention.stars || mention.full) return false;
  if (mention.of !== null && mention.of !== sight.scale.max) return false;
  if (
    question ||
    words > LONGEST_PART ||
    (roles & (Role.CORRECTION | Role.ANCHOR | Role.SCALE | Role.NOT_BEFORE | Role.UNREAL)) !== 0
  )
    return false;
  const edge = mention.first === first || mention.last === end - 1;
  return edge && (words > 1 || mention.first > first || end > mention.last + 1);
}

/** Whether one number counts or names something in a way that a part's name does not ("2 kargo için"). */
function counts(sight: Sight, at: number): boolean {
  const mention = sight.mentions[at];
  if (mention === undefined || !isNoise(sight, mention, sight.mentions[at - 1])) return mention === undefined;
  const next = sight.items[mention.last + 1];
  const named = has(sight.items[mention.last + 2], Role.FILLER) && has(next, Role.OBJECT | Role.UNIT);
  return !(named && isWord(next)) && !has(next, Role.OBJECT);
}

/** "5 for the product, 2 for delivery", "10 for staff / 3 for price": scores of parts, and none of the whole. */
export function ratesParts(sight: Sight): boolean {
  const { mentions, items } = sight;
  if (mentions.length < 2 || mentions.length > 6) return false;
  const gives = mentions.map((mention) => clauseAt(sight, mention).roles & Role.GIVE);
  if (gives.at(-1) !== 0 && gives.slice(0, -1).every((give) => give === 0)) return false;
  const values = new Set<number>();
  for (const [at, mention] of mentions.entries()) {
    if (mention.link === Link.RANGE || mention.link === Link.CLOCK) return false;
    if (!isOfSomething(sight, mention) || counts(sight, at)) return false;
    values.add(mention.value);
  }
  return values.size > 1 && items.length > mentions.length + 1;
}

/** "1 2 3": beside a number that belongs to an idiom a score is none. */
export const hasDigitBeside = (sight: Sight, mention: Mention): boolean =>
  [sight.items[mention.first - 1], sight.items[mention.last + 1]].some(
    (item) =>
      item?.kind === Kind.WORD && (item.roles & Role.IDIOM) !== 0 && /^\d/.test(item.text + item.digits),
  );
