import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import type { Log } from '../model/channel-context.ts';
import { connect, untilReachable } from './connect.ts';
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

/**
 * Opens the database that the settings name, or the embedded one; waits for a server that is away.
 * @param onPool told of the pool before it is reachable, so that readiness can look at it
 */
export async function openDatabase(
  settings: { DATABASE_URL?: string | undefined; DATA_DIR: string },
  log: Log,
  options: { max: number; signal?: AbortSignal; onPool?: (pool: Pool) => void },
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
  await untilReachable(pool, log, options.signal);
  await migrateToLatest(db);
  const kept = opened.move();
  return { pool, db, connectionString, close: () => kept.disposeAsync() };
}
