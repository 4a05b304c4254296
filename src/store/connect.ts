import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect } from 'kysely';
import { DatabaseError, Pool, types } from 'pg';
import { atMostEvery } from '../model/at-most.ts';
import type { Log } from '../model/channel-context.ts';
import { prepareOften } from './prepared.ts';

export interface ConnectOptions {
  /** The most connections at once. */
  max: number;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  /** Hears of lost connections, at most once a second. */
  log?: Log;
}

export interface Connection<DB> {
  pool: Pool;
  db: Kysely<DB>;
}

/**
 * Opens a pool and Kysely over it; connects with the first query. `bigint` is read as a number (our ids and
 * counts stay far below 2^53), `timestamptz` as a Date. A lost connection is logged and never ends the process;
 * the next query opens another. `db.destroy()` closes both.
 */
export const connect = <DB>(url: string, { max, applicationName, log }: ConnectOptions): Connection<DB> => {
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: applicationName,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    types: { getTypeParser },
  });
  guardPool(pool, log);
  prepareOften(pool, log);
  return { pool, db: new Kysely<DB>({ dialect: new PostgresDialect({ pool }) }) };
};

/** Keeps a pool's lost connections from ending the process, idle or in use. */
export const guardPool = (pool: Pool, log?: Log): void => {
  const lost = atMostEvery(1_000, (error, swallowed) =>
    log?.warn({ err: error, swallowed }, 'a connection to PostgreSQL was lost'),
  );
  pool.on('error', lost);
  // A client that is checked out reports the loss itself, beside the query that fails by it.
  pool.on('connect', (client) => client.on('error', lost));
};

const getTypeParser: typeof types.getTypeParser = (oid, format) =>
  oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format);

/** Resolves when PostgreSQL answers; until then tries again, and says so once a second at most. */
export const untilReachable = async (pool: Pool, log: Log, signal?: AbortSignal): Promise<void> => {
  const say = atMostEvery(1_000, (error) => log.warn({ err: error }, 'PostgreSQL is not reachable; waiting'));
  for (;;) {
    signal?.throwIfAborted();
    try {
      await pool.query('select 1');
      return;
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      say(error);
      await sleep(200, undefined, signal ? { signal } : {});
    }
  }
};

/**
 * Whether an error means that the server cannot be reached now, and not that it refused what was asked: the
 * network said no, or the server is starting, stopping or full (SQLSTATE classes 08, 57P, 53).
 */
export const isUnreachable = (error: unknown): boolean => {
  if (error instanceof DatabaseError) return /^(08|57P0[1-3]|53300)/.test(error.code ?? '');
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isUnreachable);
  const { code } = error as NodeJS.ErrnoException;
  return (
    NETWORK.has(code ?? '') ||
    /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message)
  );
};

/** Whether a statement about many things may have failed by one of them; a server that is away fails them all. */
export const mayBeOfOne = (error: unknown): boolean => !isUnreachable(error);

/** Whether the server refused what it was given for what it is (SQLSTATE classes 22, 54): it will every time. */
export const isRefusedData = (error: unknown): boolean =>
  error instanceof DatabaseError && /^(22|54)/.test(error.code ?? '');

/**
 * Whether the server is there and does not let us in: a wrong user or password, a database that does not exist, no
 * TLS where it is wanted. Waiting does not help.
 */
export const isLockedOut = (error: unknown): error is Error => {
  if (error instanceof DatabaseError) return /^(28|3D)/.test(error.code ?? '');
  return error instanceof Error && /^(SASL|The server does not support SSL)/.test(error.message);
};

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);
