import type { Item } from './items.ts';
import { FRAME, Role } from './roles.ts';
import { Kind } from './tokens.ts';

/** A part of the reply between two stops: "5, it was great" has two. */
export interface Clause {
  /** Indexes of its items: from `first` to before `end`. */
  first: number;
  end: number;
  /** All roles of its items together. */
  roles: number;
  /** How many of its words may not stand beside a bare score. */
  strange: number;
  words: number;
  /** A question mark ends it, or its grammar makes it a question. */
  question: boolean;
  /** The sign that ends it: ":" makes it a label. "" at the end of the text. */
  stop: string;
}

const isNumber = (item: Item | undefined): boolean => item !== undefined && (item.roles & Role.NUMBER) !== 0;

/** Whether an item ends a clause; "-" does between spaces, "and" does not between two numbers. */
function isStop(items: readonly Item[], at: number): boolean {
  const item = items[at];
  if (item === undefined) return true;
  switch (item.kind) {
    case Kind.BREAK:
    case Kind.QUESTION_MARK:
    case Kind.EMOJI:
    case Kind.COLON:
      return true;
    case Kind.DASH:
      return !isNumber(items[at - 1]) || !isNumber(items[at + 1]);
    case Kind.SLASH:
      return !isNumber(items[at - 1]) && isNumber(items[at + 1]) && items[at - 1]?.kind === Kind.WORD;
    case Kind.WORD:
      if ((item.roles & Role.CONJUNCTION) === 0) return false;
      return !(isNumber(items[at - 1]) && isNumber(items[at + 1]));
    default:
      return false;
  }
}

const newClause = (first: number): Clause => ({
  first,
  end: first,
  roles: 0,
  strange: 0,
  words: 0,
  question: false,
  stop: '',
});

/** The reply's clauses, and for each item the number of its clause (stops belong to the clause they end). */
export function clausesOf(items: readonly Item[]): { clauses: Clause[]; of: Int32Array } {
  const clauses: Clause[] = [];
  const of = new Int32Array(items.length);
  let clause = newClause(0);
  items.forEach((item, at) => {
    of[at] = clauses.length;
    if (isStop(items, at)) {
      clause.end = at;
      clause.stop = item.kind === Kind.WORD ? 'conjunction' : item.text;
      clause.question ||= item.kind === Kind.QUESTION_MARK;
      clauses.push(clause);
      clause = newClause(at + 1);
      return;
    }
    if (item.kind === Kind.WORD) {
      clause.words++;
      if ((item.roles & FRAME) === 0) clause.strange++;
    }
    clause.roles |= item.roles;
    if ((item.roles & Role.QUESTION_PARTICLE) !== 0) clause.question = true;
  });
  clause.end = items.length;
  clauses.push(clause);
  return { clauses, of };
}
