import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connect, isUnreachable, untilReachable } from '../../src/store/connect.ts';
import { type FreshDatabase, freshDatabase } from '../support/databases.ts';
import { keptLog } from '../support/log.ts';
import { freePort } from '../support/servers.ts';

describe('a connection to PostgreSQL', () => {
  let database: FreshDatabase;

  beforeEach(async () => {
    database = await freshDatabase({ migrated: false });
  });

  afterEach(() => database.drop());

  test('reads bigint as a number and timestamptz as a Date', async () => {
    const { rows } = await database.pool.query(
      "select 42::int8 as n, '2026-01-05T10:00:00Z'::timestamptz as at",
    );
    expect(rows).toEqual([{ n: 42, at: new Date('2026-01-05T10:00:00Z') }]);
  });

  test('that is lost, idle or in use, ends neither the process nor the pool', async () => {
    const log = keptLog();
    const { pool, db } = connect(database.url, { max: 2, applicationName: 'victim', log });
    const inUse = await pool.connect();
    await pool.query('select 1');
    const killAll = 'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1';
    await database.pool.query(killAll, ['victim']);
    await vi.waitFor(() => expect(log.lines.length).toBe(1));
    inUse.release(true);
    await vi.waitFor(async () => expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]));
    await db.destroy();
  });

  test('that cannot be opened is told apart from a statement that is refused', async () => {
    const nowhere = connect(`postgres://a:b@127.0.0.1:${await freePort()}/c`, {
      max: 1,
      applicationName: 'x',
    });
    const unreachable = await nowhere.pool.query('select 1').catch((error: unknown) => error);
    const refused = await database.pool.query('select nothing').catch((error: unknown) => error);
    expect([unreachable, refused].map(isUnreachable)).toEqual([true, false]);
    await nowhere.db.destroy();
  });

  test('waiting for a server that is not there ends when told so, and says little meanwhile', async () => {
    const log = keptLog();
    const nowhere = connect(`postgres://a:b@127.0.0.1:${await freePort()}/c`, {
      max: 1,
      applicationName: 'x',
    });
    const end = new AbortController();
    const waiting = untilReachable(nowhere.pool, log, end.signal);
    await vi.waitFor(() => expect(log.lines.length).toBe(1));
    end.abort();
    await expect(waiting).rejects.toThrow(/abort/i);
    await nowhere.db.destroy();
  });
});
