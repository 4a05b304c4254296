import { type Kysely, sql } from 'kysely';
import type { Database } from '../../src/store/schema.ts';

/** What the answers of a bench are about: 20 teams of 10 agents on five channels, over a year. */
const TEAMS = 20;
const AGENTS = 10;

/** Expressions over `i`, a running number; `hash(k)` is a number from 0 to 1 that belongs to i and k. */
const hash = (k: number) => `((hashint8extended(i, ${k}) & 1048575) / 1048576.0)`;
const oneOf = (values: readonly string[], k: number) =>
  `(array[${values.map((value) => `'${value}'`).join(', ')}])[1 + floor(${hash(k)} ^ 1.6 * ${values.length})::int]`;

const CHANNELS = ['telegram', 'web-chat', 'whatsapp', 'email', 'slack'];

/** Columns of an answered invitation by its number. Most answers come by day, and are good. */
export const ANSWERED = {
  conversation_id: 'i',
  channel: oneOf(CHANNELS, 1),
  thread_key: `'bench:' || i`,
  address: `'{}'::jsonb`,
  agent_id: `'ag-' || floor(${hash(2)} * ${TEAMS * AGENTS})::int`,
  team: `'team-' || floor(floor(${hash(2)} * ${TEAMS * AGENTS}) / ${AGENTS})::int`,
  template_id: `case floor(${hash(3)} * 5)::int when 3 then 'ces' when 4 then 'nps' else 'csat' end`,
  metric: `case floor(${hash(3)} * 5)::int when 3 then 'ces' when 4 then 'nps' else 'csat' end`,
  instrument: `case floor(${hash(3)} * 5)::int when 3 then 'ces:1-7:high_is_good'
    when 4 then 'nps:0-10:high_is_good' else 'csat:1-5:high_is_good:4,5' end`,
  language: oneOf(['tr', 'en', 'de'], 4),
  variant: oneOf(['a', 'b'], 5),
  segment: `jsonb_build_object('plan', ${oneOf(['free', 'pro', 'enterprise'], 6)})`,
  state: `'answered'`,
  reason: `'complete'`,
  checks: `'[]'::jsonb`,
  dialogue: `'{}'::jsonb`,
  sent_at: `timestamptz '2026-01-01' + ${hash(7)} * interval '365 days'`,
  answered_at: `timestamptz '2026-01-01' + ${hash(7)} * interval '365 days'`,
  completed_at: `timestamptz '2026-01-01' + ${hash(7)} * interval '365 days'`,
  score: `case floor(${hash(3)} * 5)::int when 3 then 1 + floor(${hash(8)} ^ 0.6 * 7)::int
    when 4 then floor(${hash(8)} ^ 0.5 * 11)::int else 1 + floor(${hash(8)} ^ 0.5 * 5)::int end`,
  created_at: `timestamptz '2026-01-01' + ${hash(7)} * interval '365 days'`,
} as const;

export const columns = sql.raw(Object.keys(ANSWERED).join(', '));
export const values = sql.raw(Object.values(ANSWERED).join(', '));

/** Fills the table of invitations alone, without what makes loading slow; the cells are made afterwards. */
export async function loadAnswers(
  db: Kysely<Database>,
  count: number,
  progress: (done: number) => void,
): Promise<void> {
  await sql
    .raw(`
    alter table invitations disable trigger user;
    alter table invitations drop constraint invitations_conversation_id_fkey;
    alter table invitations drop constraint invitations_conversation_id_key;
    alter table invitations drop constraint invitations_public_id_key cascade;
    drop index invitations_by_thread, invitations_by_contact, invitations_by_template, invitations_by_time;
  `)
    .execute(db);
  const step = 500_000;
  for (let done = 0; done < count; done += step) {
    const until = Math.min(count, done + step);
    await sql`insert into invitations (${columns}) select ${values}
      from generate_series(${done + 1}::bigint, ${until}::bigint) as i`.execute(db);
    progress(until);
  }
  await sql.raw('create index invitations_by_time on invitations (metric, created_at)').execute(db);
  await sql.raw('alter table invitations enable trigger user').execute(db);
  await sql.raw('vacuum analyze invitations').execute(db);
}
