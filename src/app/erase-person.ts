import { AfterwordError } from '../model/errors.ts';
import { type Erased, erasePeople, type KnownPerson, personNamed, refusalsOf } from '../store/erase.ts';
import type { Db } from '../store/schema.ts';
import { againIfUndone } from '../store/undone.ts';

/** What an erasure did, or would do. */
export interface Erasure {
  /** Rows by table. */
  erased: Erased;
  /** Refusals that stay: without them the person would be asked again. */
  refusals_kept: number;
}

/**
 * Erases a person: conversations, invitations, messages, answers, facts, handles. The figures are corrected in the same
 * transaction. A dry run does all of it and undoes it.
 * @throws AfterwordError AW_NOT_FOUND when nobody is known by the name
 */
export async function erasePerson(
  db: Db,
  name: string,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<Erasure> {
  const people = await personNamed(db, name);
  if (people.contacts.length + people.customers.length === 0) {
    throw new AfterwordError('AW_NOT_FOUND', 'Nobody is known by this name.');
  }
  const refusals = await refusalsOf(db, people);
  const erased = await againIfUndone(() => eraseIn(db, people, dryRun));
  return { erased, refusals_kept: refusals };
}

/** One transaction, undone at its end where it is a dry run. */
async function eraseIn(db: Db, people: KnownPerson, dryRun: boolean): Promise<Erased> {
  const transaction = await db.startTransaction().execute();
  try {
    const erased = await erasePeople(transaction, people);
    await (dryRun ? transaction.rollback() : transaction.commit()).execute();
    return erased;
  } catch (error) {
    if (!transaction.isRolledBack && !transaction.isCommitted) await transaction.rollback().execute();
    throw error;
  }
}
