import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { takeFacts } from '../../src/app/take-facts.ts';
import type { Fact } from '../../src/model/fact.ts';
import { surveyCells } from '../../src/store/figures.ts';
import { foldCells, verifyCells } from '../../src/store/fold-cells.ts';
import {
  answerImage,
  SURVEY_COLUMNS,
  surveyCounts,
  surveyImage,
} from '../../src/store/migrations/0005-cells-and-facts.ts';
import { up } from '../../src/store/migrations/0010-answers-from-elsewhere.ts';
import { type FreshDatabase, freshDatabase } from '../support/databases.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

/** What the tables did before the migration. */
const BEFORE = [
  `create or replace function follow_facts() returns trigger language plpgsql as $$
  begin
    insert into survey_deltas (sign, ${SURVEY_COLUMNS}) values (1, ${answerImage('new')});
    return null;
  end $$`,
  `create or replace view survey_images (exact_at, sign, ${SURVEY_COLUMNS}) as
    select i.created_at, 1::smallint, ${surveyImage('i')} from invitations as i where ${surveyCounts('i')}
    union all select f.at, 1::smallint, ${answerImage('f')} from facts as f where f.kind = 'answer'`,
];

it('answers from elsewhere that were counted as asked and answered are scores alone after the migration', async () => {
  const { db } = database;
  for (const statement of BEFORE) await sql.raw(statement).execute(db);
  const answer = (n: number): Fact => ({
    kind: 'answer',
    id: `a-${n}`,
    at: new Date(Date.UTC(2026, 0, n, 5)),
    metric: 'csat',
    score: 4,
    segment: {},
  });
  await takeFacts(db, [answer(1), answer(2)], new Date());
  await foldCells(db);
  await takeFacts(db, [answer(3)], new Date());
  const read = () => surveyCells(db, { metric: 'csat', from: null, to: null, groupBy: [], filter: {} });
  expect((await read()).chain).toMatchObject([{ sent: 3, answered: 3 }]);
  await db.transaction().execute((trx) => up(trx as never));
  for (const fold of [false, true]) {
    if (fold) await foldCells(db);
    const { scores, chain } = await read();
    expect([scores.map(({ count }) => count), chain]).toEqual([[3], []]);
    expect((await verifyCells(db)).map(({ wrong }) => wrong)).toEqual([0, 0]);
  }
});
