import { setTimeout as sleep } from 'node:timers/promises';
import type { Receipt, Sink } from '../../src/model/channel.ts';
import type { IncomingEvent } from '../../src/model/incoming.ts';

/** Slack waits three seconds, and never delivers a click again: what stands in the way is given time to pass. */
const INSIST_AFTER_MS = [100, 400, 1_000];

/** Hands an event in, again and again while Slack waits. Rejects when it could not be stored all the same. */
export async function insist(sink: Sink, event: IncomingEvent): Promise<Receipt> {
  for (const pause of INSIST_AFTER_MS) {
    try {
      return await sink(event);
    } catch {
      await sleep(pause);
    }
  }
  return sink(event);
}

/** Runs work that belongs to one place one after another, in the order in which it came; other places side by side. */
export function createLanes(): <T>(lane: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (lane, work) => {
    const before = last.get(lane) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.then(
      () => {},
      () => {},
    );
    last.set(lane, settled);
    void settled.then(() => {
      if (last.get(lane) === settled) last.delete(lane);
    });
    return mine;
  };
}
