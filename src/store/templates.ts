import type { Template, TemplateVersion } from '../model/template.ts';
import type { Db } from './schema.ts';

/** Keeps a version, so that invitations that began with it go on with it after an edit. */
export async function keepTemplateVersion(db: Db, version: TemplateVersion, now: Date): Promise<void> {
  await db
    .insertInto('template_versions')
    .values({
      version: version.version,
      template_id: version.template.id,
      body: JSON.stringify(version.template),
      first_seen_at: now,
    })
    .onConflict((conflict) => conflict.column('version').doNothing())
    .execute();
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
