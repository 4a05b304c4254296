import { setTimeout as sleep } from 'node:timers/promises';
import { isUnusablePlan } from './prepared.ts';

/** Transactions that stood in each other's way: PostgreSQL undid ours, and asks for it to be run again. */
const DEADLOCK = '40P01';
const SERIALIZATION_FAILURE = '40001';
const ATTEMPTS = 5;
const PAUSE_MS = 20;

/** Whether PostgreSQL undid a transaction for the sake of another, or because a plan of ours could not be used. */
export const isUndone = (error: unknown): boolean =>
  isUnusablePlan(error) ||
  (error instanceof Error &&
    'code' in error &&
    (error.code === DEADLOCK || error.code === SERIALIZATION_FAILURE));

/** Runs a whole transaction, and runs it again when PostgreSQL undid it for another's sake: nothing of it is left then. */
export async function againIfUndone<T>(transaction: () => Promise<T>, left = ATTEMPTS): Promise<T> {
  try {
    return await transaction();
  } catch (error) {
    if (left <= 1 || !isUndone(error)) throw error;
    await sleep(PAUSE_MS * (1 + Math.random()));
    return againIfUndone(transaction, left - 1);
  }
}
