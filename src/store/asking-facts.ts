import { sql } from 'kysely';
import type { SurveyMetric } from '../model/template.ts';
import type { AskingFacts } from '../planning/index.ts';
import type { Db, InvitationRow } from './schema.ts';

/**
 * Looks once more before an invitation begins. The person's row is locked until the transaction ends, so that two
 * invitations that fall due together see each other; one that is being asked counts as asked now.
 */
export async function askingFacts(db: Db, row: InvitationRow, now: Date): Promise<AskingFacts> {
  const contact = row.contact_id;
  if (contact !== null) await sql`select 1 from contacts where id = ${contact} for no key update`.execute(db);
  const { type, value } = row.expected_sender ?? { type: '', value: '' };
  const result = await sql<{ opted_out: boolean; asked: Record<SurveyMetric, string> | null }>`
    select
      exists (
        select from opt_outs where channel = ${row.channel} and (
          (identity_type = ${type} and identity_value = ${value})
          or (identity_type, identity_value) in (select i.type, i.value from identities i where contact_id = ${contact})
        )
      ) as opted_out,
      (
        select jsonb_object_agg(metric, at) from (
          select metric, max(coalesce(sent_at, ${now}::timestamptz)) as at from invitations
          where contact_id = ${contact} and id <> ${row.id} and metric is not null
            and (sent_at is not null or state = 'asking')
          group by metric
        ) as asked
      ) as asked`.execute(db);
  const [found] = result.rows;
  const times = Object.entries(found?.asked ?? {}).map(([metric, at]) => [metric, new Date(at)] as const);
  const latest = Math.max(...times.map(([, at]) => at.getTime()));
  return {
    now,
    optedOut: found?.opted_out ?? false,
    lastAsked: { any: times.length === 0 ? null : new Date(latest), byMetric: Object.fromEntries(times) },
  };
}

/** Whether this handle refused surveys on this channel. */
export async function hasRefused(
  db: Db,
  channel: string,
  identity: { type: string; value: string },
): Promise<boolean> {
  const row = await db
    .selectFrom('opt_outs')
    .select('at')
    .where('channel', '=', channel)
    .where('identity_type', '=', identity.type)
    .where('identity_value', '=', identity.value)
    .executeTakeFirst();
  return row !== undefined;
}
