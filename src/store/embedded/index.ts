import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../model/channel-context.ts';
import { type Attachment, attach, IN_USE } from './attach.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { ensureCluster } from './cluster.ts';
import { locate, type Place } from './place.ts';
import { stopServer } from './server.ts';

export interface EmbeddedOptions {
  /** The cluster lies in `dataDir/postgres` (as root perhaps elsewhere: `location.txt` there says where). */
  dataDir: string;
  log: Log;
  /** False only in tests: faster, and a power cut may destroy the cluster. */
  durable?: boolean;
}

export interface Embedded {
  /** `postgres://…@127.0.0.1:PORT/afterword`, with the password. Stays right while this process runs. */
  url: string;
  /** Whether a server of an earlier or another process was found running and used. */
  adopted: boolean;
  /** Lets go of the server, and stops it when no other afterword process uses it. Close the pools before. */
  stop(): Promise<void>;
}

/**
 * Starts the real PostgreSQL that npm installed, or takes over the one that already runs on this data directory
 * (another process, or left behind by `kill -9`). While it is held, a server that dies is started again on the
 * same port. Throws `AW_EMBEDDED_POSTGRES` with the last lines of the server's log.
 */
export const startEmbedded = async ({ dataDir, log, durable = true }: EmbeddedOptions): Promise<Embedded> => {
  const place = await locate(dataDir);
  const binaries = await findBinaries(place.user);
  await stopAbandoned(place, binaries, log);
  await ensureCluster(place, binaries, durable);
  const first = await attach(place, binaries, { durable });
  log.info({ port: first.port, adopted: first.adopted, home: place.home }, 'embedded PostgreSQL is ready');
  const hold = keepHold(place, binaries, first, durable, log);
  return { url: first.url, adopted: first.adopted, stop: hold.letGo };
};

/** Takes hold anew, starting the server if it must, whenever the holding connection breaks. */
const keepHold = (place: Place, binaries: Binaries, first: Attachment, durable: boolean, log: Log) => {
  let current: Attachment | null = null;
  const leaving = new AbortController();
  let regaining: Promise<void> | null = null;

  const hold = (attachment: Attachment): void => {
    current = attachment;
    attachment.holder.once('end', () => {
      current = null;
      if (!leaving.signal.aborted) regaining = regain();
    });
  };

  const regain = async (): Promise<void> => {
    log.warn({ port: first.port }, 'embedded PostgreSQL went away; starting it again');
    while (!leaving.signal.aborted && !current) {
      try {
        hold(await attach(place, binaries, { durable, port: first.port, signal: leaving.signal }));
      } catch (error) {
        if (leaving.signal.aborted) return;
        log.error({ err: error }, 'embedded PostgreSQL could not be started again');
        await sleep(1_000);
      }
    }
  };

  const letGo = async (): Promise<void> => {
    leaving.abort();
    await regaining;
    const holder = current?.holder;
    if (!holder) return;
    if (await isLastUser(holder)) await stopServer(place, binaries);
    await holder.end().catch(() => undefined);
  };

  hold(first);
  return { letGo };
};

/** The lock that all share can be taken alone only by the last. A newcomer then waits for it, and so for the stop. */
const isLastUser = async (holder: Attachment['holder']): Promise<boolean> => {
  try {
    await holder.query('select pg_advisory_unlock_shared($1)', [IN_USE]);
    const { rows } = await holder.query<{ last: boolean }>('select pg_try_advisory_lock($1) as last', [
      IN_USE,
    ]);
    return rows[0]?.last ?? false;
  } catch {
    return false;
  }
};

/** A data directory that was deleted and made anew leaves its old cluster outside: nobody else can end its server. */
const stopAbandoned = async (place: Place, binaries: Binaries, log: Log): Promise<void> => {
  for (const home of place.abandoned) {
    log.warn(
      { home },
      'the database of an earlier data directory lies there; delete it if you do not need it',
    );
    const cluster = `${home}/server/cluster`;
    await stopServer({ ...place, cluster }, binaries).catch((error: unknown) =>
      log.warn({ home, err: error }, 'its server could not be stopped'),
    );
  }
};
