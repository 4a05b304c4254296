import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Bus, openBus } from '../../src/store/bus.ts';
import { openTranscript } from '../../src/store/transcript.ts';
import { type FreshDatabase, freshDatabase } from '../support/databases.ts';
import { keptLog } from '../support/log.ts';
import { waiters } from '../support/waiters.ts';

let database: FreshDatabase;
const buses: Bus[] = [];
const now = () => new Date('2026-11-22T09:00:00Z');

/** The transcript as one process sees it. */
function inProcess(session: string) {
  const bus = openBus({
    connectionString: database.url,
    pool: database.pool,
    log: keptLog(),
    session,
  });
  buses.push(bus);
  return { bus, transcript: openTranscript(database.db, bus, now) };
}

const listening = (session: string, query = 'listen afterword') =>
  vi.waitFor(async () => {
    const { rows } = await database.pool.query(
      'select pid from pg_stat_activity where application_name = $1 and query = $2',
      [session, query],
    );
    expect(rows).toHaveLength(1);
    return rows[0].pid as number;
  });

beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.close()));
  await database.drop();
});

describe('the transcript', () => {
  it('appended twice under one key, also at the same moment, an entry stands there once', async () => {
    const { transcript } = inProcess('one');
    const first = await transcript.append('t', 'k', { text: 'first' });
    expect(await transcript.append('t', 'k', { text: 'second' })).toEqual(first);
    const ids = await Promise.all([1, 2, 3, 4].map((n) => transcript.append('t', 'k2', { n })));
    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
    expect((await transcript.since('t', 0)).map(({ id }) => id)).toEqual([first.id, ids[0]?.id]);
    expect((await transcript.append('other', 'k', {})).id).not.toBe(first.id);
  });

  it('is read on from an entry, oldest first, in pieces', async () => {
    const { transcript } = inProcess('one');
    for (const n of [1, 2, 3, 4]) await transcript.append('t', `k${n}`, { n });
    await transcript.append('other', 'k', {});
    const [first, ...rest] = await transcript.since('t', 0);
    expect(await transcript.since('t', first?.id ?? 0)).toEqual(rest);
    expect((await transcript.since('t', 0, 2)).map(({ body }) => body)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await transcript.find('t', 'k3')).toEqual(rest[1]);
    expect(await transcript.find('t', 'none')).toBe(null);
  });

  it('an entry that is slow to be committed is not skipped by whoever reads on from a younger one', async () => {
    const [{ transcript }, other] = [inProcess('one'), inProcess('other')];
    await database.pool.query(`create function wait() returns trigger language plpgsql as $$ begin
      perform pg_advisory_xact_lock(1); return new; end $$`);
    await database.pool.query(`create trigger wait before insert on transcript
      for each row when (new.key = 'slow') execute function wait()`);
    const holder = await database.pool.connect();
    await holder.query('select pg_advisory_lock(1)');
    const slow = transcript.append('t', 'slow', {});
    await waiters(database, 1);
    const fast = other.transcript.append('t', 'fast', {});
    await Promise.race([fast, waiters(database, 2)]);
    const early = await transcript.since('t', 0);
    await holder.query('select pg_advisory_unlock(1)');
    holder.release();
    const ids = (await Promise.all([slow, fast])).map(({ id }) => id);
    const late = await transcript.since('t', early.at(-1)?.id ?? 0);
    expect([...early, ...late].map(({ id }) => id)).toEqual(ids);
  });

  it('entries that are appended at the same moment stand in their order, each under its own name', async () => {
    const { transcript } = inProcess('one');
    const names = Array.from(
      { length: 40 },
      (_, n) => [`t${n % 3} a`, n % 2 === 0 ? `b ${n}` : `${n}`] as const,
    );
    const added = await Promise.all(names.map(([thread, key], n) => transcript.append(thread, key, { n })));
    expect(added.map(({ body }) => body)).toEqual(names.map((_, n) => ({ n })));
    const threads = await Promise.all(
      ['t0 a', 't1 a', 't2 a', 'none'].map((thread) => transcript.since(thread, 0)),
    );
    expect(threads.map((entries) => entries.length)).toEqual([14, 13, 13, 0]);
    for (const entries of threads) expect(entries).toEqual(entries.toSorted((a, b) => a.id - b.id));
    expect(threads[1]?.map(({ body }) => body)).toEqual(
      names.flatMap((_, n) => (n % 3 === 1 ? [{ n }] : [])),
    );
  });

  it('that grows in one process is told of in the other, to those who watch that thread', async () => {
    const [here, there] = [inProcess('here'), inProcess('there')];
    await listening('there');
    const [watched, other] = [vi.fn(), vi.fn()];
    const stop = there.transcript.watch('t', watched);
    there.transcript.watch('other', other);
    await here.transcript.append('t', 'k', {});
    await vi.waitFor(() => expect(watched).toHaveBeenCalled());
    // A later word is heard after this one would have been.
    stop();
    const calls = watched.mock.calls.length;
    await here.transcript.append('t', 'k2', {});
    await here.transcript.append('other', 'k', {});
    await vi.waitFor(() => expect(other).toHaveBeenCalled());
    expect(watched).toHaveBeenCalledTimes(calls);
  });
});

describe('a bus whose connection is terminated', () => {
  it('connects again, has every page look again, and hears what is told from then on', async () => {
    const [here, there] = [inProcess('here'), inProcess('there')];
    const pid = await listening('there');
    const changed = vi.fn();
    there.bus.subscribe('topic', changed);
    await database.pool.query('select pg_terminate_backend($1)', [pid]);
    await vi.waitFor(() => expect(changed).toHaveBeenCalled(), { timeout: 10_000 });
    expect(await listening('there')).not.toBe(pid);
    const calls = changed.mock.calls.length;
    here.bus.publish('topic');
    await vi.waitFor(() => expect(changed.mock.calls.length).toBeGreaterThan(calls));
  });

  it('closed while it waits to connect again, it stays closed', async () => {
    const { bus } = inProcess('there');
    const pid = await listening('there');
    await database.pool.query('select pg_terminate_backend($1)', [pid]);
    await bus.close();
    bus.publish('topic');
    const { rows } = await database.pool.query(
      `select 1 from pg_stat_activity where application_name = 'there'`,
    );
    expect(rows).toEqual([]);
  });
});
