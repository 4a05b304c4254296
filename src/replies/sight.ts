import type { Clause } from './clauses.ts';
import type { View } from './compile.ts';
import type { Item } from './items.ts';
import type { Mention } from './mentions.ts';
import { FRAME, Role } from './roles.ts';
import { Kind } from './tokens.ts';

/** All that the judging of one number may look at. */
export interface Sight {
  items: readonly Item[];
  clauses: readonly Clause[];
  clauseOf: Int32Array;
  mentions: readonly Mention[];
  scale: { min: number; max: number };
  /** Words and numbers in the whole reply. */
  size: number;
  /** The first item that is a word and no filler, and the last that is a word or a number. */
  firstSaid: number;
  lastSaid: number;
  /** All marks of the reply together. */
  marks: number;
  view: Pick<View, 'pointOrdinals' | 'copulas' | 'language'>;
}

export const has = (item: Item | undefined, roles: number): boolean =>
  item !== undefined && (item.roles & roles) !== 0;

export const isWord = (item: Item | undefined): boolean => item?.kind === Kind.WORD;

/** The clause a mention stands in. */
export function clauseAt(sight: Sight, mention: Mention): Clause {
  const clause = sight.clauses[sight.clauseOf[mention.first] ?? 0];
  if (clause === undefined) throw new RangeError('a mention stands in no clause');
  return clause;
}

/**
 * The nearest item with one of the roles before the mention, within `reach` items of its clause, when everything
 * between has one of the `through` roles; its index or −1.
 */
export function before(
  sight: Sight,
  mention: Mention,
  roles: number,
  reach: number,
  through: number,
): number {
  const { first } = clauseAt(sight, mention);
  for (let at = mention.first - 1; at >= first && at >= mention.first - reach; at--) {
    const item = sight.items[at];
    if (has(item, roles)) return at;
    if (isWord(item) && (item === undefined || (item.roles & through) === 0)) return -1;
  }
  return -1;
}

/** The same behind the mention. */
export function behind(
  sight: Sight,
  mention: Mention,
  roles: number,
  reach: number,
  through: number,
): number {
  const { end } = clauseAt(sight, mention);
  for (let at = mention.last + 1; at < end && at <= mention.last + reach; at++) {
    const item = sight.items[at];
    if (has(item, roles)) return at;
    if (isWord(item) && (item === undefined || (item.roles & through) === 0)) return -1;
  }
  return -1;
}

/** Every word passes. */
export const ANY = -1;

/** Whether the mention's clause holds nothing but numbers and the words that go with them. */
export function standsAlone(sight: Sight, mention: Mention): boolean {
  const clause = clauseAt(sight, mention);
  if (clause.strange > 0) return false;
  const item = sight.items[mention.first];
  if (item === undefined || !item.cautious) return true;
  const fillers = countFillers(sight, clause);
  return fillers <= 1 || (clause.roles & (Role.GIVE | Role.RATING | Role.STAR)) !== 0;
}

function countFillers(sight: Sight, clause: Clause): number {
  let count = 0;
  for (let at = clause.first; at < clause.end; at++) {
    const item = sight.items[at];
    if (isWord(item) && !has(item, Role.NUMBER) && has(item, FRAME)) count++;
  }
  return count;
}
