import { type Kysely, sql } from 'kysely';

/**
 * What lets a start serve the last good version of a file that has a fault, and everybody see it: the history knows
 * which contents were in force and which files were taken away, and the faults of this moment have a table.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // 'in_force', 'faulty' (kept when it was written over) or 'withdrawn' (the file was deleted).
  'alter table template_history add column state text',
  `update template_history set state = case when version is null then 'faulty' else 'in_force' end`,
  'alter table template_history alter column state set not null',

  // One row for each file that has a fault now. Whoever writes the row first is the one that tells of it.
  `create table template_faults (
    file text primary key,
    name text,
    since timestamptz not null,
    faults jsonb not null
  )`,
];
