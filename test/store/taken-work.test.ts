import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeInbound, waitingInThread } from '../../src/store/inbound.ts';
import { takeWithThread } from '../../src/store/taken-work.ts';
import { type FreshDatabase, freshDatabase } from '../support/databases.ts';
import { waiters } from '../support/waiters.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

/** An event of this thread; answers its id. */
async function heard(thread: string, eventId: string): Promise<number> {
  const stored = await storeInbound(
    database.db,
    {
      kind: 'text',
      channel: 'test',
      eventId,
      address: { chat: thread },
      at: new Date(),
      sender: { type: 'test', value: '1' },
      text: eventId,
    },
    { threadKey: thread, invitationId: null, outcome: null, now: new Date() },
  );
  return Number(stored?.work?.payload.inboundId);
}

describe('the work of an event', () => {
  it('waits until no other process works the same thread, and sees what that one left', async () => {
    const [first, second] = [await heard('busy', 'one'), await heard('busy', 'two')];
    let waiting: string[] = [];
    let other: Promise<void> = Promise.resolve();
    await database.db.transaction().execute(async (db) => {
      expect(await takeWithThread(db, `receive-${first}`, first)).toBe('busy');
      other = database.db.transaction().execute(async (later) => {
        await takeWithThread(later, `receive-${second}`, second);
        waiting = (await waitingInThread(later, 'busy', second)).map(({ event_id }) => event_id);
      });
      await waiters(database, 1);
      await db.updateTable('inbound').set({ processed_at: new Date() }).where('id', '=', first).execute();
    });
    await other;
    expect(waiting).toEqual(['two']);
  });

  it('does not wait for other threads, and is taken once', async () => {
    const [here, there] = [await heard('here', 'three'), await heard('there', 'four')];
    await database.db.transaction().execute(async (db) => {
      await takeWithThread(db, `receive-${here}`, here);
      expect(await takeWithThread(database.db, `receive-${there}`, there)).toBe('there');
    });
    expect(await takeWithThread(database.db, `receive-${here}`, here)).toBe(undefined);
  });
});
