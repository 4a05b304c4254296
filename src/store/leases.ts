import { sql } from 'kysely';
import type { Db } from './schema.ts';

/** Under this name the long-lived session of a process stands in `pg_stat_activity`; leases look for it there. */
export const sessionName = (holder: string): string => `afterword ${holder}`;

/**
 * Takes or renews a lease. The database's clock decides, so that skewed hosts agree. A lease is free when it has run
 * out; and sooner, when its holder has no session left and has not renewed it for `missedSeconds`: a process that was
 * killed is followed at once, and one whose connection merely broke has time to come back.
 * @returns whether it is held
 */
export async function holdLease(
  db: Db,
  name: string,
  holder: string,
  { seconds, missedSeconds }: { seconds: number; missedSeconds: number },
): Promise<boolean> {
  const result = await sql<{ holder: string }>`
    insert into leases (name, holder, expires_at)
    values (${name}, ${holder}, clock_timestamp() + make_interval(secs => ${seconds}))
    on conflict (name) do update
      set holder = excluded.holder, expires_at = excluded.expires_at
      where leases.holder = excluded.holder
        or leases.expires_at < clock_timestamp()
        or (
          leases.expires_at < clock_timestamp() + make_interval(secs => ${seconds - missedSeconds})
          and not exists (
            select from pg_stat_activity
            where datname = current_database() and application_name = ${sessionName('')} || leases.holder
          )
        )
    returning holder`.execute(db);
  return result.rows.length > 0;
}

/** Gives a lease back, so that another process need not wait for its end. */
export async function releaseLease(db: Db, name: string, holder: string): Promise<void> {
  await db.deleteFrom('leases').where('name', '=', name).where('holder', '=', holder).execute();
}
