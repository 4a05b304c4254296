import { sql } from 'kysely';
import type { Db } from './schema.ts';

/** Takes or renews a lease. The database's clock decides, so that skewed hosts agree. @returns whether it is held */
export async function holdLease(db: Db, name: string, holder: string, seconds: number): Promise<boolean> {
  const result = await sql<{ holder: string }>`
    insert into leases (name, holder, expires_at)
    values (${name}, ${holder}, clock_timestamp() + make_interval(secs => ${seconds}))
    on conflict (name) do update
      set holder = excluded.holder, expires_at = excluded.expires_at
      where leases.holder = excluded.holder or leases.expires_at < clock_timestamp()
    returning holder`.execute(db);
  return result.rows.length > 0;
}

/** Gives a lease back, so that another process need not wait for its end. */
export async function releaseLease(db: Db, name: string, holder: string): Promise<void> {
  await db.deleteFrom('leases').where('name', '=', name).where('holder', '=', holder).execute();
}
