import { expect, vi } from 'vitest';
import type { FreshDatabase } from './databases.ts';

/** Resolves once this many connections of the database wait for a lock. */
export const waiters = ({ pool }: FreshDatabase, count: number): Promise<void> =>
  vi.waitFor(
    async () => {
      const { rows } = await pool.query(
        `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(rows).toHaveLength(count);
    },
    { timeout: 5_000 },
  );
