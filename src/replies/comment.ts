import { FRAME, Role } from './roles.ts';
import { has, isWord, type Sight } from './sight.ts';
import { Kind } from './tokens.ts';

/** "The relevance score is 7", "hizmet puanım 4": the word right before the label belongs to the label. */
function belongsToLabel(sight: Sight, at: number): boolean {
  const item = sight.items[at];
  if (item?.roles !== 0 || !has(sight.items[at + 1], Role.RATING)) return false;
  const previous = sight.items[at - 1];
  const clause = sight.clauses[sight.clauseOf[at] ?? 0];
  const opens = at === clause?.first || (isWord(previous) && has(previous, Role.FILLER));
  return opens && (clause?.words ?? 0) <= 8;
}

/** Whether the reply says more than its score. */
function saysMore(sight: Sight): boolean {
  return sight.items.some((item, at) => {
    if (item.kind !== Kind.WORD) return false;
    // "okay" by itself goes with any score; "okay service" says something.
    if ((item.roles & FRAME) !== 0) return has(item, Role.OPINION) && has(sight.items[at + 1], Role.OBJECT);
    return !belongsToLabel(sight, at) && !explainsScale(sight, at);
  });
}

/** "5 being the best, I give 4": words about the scale's ends are no comment. */
function explainsScale(sight: Sight, at: number): boolean {
  const clause = sight.clauses[sight.clauseOf[at] ?? 0];
  return clause !== undefined && (clause.roles & Role.ANCHOR) !== 0 && (clause.roles & Role.NUMBER) !== 0;
}

/** The score itself, at the very beginning or end of a sentence that is otherwise words. */
const LEADING_NUMBER = /^\d{1,2}[\s.,)!-]+(?=\p{L}{2})/u;
const TRAILING_NUMBER = /(?<=\p{L}{2}[\s,.!-]{1,3})\d{1,2}$/u;
const EDGES = /^[\s.,;:!?\-–—)\]}*"'»”]+|[\s,;:(\-–—*"'«“]+$/gu;

/**
 * The words beside a score, without the score where it stands apart ("5, it was great!" → "it was great!"), else
 * the whole text; null where there are none.
 */
export function commentBeside(text: string, sight: Sight): string | null {
  if (!saysMore(sight)) return null;
  const { clauses, items } = sight;
  const bare = (at: number): boolean => {
    const clause = clauses[at];
    return clause !== undefined && clause.strange === 0 && (clause.roles & Role.NUMBER) !== 0;
  };
  const from = bare(0) ? (items[clauses[1]?.first ?? 0]?.start ?? 0) : 0;
  const last = clauses.length - 1;
  const to = last > 0 && bare(last) ? (items[clauses[last]?.first ?? 0]?.start ?? text.length) : text.length;
  const words = text.slice(from, to).replace(EDGES, '').trim();
  const told = words.replace(LEADING_NUMBER, '').replace(TRAILING_NUMBER, '').trim();
  return told === '' ? text : told;
}
