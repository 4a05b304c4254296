import { rowsToRelay } from '../store/outbox.ts';
import type { App } from './app.ts';
import { queuedRow } from './unit.ts';

const ROWS_A_SWEEP = 500;

/**
 * Hands the queue what it should have: rows whose time has come near, rows of a process that died between commit and
 * hand-over, and everything after the queue was lost. A job that is there already stays one.
 * @returns how many rows were handed in
 */
export async function sweep(app: App): Promise<number> {
  const now = app.now();
  const rows = await rowsToRelay(app.db, now, ROWS_A_SWEEP);
  if (rows.length > 0) await app.enqueue(rows.map((row) => queuedRow(row, now)));
  return rows.length;
}
