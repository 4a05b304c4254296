import { readFileSync } from 'node:fs';
import { type Kysely, sql } from 'kysely';

/** Milliseconds that a process was on a processor so far; null where the system does not tell. */
function onProcessor(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return null;
  }
}

/**
 * How long work keeps processors busy, in this process and in the one of PostgreSQL that serves it: what a loaded
 * machine does not change. `db` must have a single connection. Null where the system does not tell.
 */
export async function processorTime<DB>(
  db: Kysely<DB>,
): Promise<(work: () => Promise<unknown>) => Promise<number | null>> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  const pid = rows[0]?.pid ?? 0;
  return async (work) => {
    const [server, own] = [onProcessor(pid), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(own);
    const served = onProcessor(pid);
    return served === null || server === null ? null : served - server + (user + system) / 1000;
  };
}
