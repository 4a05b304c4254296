import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../src/store/connect.ts';
import { migrateToLatest } from '../../src/store/migrate.ts';
import { type FreshDatabase, freshDatabase } from '../support/databases.ts';
import { temporaryDirectory } from '../support/servers.ts';

describe('migrations', () => {
  let database: FreshDatabase;
  let folder: string;

  beforeEach(async () => {
    database = await freshDatabase({ migrated: false });
    folder = join(await temporaryDirectory(), 'migrations');
    await mkdir(folder);
  });

  afterEach(async () => {
    await database.drop();
    await rm(join(folder, '..'), { recursive: true });
  });

  const write = (name: string, statement: string) => {
    const kysely = pathToFileURL(createRequire(import.meta.url).resolve('kysely')).href;
    const up = `(db) => sql.raw(${JSON.stringify(statement)}).execute(db)`;
    return writeFile(
      join(folder, `${name}.mjs`),
      `import { sql } from '${kysely}';\nexport const up = ${up};\n`,
    );
  };

  test('are applied in order, and each once', async () => {
    await write('0002-b', 'insert into a values (2)');
    await write('0001-a', 'create table a (n int)');
    expect(await migrateToLatest(database.db, { folder })).toEqual(['0001-a', '0002-b']);
    expect(await migrateToLatest(database.db, { folder })).toEqual([]);
    await write('0003-c', 'insert into a values (3)');
    expect(await migrateToLatest(database.db, { folder })).toEqual(['0003-c']);
    const { rows } = await sql`select n from a order by n`.execute(database.db);
    expect(rows).toEqual([{ n: 2 }, { n: 3 }]);
  });

  test('one that fails is undone and named', async () => {
    await write('0001-a', 'create table a (n int); insert into nowhere values (1)');
    const failure = migrateToLatest(database.db, { folder });
    await expect(failure).rejects.toMatchObject({
      code: 'AW_MIGRATION',
      message: expect.stringMatching(/0001-a.*nowhere/),
    });
    const { rows } = await sql`select to_regclass('a') as a`.execute(database.db);
    expect(rows).toEqual([{ a: null }]);
  });

  test('a database that a newer version has changed is refused', async () => {
    await write('0001-a', 'create table a (n int)');
    await write('0002-b', 'create table b (n int)');
    await migrateToLatest(database.db, { folder });
    await rm(join(folder, '0002-b.mjs'));
    await expect(migrateToLatest(database.db, { folder })).rejects.toMatchObject({ code: 'AW_MIGRATION' });
  });

  test('our own are applied once when five pools start at once on a fresh database', async () => {
    const connections = Array.from({ length: 5 }, (_, at) =>
      connect(database.url, { max: 2, applicationName: `starter-${at}` }),
    );
    const applied = await Promise.all(connections.map(({ db }) => migrateToLatest(db)));
    await Promise.all(connections.map(({ db }) => db.destroy()));
    const [first = [], ...others] = applied.sort((a, b) => b.length - a.length);
    expect(first.length).toBeGreaterThan(0);
    expect(others).toEqual([[], [], [], []]);
  });
});
