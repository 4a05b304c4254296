import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  isNear,
  lockOutbox,
  outboxBacklog,
  postponeOutbox,
  putOutbox,
  removeOutbox,
  rowsToRelay,
} from '../../src/store/outbox.ts';
import { type FreshDatabase, freshDatabase } from '../support/databases.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.db.deleteFrom('outbox').execute());

const NOW = new Date('2026-11-22T09:00:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const work = (key: string, runAt = NOW) => ({ key, job: 'timer', payload: { invitationId: 1 }, runAt });
const keys = async (now: Date, limit = 100) => (await rowsToRelay(database.db, now, limit)).map((r) => r.key);

describe('the outbox', () => {
  it('keeps the first of two effects of the same key', async () => {
    await putOutbox(database.db, [work('a', later(5)), work('a', later(50))], NOW);
    await putOutbox(database.db, [work('a', later(500))], NOW);
    expect(await lockOutbox(database.db, 'a')).toMatchObject({ run_at: later(5), generation: 0 });
  });

  it('a transaction that is undone leaves no effect', async () => {
    const undone = database.db.transaction().execute(async (db) => {
      await putOutbox(db, [work('a')], NOW);
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    expect(await lockOutbox(database.db, 'a')).toBe(undefined);
  });

  it('work is taken once', async () => {
    await putOutbox(database.db, [work('a')], NOW);
    const taken = await Promise.all([1, 2, 3].map(() => removeOutbox(database.db, 'a')));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('is offered to the queue again a moment after its time, and then at intervals until it is done', async () => {
    await putOutbox(database.db, [work('a')], NOW);
    expect(await keys(later(1))).toEqual([]);
    expect(await keys(later(2))).toEqual(['a']);
    expect(await keys(later(3))).toEqual([]);
    expect(await keys(later(17))).toEqual(['a']);
    await removeOutbox(database.db, 'a');
    expect(await keys(later(60))).toEqual([]);
  });

  it('what lies far ahead waits in the database alone until a moment before its time', async () => {
    await putOutbox(database.db, [work('far', later(3600))], NOW);
    expect(isNear(later(3600), NOW)).toBe(false);
    expect(await keys(later(3589))).toEqual([]);
    expect(await keys(later(3590))).toEqual(['far']);
    // The queue has it now, and is reminded a moment after its time or when it was given time enough.
    expect(await keys(later(3604))).toEqual([]);
    expect(await keys(later(3605))).toEqual(['far']);
  });

  it('put off, it is a new generation; only a failure counts as an attempt', async () => {
    await putOutbox(database.db, [work('a')], NOW);
    expect(await postponeOutbox(database.db, 'a', later(1), NOW, null)).toMatchObject({
      generation: 1,
      attempts: 0,
      last_error: null,
    });
    expect(await postponeOutbox(database.db, 'a', later(9), NOW, 'timeout')).toMatchObject({
      generation: 2,
      attempts: 1,
      last_error: 'timeout',
      run_at: later(9),
      relay_after: later(11),
    });
    expect(await postponeOutbox(database.db, 'gone', later(1), NOW, null)).toBe(undefined);
  });

  it('two sweeps at once share the rows, and pass over what is being worked', async () => {
    const all = Array.from({ length: 40 }, (_, i) => `k${i}`);
    await putOutbox(
      database.db,
      all.map((key) => work(key)),
      NOW,
    );
    await database.db.transaction().execute(async (db) => {
      await lockOutbox(db, 'k0');
      const offered = (await Promise.all([keys(later(5), 20), keys(later(5), 20)])).flat();
      expect(new Set(offered).size).toBe(offered.length);
      expect(offered).not.toContain('k0');
    });
    const rest = await keys(later(5));
    expect(rest).toContain('k0');
  });

  it('tells what is overdue and what keeps failing', async () => {
    await putOutbox(database.db, [work('late'), work('failing', later(20))], NOW);
    for (let i = 0; i < 4; i++) await postponeOutbox(database.db, 'failing', later(20), NOW, 'internal');
    expect(await outboxBacklog(database.db, later(11))).toEqual({ overdue: 1, failing: 1 });
  });
});
