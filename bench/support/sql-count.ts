import { Client } from 'pg';

/** How many statements were sent to PostgreSQL, by the name under which a connection stands in `pg_stat_activity`. */
export interface SqlCount {
  of(applicationName: string): number;
  stop(): void;
}

/** Counts every statement that this process sends from now on, over whatever pool. */
export function countSql(): SqlCount {
  const counts = new Map<string, number>();
  const { query } = Client.prototype;
  Client.prototype.query = function (this: Client & Named, ...given: never) {
    const name = this.connectionParameters?.application_name ?? '';
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return Reflect.apply(query, this, given);
  } as typeof query;
  return {
    of: (name) => counts.get(name) ?? 0,
    stop: () => {
      Client.prototype.query = query;
    },
  };
}

interface Named {
  connectionParameters?: { application_name?: string };
}
