import type { Fact } from '../model/fact.ts';
import { type StoredFacts, storeFacts } from '../store/facts.ts';
import type { Db } from '../store/schema.ts';
import { againIfUndone } from '../store/undone.ts';

/** Keeps facts, all or none. Sending them again changes nothing. */
export const takeFacts = (db: Db, facts: readonly Fact[], now: Date): Promise<StoredFacts> =>
  againIfUndone(() => db.transaction().execute((transaction) => storeFacts(transaction, facts, now)));
