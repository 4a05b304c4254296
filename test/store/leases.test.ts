import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdLease, releaseLease, sessionName } from '../../src/store/leases.ts';
import { leaseRunner } from '../../src/store/under-lease.ts';
import { type FreshDatabase, freshDatabase } from '../support/databases.ts';
import { keptLog } from '../support/log.ts';

let database: FreshDatabase;
const sessions: Client[] = [];
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((client) => client.end()));
  await database.drop();
});

const TERMS = { seconds: 12, missedSeconds: 2.5 };
const hold = (holder: string, terms = TERMS) => holdLease(database.db, 'polling', holder, terms);

/** The long-lived connection by which a process is seen to be alive. */
async function live(holder: string): Promise<Client> {
  const client = new Client({ connectionString: database.url, application_name: sessionName(holder) });
  client.on('error', () => undefined);
  await client.connect();
  sessions.push(client);
  return client;
}

/** As if the lease had been renewed so many seconds ago for the last time. */
const lastRenewed = (secondsAgo: number) =>
  database.pool.query(
    `update leases set expires_at = clock_timestamp() + interval '12 s' - make_interval(secs => $1)`,
    [secondsAgo],
  );

/** Work that tells when it runs, and runs until it is told to stop. */
function endless() {
  const signals: AbortSignal[] = [];
  let began = (): void => undefined;
  const running = new Promise<void>((resolve) => {
    began = resolve;
  });
  const work = (signal: AbortSignal) =>
    new Promise<void>((ended) => {
      signals.push(signal);
      signal.addEventListener('abort', () => ended());
      began();
    });
  return { work, running, signals };
}

describe('a lease', () => {
  it('is held by one of two, renewed by its holder, and free once it is given back', async () => {
    await live('a');
    expect((await Promise.all([hold('a'), hold('b')])).filter(Boolean)).toHaveLength(1);
    const [holder, other] = (await hold('a')) ? ['a', 'b'] : ['b', 'a'];
    expect(await hold(holder ?? '')).toBe(true);
    await releaseLease(database.db, 'polling', other ?? '');
    await releaseLease(database.db, 'polling', holder ?? '');
    expect(await hold(other ?? '')).toBe(true);
  });

  it('of a live holder is not robbed, although it has missed renewals', async () => {
    await live('a');
    await hold('a');
    await lastRenewed(9);
    expect(await hold('b')).toBe(false);
  });

  it('of a dead session is followed within seconds, and not at once: a broken connection may come back', async () => {
    const session = await live('a');
    await hold('a');
    sessions.length = 0;
    await session.end();
    await lastRenewed(1);
    expect(await hold('b')).toBe(false);
    await lastRenewed(3);
    expect(await hold('b')).toBe(true);
    expect(await hold('a')).toBe(false);
  });

  it('that has run out is free, whoever still seems to be alive', async () => {
    await live('a');
    await hold('a');
    await lastRenewed(13);
    expect(await hold('b')).toBe(true);
  });
});

describe('work under a lease', () => {
  it('runs in one of two processes, and in the other when the first one stops', async () => {
    await Promise.all([live('a'), live('b')]);
    const [first, second] = [endless(), endless()];
    const one = leaseRunner(database.db, 'a', keptLog())('polling', first.work);
    await first.running;
    const two = leaseRunner(database.db, 'b', keptLog())('polling', second.work);
    expect(second.signals).toEqual([]);
    await one.stop();
    expect(first.signals[0]?.aborted).toBe(true);
    await second.running;
    await two.stop();
  });

  it('that ends by an error is begun again', async () => {
    const log = keptLog();
    let rounds = 0;
    await new Promise<void>((again, failed) => {
      const running = leaseRunner(
        database.db,
        'a',
        log,
      )('polling', async () => {
        rounds += 1;
        if (rounds === 1) throw new Error('connection reset');
        void running.stop().then(again, failed);
      });
    });
    expect(log.lines.filter((line) => line.level === 'error')).toHaveLength(1);
  });
});
