import { afterEach, beforeEach, expect, it } from 'vitest';
import { inTransaction, type Unit } from '../../src/app/unit.ts';
import { type InProcess, startInProcess } from './in-process.ts';

let on: InProcess;
beforeEach(async () => {
  on = await startInProcess();
  const expires_at = new Date();
  await on.app.db
    .insertInto('leases')
    .values(['first', 'second'].map((name) => ({ name, holder: '', expires_at })))
    .execute();
});
afterEach(() => on.stop());

const hold = ({ db }: Unit, name: string, holder: string) =>
  db.updateTable('leases').set({ holder }).where('name', '=', name).execute();

it('work that PostgreSQL undid for the sake of other work is run again, and its effects are emitted once', async () => {
  const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const runs = { here: 0, there: 0 };
  const inFuture = new Date(Date.now() + 3_600_000);
  const crossing = (name: keyof typeof runs, own: 0 | 1, order: [string, string]) =>
    inTransaction(on.app, async (unit) => {
      runs[name]++;
      unit.emit({ key: name, job: 'timer', payload: {}, runAt: inFuture });
      await hold(unit, order[0], name);
      both[own].resolve();
      await Promise.all(both.map(({ promise }) => promise));
      await hold(unit, order[1], name);
      return name;
    });
  const done = await Promise.all([
    crossing('here', 0, ['first', 'second']),
    crossing('there', 1, ['second', 'first']),
  ]);
  expect(done).toEqual(['here', 'there']);
  expect(runs.here + runs.there).toBe(3);
  const rows = await on.app.db.selectFrom('outbox').select('key').orderBy('key').execute();
  expect(rows.map(({ key }) => key)).toEqual(['here', 'there']);
  const leases = await on.app.db
    .selectFrom('leases')
    .select('holder')
    .where('name', 'in', ['first', 'second'])
    .execute();
  expect(new Set(leases.map(({ holder }) => holder)).size).toBe(1);
});

it('work that fails for any other reason is not run again', async () => {
  let runs = 0;
  const failing = inTransaction(on.app, async () => {
    runs++;
    throw new Error('of its own');
  });
  await expect(failing).rejects.toThrow('of its own');
  expect(runs).toBe(1);
});

it('work that is put off is queued under another id, because its present job still holds the first', async () => {
  const ids: string[] = [];
  const { enqueue } = on.app;
  on.app.enqueue = async (jobs) => void ids.push(...jobs.map(({ id }) => id));
  const work = { key: 'put-off', job: 'receive', payload: { inboundId: 1 }, runAt: on.app.now() };
  await inTransaction(on.app, async (unit) => unit.emit(work));
  await inTransaction(on.app, (unit) => unit.postpone('put-off', unit.now, null));
  await inTransaction(on.app, (unit) => unit.postpone('put-off', unit.now, 'again'));
  on.app.enqueue = enqueue;
  expect(ids).toEqual(['put-off-g0', 'put-off-g1', 'put-off-g2']);
});
