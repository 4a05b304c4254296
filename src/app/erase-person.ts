import { AfterwordError } from '../model/errors.ts';
import { type Erased, erasePeople, personNamed, refusalsOf } from '../store/erase.ts';
import type { Db } from '../store/schema.ts';

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
  const transaction = await db.startTransaction().execute();
  try {
    const erased = await erasePeople(transaction, people);
    await (dryRun ? transaction.rollback() : transaction.commit()).execute();
    return { erased, refusals_kept: refusals };
  } catch (error) {
    if (!transaction.isRolledBack && !transaction.isCommitted) await transaction.rollback().execute();
    throw error;
  }
}
