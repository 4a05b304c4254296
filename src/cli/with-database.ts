import type { Settings } from '../config.ts';
import { createLog, settingsFromEnvironment } from '../main.ts';
import { type OpenDatabase, openDatabase } from '../store/open.ts';

/** Runs one command over the database, whether or not a server runs. */
export async function withDatabase<T>(
  work: (database: OpenDatabase, settings: Settings) => Promise<T>,
  { max = 2 }: { max?: number } = {},
): Promise<T> {
  const settings = settingsFromEnvironment();
  const database = await openDatabase(settings, createLog('silent'), { max, patienceMs: 5_000 });
  try {
    return await work(database, settings);
  } finally {
    await database.close();
  }
}
