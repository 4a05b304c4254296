import type { ControlledTransaction } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { handoversSince, insertHandover } from '../../src/store/handovers.ts';
import type { Database, Db } from '../../src/store/schema.ts';
import { type FreshDatabase, freshDatabase } from '../support/databases.ts';

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
});
const transactions: ControlledTransaction<Database>[] = [];
afterEach(async () => {
  const open = transactions
    .splice(0)
    .filter(({ isCommitted, isRolledBack }) => !isCommitted && !isRolledBack);
  await Promise.all(open.map((transaction) => transaction.rollback().execute()));
  await database.drop();
});

const put = (db: Db, text: string) =>
  insertHandover(db, {
    inboundId: null,
    invitationId: null,
    channel: 'telegram',
    threadKey: 'telegram:1',
    reason: 'no_open_question',
    text,
    at: new Date('2026-11-22T09:00:00Z'),
  });

/** What a helpdesk gets that reads on from the last id it has. */
function reader() {
  let last = 0;
  return async () => {
    const rows = await handoversSince(database.db, last, 100);
    last = rows.at(-1)?.id ?? last;
    return rows.map(({ text }) => text);
  };
}

/** Hands over in a transaction that stays open until it is told to commit. */
async function open(text: string, began: (db: Db) => Promise<unknown> = async () => undefined) {
  const transaction = await database.db.startTransaction().execute();
  transactions.push(transaction);
  await began(transaction);
  return {
    put: () => put(transaction, text),
    commit: () => transaction.commit().execute(),
    rollback: () => transaction.rollback().execute(),
  };
}

it('a message whose transaction ends after a younger one is not skipped', async () => {
  const read = reader();
  await put(database.db, 'zero');
  const slow = await open('one');
  await slow.put();
  await put(database.db, 'two');
  expect(await read()).toEqual(['zero']);
  await slow.commit();
  expect(await read()).toEqual(['one', 'two']);
  expect(await read()).toEqual([]);
});

it('it does not matter which of two transactions began first', async () => {
  const write = (db: Db) =>
    db.insertInto('leases').values({ name: 'x', holder: 'x', expires_at: new Date() }).execute();
  const read = reader();
  const first = await open('second', write);
  const second = await open('first');
  await second.put();
  await first.put();
  await first.commit();
  expect(await read()).toEqual([]);
  await second.commit();
  expect(await read()).toEqual(['first', 'second']);
});

it('a transaction that is undone holds nothing back', async () => {
  const read = reader();
  const undone = await open('one');
  await undone.put();
  await put(database.db, 'two');
  await undone.rollback();
  expect(await read()).toEqual(['two']);
});
