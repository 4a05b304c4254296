import { type Kysely, sql } from 'kysely';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/store/connect.ts';
import { againIfUndone } from '../../src/store/undone.ts';
import { type FreshDatabase, freshDatabase } from '../support/databases.ts';

interface Letters {
  letters: { id: number };
}

let database: FreshDatabase;
let pool: Pool;
let db: Kysely<Letters>;

beforeAll(async () => {
  database = await freshDatabase({ migrated: false });
});
afterAll(() => database.drop());
beforeEach(async () => {
  // One connection, so that what is prepared on it can be looked at.
  ({ pool, db } = connect<Letters>(database.url, { max: 1, applicationName: 'prepared' }));
  await pool.query('drop table if exists letters');
  await pool.query('create table letters (id int primary key)');
  await pool.query('insert into letters select generate_series(1, 20)');
  return () => db.destroy();
});

const letter = (on: Kysely<Letters>, id: number) =>
  sql<{ id: number }>`select * from letters where id = ${id}`.execute(on).then(({ rows }) => rows);
const prepared = async () => {
  const { rows } = await pool.query<{ statement: string }>(
    'select statement from pg_prepared_statements order by 1',
  );
  return rows.map(({ statement }) => statement);
};
const often = async (work: (i: number) => Promise<unknown>) => {
  for (let i = 1; i <= 12; i++) await work(i);
};

describe('statements that are sent often', () => {
  it('are prepared, and answer as before; others are not', async () => {
    for (let i = 1; i <= 9; i++) expect(await letter(db, i)).toEqual([{ id: i }]);
    expect(await prepared()).toEqual([]);
    await often(async (i) => expect(await letter(db, i)).toEqual([{ id: i }]));
    await often((i) => pool.query('select id + $1 as sum from letters limit 1', [i]));
    await often(() => pool.query('select count(*) from letters'));
    expect(await prepared()).toEqual([
      'select * from letters where id = $1',
      'select id + $1 as sum from letters limit 1',
    ]);
  });

  it('have the same names in every process: a session that a pooler hands around never runs another statement', async () => {
    const texts = ['select id + $1 as a from letters limit 1', 'select id - $1 as b from letters limit 1'];
    const named = async (on: Pool, order: string[]) => {
      for (const text of order) await often((i) => on.query(text, [i]));
      const { rows } = await on.query('select statement, name from pg_prepared_statements order by 1');
      return rows;
    };
    const other = connect<Letters>(database.url, { max: 1, applicationName: 'another' });
    expect(await named(pool, texts)).toEqual(await named(other.pool, texts.toReversed()));
    await other.db.destroy();
  });

  it('fail as before, by their own error', async () => {
    const wrong = () => pool.query('select 1 / $1::int', [0]);
    await often(() => expect(wrong()).rejects.toMatchObject({ code: '22012' }));
    await expect(db.transaction().execute((tx) => sql`select 1 / ${0}::int`.execute(tx))).rejects.toThrow(
      /zero/,
    );
    expect(await letter(db, 3)).toEqual([{ id: 3 }]);
  });

  it('are no more than a connection can keep', async () => {
    for (let kind = 0; kind < 130; kind++) {
      for (let i = 0; i < 11; i++) await pool.query(`select $1::int + ${kind}`, [i]);
    }
    expect(await prepared()).toHaveLength(100);
  });

  it('go on when their table is migrated under them, alone and within a transaction', async () => {
    await often((i) => letter(db, i));
    await database.pool.query(`alter table letters add column name text default 'a'`);
    expect(await letter(db, 2)).toEqual([{ id: 2, name: 'a' }]);
    await often((i) => letter(db, i));
    await database.pool.query('alter table letters drop column name');
    let runs = 0;
    const work = () =>
      db.transaction().execute((tx) => {
        runs += 1;
        return letter(tx, 4);
      });
    expect(await againIfUndone(work)).toEqual([{ id: 4 }]);
    expect(runs).toBe(2);
  });

  it('are planned anew once a migration, however many of them find out at once', async () => {
    await often((i) => letter(db, i));
    await database.pool.query(`alter table letters add column name text default 'a'`);
    const client = await pool.connect();
    await Promise.all([
      client.query('select * from letters where id = $1', [1]),
      client.query('select * from letters where id = $1', [2]),
    ]);
    client.release();
    await often((i) => letter(db, i));
    const { rows } = await pool.query(
      'select distinct split_part(name, $1, 2) as generation from pg_prepared_statements',
      ['-'],
    );
    expect(rows.map(({ generation }) => generation).sort()).toEqual(['0', '1']);
  });

  it('are prepared no more where a pooler loses what was prepared, and answer all the same', async () => {
    await often((i) => letter(db, i));
    await pool.query('deallocate all');
    expect(await letter(db, 5)).toEqual([{ id: 5 }]);
    await often((i) => letter(db, i));
    expect(await prepared()).toEqual([]);
  });

  it('are run again with their transaction where a pooler loses what was prepared', async () => {
    await often((i) => letter(db, i));
    await pool.query('deallocate all');
    const work = () => db.transaction().execute((tx) => letter(tx, 6));
    expect(await againIfUndone(work)).toEqual([{ id: 6 }]);
    expect(await prepared()).toEqual([]);
  });
});
