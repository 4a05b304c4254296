import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import type { Log } from '../model/channel-context.ts';
import { AfterwordError } from '../model/errors.ts';
import { connect, isLockedOut, untilReachable } from './connect.ts';
import { startEmbedded } from './embedded/index.ts';
import { migrateToLatest } from './migrate.ts';
import type { Database } from './schema.ts';

/** A database that is there: reachable, and its tables up to date. */
export interface OpenDatabase {
  pool: Pool;
  db: Kysely<Database>;
  connectionString: string;
  /** Ends the connections and lets go of the embedded server, if it was one. */
  close(): Promise<void>;
}

interface Patience {
  signal?: AbortSignal;
  patienceMs?: number;
}

/**
 * Opens the database that the settings name, or the embedded one; waits for a server that is away.
 * @param onPool told of the pool before it is reachable, so that readiness can look at it
 * @param patienceMs how long a server that is away is waited for; without it, as long as it takes
 * @throws AfterwordError AW_DATABASE when it does not let us in, or the patience is over
 */
export async function openDatabase(
  settings: { DATABASE_URL?: string | undefined; DATA_DIR: string },
  log: Log,
  options: Patience & { max: number; onPool?: (pool: Pool) => void },
): Promise<OpenDatabase> {
  await using opened = new AsyncDisposableStack();
  let connectionString = settings.DATABASE_URL;
  if (connectionString === undefined) {
    const embedded = await startEmbedded({ dataDir: settings.DATA_DIR, log });
    opened.defer(() => embedded.stop());
    connectionString = embedded.url;
  }
  const { pool, db } = connect<Database>(connectionString, {
    max: options.max,
    applicationName: 'afterword',
    log,
  });
  opened.defer(() => db.destroy());
  options.onPool?.(pool);
  await reach(pool, log, options);
  await migrateToLatest(db);
  const kept = opened.move();
  return { pool, db, connectionString, close: () => kept.disposeAsync() };
}

async function reach(pool: Pool, log: Log, { signal, patienceMs }: Patience): Promise<void> {
  const over = patienceMs === undefined ? undefined : AbortSignal.timeout(patienceMs);
  const ends = AbortSignal.any([signal, over].filter((one) => one !== undefined));
  try {
    await untilReachable(pool, log, ends);
  } catch (error) {
    if (isLockedOut(error)) {
      throw new AfterwordError('AW_DATABASE', `PostgreSQL refused the connection: ${error.message}.`, {
        cause: error,
      });
    }
    if (!over?.aborted || signal?.aborted) throw error;
    throw new AfterwordError(
      'AW_DATABASE',
      `PostgreSQL did not answer within ${Number(patienceMs) / 1000} s.`,
    );
  }
}
