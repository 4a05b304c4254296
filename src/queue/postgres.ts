import { createPostgresBackend, DEFAULT_SCHEMA, type PgPool, runMigrations, withBackend } from 'bullmq';
import { Pool } from 'pg';
import type { Backend } from './backend.ts';

/** One is held by each worker to listen; the others fetch and finish jobs, briefly. */
const CONNECTIONS = 8;

/**
 * BullMQ tells its workers by NOTIFY, and PostgreSQL lets transactions with one commit only one after another: each
 * would wait for the disk alone. A crash of the server may lose the last jobs by this; the outbox hands them in again.
 */
const NO_WAIT_FOR_DISK = '-c synchronous_commit=off';

/**
 * BullMQ on PostgreSQL, in a schema of its own. It wants a pool of its own too: its statements name no schema, and
 * it reads bigint as text. `hear` is told of every lost connection.
 */
export const postgresBackend = (url: string, name: string, hear: (error: unknown) => void): Backend => {
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    application_name: `${name}-queue`,
    options: `-c search_path=${DEFAULT_SCHEMA} ${NO_WAIT_FOR_DISK}`,
    keepAlive: true,
    connectionTimeoutMillis: 3_000,
    query_timeout: 10_000,
  });
  // The two libraries describe the same pool in types that differ in `query` alone.
  const connection = pool as PgPool;
  pool.on('error', hear);
  pool.on('connect', (client) => client.on('error', hear));

  const ping = async (): Promise<void> => {
    await pool.query('select 1');
  };
  const prepare = async (): Promise<void> => {
    const client = await pool.connect();
    try {
      await runMigrations(client);
    } finally {
      client.release();
    }
  };
  return {
    kind: 'postgres',
    ping,
    prepare,
    producer: () => new Queue(name, { connection }),
    consumer: (process, options) => new Worker(name, process, { ...options, connection }),
    close: () => pool.end(),
  };
};
