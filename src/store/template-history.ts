import { type Selectable, sql } from 'kysely';
import type { Database, Db } from './schema.ts';

export type TemplateHistoryRow = Selectable<Database['template_history']>;

/** What became of one file: a content, or that it was taken away. */
export interface TemplateEdit {
  /** The id of a template, or the name of another file: `defaults.yaml`, `words/tr.yaml`. */
  name: string;
  /** The file's name in the folder. */
  file: string;
  state: TemplateHistoryRow['state'];
  /** Null for a content with a fault. */
  version: string | null;
  source: string;
  author: string;
  changedAt: Date;
}

/**
 * Keeps a content, unless it is the one that was kept last. Processes that see the same edit keep it once.
 * @param difference told what was kept last, or null for the first content
 * @returns the number of the version, which counts from 1 for each name; null when it is known already
 */
export function keepTemplateEdit(
  db: Db,
  edit: TemplateEdit,
  difference: (last: TemplateHistoryRow | null) => string,
  now: Date,
): Promise<number | null> {
  return db.transaction().execute(async (unit) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${edit.name}, 50))`.execute(unit);
    const [last = null] = await templateEdits(unit, edit.name, 1);
    if (last !== null && isSame(last, edit)) return null;
    const number = (last?.number ?? 0) + 1;
    const { name, changedAt, ...rest } = edit;
    await unit
      .insertInto('template_history')
      .values({
        ...rest,
        template_id: name,
        number,
        changed_at: changedAt,
        kept_at: now,
        difference: difference(last),
      })
      .execute();
    return number;
  });
}

/** Comments alone make no version; a content with a fault has none, and its text decides. */
const isSame = (last: TemplateHistoryRow, edit: TemplateEdit): boolean =>
  last.state === edit.state &&
  (last.file === edit.file || edit.state === 'withdrawn') &&
  last.version === edit.version &&
  (edit.version !== null || last.source === edit.source);

/** What was kept of one template or file, the newest first. */
export function templateEdits(db: Db, name: string, limit = 1_000): Promise<TemplateHistoryRow[]> {
  return db
    .selectFrom('template_history')
    .selectAll()
    .where('template_id', '=', name)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
}

/** The newest of every template and file, by name. */
export function newestTemplateEdits(db: Db): Promise<TemplateHistoryRow[]> {
  return db
    .selectFrom('template_history')
    .distinctOn('template_id')
    .selectAll()
    .orderBy('template_id')
    .orderBy('number', 'desc')
    .execute();
}

/**
 * The last content of every template and file that was in force and was not withdrawn, the newest first: what a faulty
 * file is replaced by.
 */
export async function lastGoodContents(db: Db): Promise<TemplateHistoryRow[]> {
  const rows = await db
    .selectFrom('template_history')
    .distinctOn('template_id')
    .selectAll()
    .where('state', '!=', 'faulty')
    .orderBy('template_id')
    .orderBy('number', 'desc')
    .execute();
  return rows.filter(({ state }) => state === 'in_force').sort((a, b) => b.id - a.id);
}
