import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Kysely } from 'kysely';
import { Client, type Pool } from 'pg';
import { inject } from 'vitest';
import { connect } from '../../src/store/connect.ts';
import { migrateToLatest } from '../../src/store/migrate.ts';
import type { Database } from '../../src/store/schema.ts';
import { keptLog } from './log.ts';

/** A database of the test's own. */
export interface FreshDatabase {
  url: string;
  pool: Pool;
  db: Kysely<Database>;
  /** Closes the pool and drops the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** Creates a database on the run's server, with all tables unless told otherwise. */
export const freshDatabase = async ({ migrated = true, max = 10 } = {}): Promise<FreshDatabase> => {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  const url = withDatabase(inject('postgresUrl'), name);
  const { pool, db } = connect<Database>(url, { max, applicationName: name, log: keptLog() });
  if (migrated) await migrateToLatest(db);
  const drop = async (): Promise<void> => {
    await db.destroy();
    await administer(`drop database if exists ${name} with (force)`);
  };
  return { url, pool, db, drop };
};

const administer = async (statement: string): Promise<void> => {
  const client = new Client(inject('postgresUrl'));
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

const withDatabase = (url: string, name: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
};

/** A Redis database of the test's own. */
export interface FreshRedis {
  url: string;
  flush(): Promise<void>;
  drop(): Promise<void>;
}

/** Takes an unused database number on the run's server. Numbers are handed out by the server, across workers. */
export const freshRedis = async (): Promise<FreshRedis> => {
  const url = inject('redisUrl');
  const admin = new Redis(url, { maxRetriesPerRequest: 1 });
  const number = await admin.incr('databases handed out');
  await admin.select(number);
  const flush = async (): Promise<void> => {
    await admin.flushdb();
  };
  const drop = async (): Promise<void> => {
    await flush();
    await admin.quit();
  };
  return { url: `${url}/${number}`, flush, drop };
};
