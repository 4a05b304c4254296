import type { Mention } from './mentions.ts';
import { BESIDE, Role } from './roles.ts';
import { ANY, before, behind, clauseAt, has, type Sight } from './sight.ts';

/** "not 5", "5 değil", "instead of 5", "would have given 5". */
export function isRefused(sight: Sight, mention: Mention): boolean {
  const through =
    Role.GIVE | Role.RATING | Role.STAR | Role.FILLER | Role.OBJECT | Role.NOT_BEFORE | Role.PREPOSITION;
  if (before(sight, mention, Role.NOT_BEFORE, 6, through) >= 0) return true;
  if (before(sight, mention, Role.INSTEAD_BEFORE, 2, Role.FILLER) >= 0) return true;
  return (
    behind(sight, mention, Role.NOT_AFTER | Role.INSTEAD_AFTER, 2, Role.RATING | Role.STAR | Role.FILLER) >= 0
  );
}

/** "wrong key, I wanted to put 5": behind a slip the wish is the answer. */
function isIntended(sight: Sight, first: number, end: number): boolean {
  const wish = sight.items.findIndex((item) => has(item, Role.UNREAL) && has(item, Role.CORRECTION));
  return (
    wish >= first && wish < end && sight.items.slice(0, first).some((item) => has(item, Role.CORRECTION))
  );
}

/** "would have given 5", "5 verirdim"; but not "3 daha iyi olabilirdi", where the wish comes after the score. */
export function isUnreal(sight: Sight, mention: Mention): boolean {
  const clause = clauseAt(sight, mention);
  if ((clause.roles & Role.UNREAL) === 0 || isIntended(sight, clause.first, clause.end)) return false;
  return (
    before(sight, mention, Role.UNREAL, 20, ANY) >= 0 || behind(sight, mention, Role.UNREAL, 4, BESIDE) >= 0
  );
}
