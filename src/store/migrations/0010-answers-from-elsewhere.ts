import { type Kysely, sql } from 'kysely';
import {
  answerCounts,
  answerImage,
  SURVEY_COLUMNS,
  surveyCounts,
  surveyImage,
} from './0005-cells-and-facts.ts';

/**
 * An answer that was given elsewhere is a score and no more: nobody knows how many were asked there, and counted as
 * sent and answered it would raise every response rate.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STEPS = '128 + 256 + 512 + 1024 + ';
const scoreOnly = (r: string) => answerImage(r).replace(STEPS, '');

const told = (sign: 1 | -1, image: string, r: string) =>
  `insert into survey_deltas (sign, ${SURVEY_COLUMNS}) ` +
  (r === 'f'
    ? `select ${sign}, ${image} from facts as f where ${answerCounts('f')}`
    : `values (${sign}, ${image})`);

const STATEMENTS = [
  told(-1, answerImage('f'), 'f'),
  told(1, scoreOnly('f'), 'f'),
  `create or replace function follow_facts() returns trigger language plpgsql as $$
  begin
    if tg_op <> 'INSERT' and ${answerCounts('old')} then
      ${told(-1, scoreOnly('old'), 'old')};
    end if;
    if tg_op <> 'DELETE' and ${answerCounts('new')} then
      ${told(1, scoreOnly('new'), 'new')};
    end if;
    return null;
  end $$`,
  `create or replace view survey_images (exact_at, sign, ${SURVEY_COLUMNS}) as
    select i.created_at, 1::smallint, ${surveyImage('i')} from invitations as i where ${surveyCounts('i')}
    union all
    select f.at, 1::smallint, ${scoreOnly('f')} from facts as f where ${answerCounts('f')}`,
];
