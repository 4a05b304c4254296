import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdLease, releaseLease, sessionName } from '../../src/store/leases.ts';
import { freshDatabase } from '../support/databases.ts';
import { until } from '../support/running.ts';

/** As in use, but that a holder without a session is followed at its first missed renewal. */
const LEASE = { seconds: 3_600, missedSeconds: 0 };

let database: Awaited<ReturnType<typeof freshDatabase>>;
let session: pg.Client;
const hold = (holder: string) => holdLease(database.db, 'telegram:polling:1', holder, LEASE);

beforeEach(async () => {
  database = await freshDatabase();
  session = new pg.Client({ connectionString: database.url, application_name: sessionName('first') });
  await session.connect();
});
afterEach(async () => {
  await session.end();
  await database.drop();
});

describe('a lease', () => {
  it('is held by one process, which renews it, and by no other while that one lives', async () => {
    expect(await hold('first')).toBe(true);
    expect(await hold('second')).toBe(false);
    expect(await hold('first')).toBe(true);
    expect(await hold('second')).toBe(false);
  });

  it('goes to another process once its holder has no session any more', async () => {
    await hold('first');
    await session.end();
    await until(
      () => hold('second'),
      (held) => held,
    );
  });

  it('that is given back is free at once, and only its holder can give it back', async () => {
    await hold('first');
    await releaseLease(database.db, 'telegram:polling:1', 'second');
    expect(await hold('second')).toBe(false);
    await releaseLease(database.db, 'telegram:polling:1', 'first');
    expect(await hold('second')).toBe(true);
  });
});
