import { sql } from 'kysely';
import type { Db } from './schema.ts';

/** Of whom and of when a digest tells. */
export interface DigestRange {
  team: string | null;
  from: Date;
  to: Date;
}

/** Reasons that customers picked, the most named first. */
export async function topReasons(
  db: Db,
  { team, from, to }: DigestRange,
  limit: number,
): Promise<{ template_version: string; question: string; choice: string; count: number }[]> {
  const { rows } = await sql<{ template_version: string; question: string; choice: string; count: number }>`
    select max(i.template_version) as template_version, r.question_id as question, c.choice, count(*)::int as count
    from responses r join invitations i on i.id = r.invitation_id,
      lateral unnest(coalesce(r.choices, array[r.choice])) as c(choice)
    where r.at >= ${from} and r.at < ${to} and r.superseded_at is null and c.choice is not null
      and i.template_version is not null and (${team}::text is null or i.team = ${team})
    group by i.template_id, r.question_id, c.choice order by count desc, c.choice limit ${limit}`.execute(db);
  return rows;
}

/** Invitations of the period whose customers wrote something, newest first. */
export async function withWords(db: Db, { team, from, to }: DigestRange, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select i.id from invitations i
    where i.scored_at >= ${from} and i.scored_at < ${to} and i.score is not null
      and (${team}::text is null or i.team = ${team})
      and exists (select from responses r
        where r.invitation_id = i.id and r.superseded_at is null and length(r.text) >= 10)
    order by i.scored_at desc limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}
