import type { Template, TemplateVersion } from '../model/template.ts';
import type { Db } from './schema.ts';

/** What this process knows to be kept, by database. */
const kept = new WeakMap<Db, Set<string>>();

/**
 * Keeps versions, so that invitations that began with one go on with it after an edit. Not to be called with a
 * transaction: what it would undo would count as kept.
 */
export async function keepTemplateVersions(
  db: Db,
  versions: readonly TemplateVersion[],
  now: Date,
): Promise<void> {
  const known = kept.get(db) ?? new Set();
  kept.set(db, known);
  const fresh = versions.filter(({ version }) => !known.has(version));
  if (fresh.length === 0) return;
  await db
    .insertInto('template_versions')
    .values(
      fresh.map(({ version, template }) => ({
        version,
        template_id: template.id,
        body: JSON.stringify(template),
        first_seen_at: now,
      })),
    )
    .onConflict((conflict) => conflict.column('version').doNothing())
    .execute();
  for (const { version } of fresh) known.add(version);
}

/** @throws when the version was never kept, which the foreign key of invitations makes impossible */
export async function templateByVersion(db: Db, version: string): Promise<Template> {
  const row = await db
    .selectFrom('template_versions')
    .select('body')
    .where('version', '=', version)
    .executeTakeFirstOrThrow();
  return row.body;
}
