import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import type { Binaries } from './binaries.ts';
import { OWNER, readPassword } from './cluster.ts';
import { findPostmaster } from './pid-file.ts';
import type { Place } from './place.ts';
import { launch, serverError } from './server.ts';

/** Every process that uses the server holds this advisory lock shared, in the database `postgres`. */
export const IN_USE = 0x41575047;

/** Crash recovery after a power cut may take its time. */
const PATIENCE_MS = 60_000;

/** Our hold on a running server. */
export interface Attachment {
  url: string;
  port: number;
  /** Whether the server was running already. */
  adopted: boolean;
  /** Keeps others from stopping the server as long as it is connected. */
  holder: Client;
}

/** Finds the running server of the cluster or starts one, and takes hold of it. */
export const attach = async (
  place: Place,
  binaries: Binaries,
  options: { durable: boolean; port?: number; signal?: AbortSignal },
): Promise<Attachment> => {
  const password = await readPassword(place);
  const deadline = Date.now() + PATIENCE_MS;
  for (let launched = false; Date.now() < deadline && !options.signal?.aborted; ) {
    const found = await findPostmaster(place.cluster);
    if (!found) launched = await launch(place, binaries, options);
    const holder = found?.ready ? await takeHold(place, found.port, password) : null;
    if (found && holder) {
      return { url: urlOf(password, found.port, OWNER), port: found.port, adopted: !launched, holder };
    }
    if (!launched) await sleep(50);
  }
  throw serverError(place, `No server became ready within ${PATIENCE_MS / 1000} s`, '');
};

const urlOf = (password: string, port: number, database: string): string =>
  `postgres://${OWNER}:${password}@127.0.0.1:${port}/${database}`;

/** Null when the server went away meanwhile, or is going. */
const takeHold = async (place: Place, port: number, password: string): Promise<Client | null> => {
  const client = new Client({
    connectionString: urlOf(password, port, 'postgres'),
    application_name: `afterword-hold-${process.pid}`,
    keepAlive: true,
  });
  let broken = false;
  client.on('error', () => {
    broken = true;
  });
  try {
    await client.connect();
    await client.query('select pg_advisory_lock_shared($1)', [IN_USE]);
    await ensureDatabase(client);
    return broken ? null : client;
  } catch (error) {
    await client.end().catch(() => undefined);
    if (isWrongPassword(error)) throw serverError(place, 'The server refused the kept password', '', error);
    return null;
  }
};

const isWrongPassword = (error: unknown): boolean => error instanceof DatabaseError && error.code === '28P01';

const ensureDatabase = async (client: Client): Promise<void> => {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [OWNER]);
  if (rowCount) return;
  await client.query(`create database ${client.escapeIdentifier(OWNER)}`).catch((error: unknown) => {
    const madeMeanwhile = error instanceof DatabaseError && ['42P04', '23505'].includes(error.code ?? '');
    if (!madeMeanwhile) throw error;
  });
};
