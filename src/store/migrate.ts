import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Kysely, sql } from 'kysely';
import { FileMigrationProvider, Migrator } from 'kysely/migration';
import { AfterwordError } from '../model/errors.ts';

/** The advisory lock under which the tables change. Processes that start at once wait for the first. */
const MIGRATING = 0x41574d47;

export interface MigrateOptions {
  /** Where the numbered migrations lie; each file exports `up(db)`. */
  folder?: string;
}

/**
 * Brings the tables up to date: every file of `src/store/migrations` that this database has not seen, in order,
 * each in a transaction. Answers the names of those applied now. Throws `AW_MIGRATION` when one fails or the
 * database has seen one that this version does not know.
 */
export const migrateToLatest = <DB>(
  db: Kysely<DB>,
  { folder = fileURLToPath(new URL('./migrations', import.meta.url)) }: MigrateOptions = {},
): Promise<string[]> =>
  db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${MIGRATING})`.execute(connection);
    try {
      return await run(connection, folder);
    } finally {
      await sql`select pg_advisory_unlock(${MIGRATING})`.execute(connection).catch(() => undefined);
    }
  });

const run = async <DB>(db: Kysely<DB>, migrationFolder: string): Promise<string[]> => {
  const load = (file: string): Promise<unknown> => import(pathToFileURL(file).href);
  const provider = new FileMigrationProvider({ fs, path, migrationFolder, import: load });
  const { error, results = [] } = await new Migrator({ db, provider }).migrateToLatest();
  if (!error) return results.map(({ migrationName }) => migrationName);
  const failed = results.find(({ status }) => status === 'Error')?.migrationName;
  const what = failed
    ? `The migration ${failed} failed and was undone`
    : 'The migrations could not be applied';
  throw new AfterwordError(
    'AW_MIGRATION',
    `${what}: ${error instanceof Error ? error.message : String(error)}`,
    {
      cause: error,
    },
  );
};
