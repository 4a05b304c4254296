import { type Selectable, sql } from 'kysely';
import type { Database, Db, KeptFault } from './schema.ts';

export type TemplateFaultRow = Selectable<Database['template_faults']>;

/** A file with a fault, as it is now. */
export interface FaultyFile {
  /** Its name in the folder. */
  file: string;
  /** What serves meanwhile; null when nothing does. */
  name: string | null;
  faults: KeptFault[];
}

/**
 * Makes the table hold these files and no others; a file keeps the time since when it is faulty.
 * @returns what was not known to be faulty and what no longer is: one process alone is told each
 */
export function noteTemplateFaults(
  db: Db,
  faulty: readonly FaultyFile[],
  now: Date,
): Promise<{ begun: TemplateFaultRow[]; mended: TemplateFaultRow[] }> {
  return db.transaction().execute(async (unit) => {
    // Two processes that note at once would each lock the rows of the other.
    await sql`select pg_advisory_xact_lock(${NOTING})`.execute(unit);
    const known = await templateFaults(unit);
    const files = new Set(faulty.map(({ file }) => file));
    const mended = known.filter(({ file }) => !files.has(file));
    for (const { file } of mended)
      await unit.deleteFrom('template_faults').where('file', '=', file).execute();
    for (const { file, name, faults } of faulty) {
      const row = { name, faults: JSON.stringify(faults) };
      await unit
        .insertInto('template_faults')
        .values({ file, since: now, ...row })
        .onConflict((conflict) => conflict.column('file').doUpdateSet(row))
        .execute();
    }
    const begun = faulty.filter(({ file }) => known.every((row) => row.file !== file));
    return { begun: begun.map((one) => ({ ...one, since: now })), mended };
  });
}

const NOTING = 0x41575446;

/** The files that have a fault, by name. */
export const templateFaults = (db: Db): Promise<TemplateFaultRow[]> =>
  db.selectFrom('template_faults').selectAll().orderBy('file').execute();
