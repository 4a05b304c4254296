import { type Selectable, sql } from 'kysely';
import type { Database, Db } from './schema.ts';

export type TemplateHistoryRow = Selectable<Database['template_history']>;

/** One content of a template file. */
export interface TemplateEdit {
  templateId: string;
  /** The file's name in the folder. */
  file: string;
  /** Null for a content with a fault. */
  version: string | null;
  source: string;
  author: string;
  changedAt: Date;
}

/**
 * Keeps a content, unless it is the one that was kept last. Processes that see the same edit keep it once.
 * @param difference told what was kept last, or null for the first content of a template
 * @returns the number of the version, which counts from 1 for each template; null when it is known already
 */
export function keepTemplateEdit(
  db: Db,
  edit: TemplateEdit,
  difference: (last: TemplateHistoryRow | null) => string,
  now: Date,
): Promise<number | null> {
  return db.transaction().execute(async (unit) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${edit.templateId}, 50))`.execute(unit);
    const last = await lastEdit(unit, edit.templateId);
    if (last !== null && last.version === edit.version && sameContent(last, edit)) return null;
    const number = (last?.number ?? 0) + 1;
    await unit
      .insertInto('template_history')
      .values({
        template_id: edit.templateId,
        number,
        file: edit.file,
        version: edit.version,
        source: edit.source,
        author: edit.author,
        changed_at: edit.changedAt,
        kept_at: now,
        difference: difference(last),
      })
      .execute();
    return number;
  });
}

/** Comments alone make no version; a content with a fault has none, and its text decides. */
const sameContent = (last: TemplateHistoryRow, edit: TemplateEdit): boolean =>
  edit.version !== null || last.source === edit.source;

async function lastEdit(db: Db, templateId: string): Promise<TemplateHistoryRow | null> {
  const [row] = await templateEdits(db, templateId, 1);
  return row ?? null;
}

/** What was kept of one template, the newest first. */
export function templateEdits(db: Db, templateId: string, limit = 1_000): Promise<TemplateHistoryRow[]> {
  return db
    .selectFrom('template_history')
    .selectAll()
    .where('template_id', '=', templateId)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
}

/** The newest of every template, by template id. */
export function newestTemplateEdits(db: Db): Promise<TemplateHistoryRow[]> {
  return db
    .selectFrom('template_history')
    .distinctOn('template_id')
    .selectAll()
    .orderBy('template_id')
    .orderBy('number', 'desc')
    .execute();
}
