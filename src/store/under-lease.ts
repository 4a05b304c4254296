import { setTimeout as pause } from 'node:timers/promises';
import type { Log, RunUnderLease } from '../model/channel-context.ts';
import { holdLease, releaseLease } from './leases.ts';
import type { Db } from './schema.ts';

/** A holder that cannot be seen to have died (its host vanished) is followed within 15 s, a killed one within 4 s. */
const LEASE = { seconds: 12, missedSeconds: 2.5 };
const RENEW_MS = 1_000;
const LOOK_MS = 1_000;

/**
 * For connections that may exist only once (Telegram polling, an IMAP IDLE): one process of all holds the lease and
 * works; another takes over when it dies. The work is aborted when the lease could not be renewed in time.
 */
export function leaseRunner(db: Db, holder: string, log: Log): RunUnderLease {
  return (name, work) => {
    const stopping = new AbortController();
    const ended = loop(name, work, stopping.signal);
    return {
      async stop() {
        stopping.abort();
        await ended;
      },
    };
  };

  async function loop(
    name: string,
    work: (signal: AbortSignal) => Promise<void>,
    stopping: AbortSignal,
  ): Promise<void> {
    while (!stopping.aborted) {
      const held = await take(name);
      if (held) await workWhileHeld(name, work, stopping);
      await pause(LOOK_MS, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  async function take(name: string): Promise<boolean> {
    try {
      return await holdLease(db, name, holder, LEASE);
    } catch (error) {
      log.debug({ lease: name, error: String(error) }, 'lease could not be asked for');
      return false;
    }
  }

  async function workWhileHeld(
    name: string,
    work: (signal: AbortSignal) => Promise<void>,
    stopping: AbortSignal,
  ): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([stopping, lost.signal]);
    let renewedAt = Date.now();
    const renew = setInterval(async () => {
      if (await take(name)) renewedAt = Date.now();
      else if (Date.now() - renewedAt > (LEASE.seconds * 1000 * 2) / 3) lost.abort();
    }, RENEW_MS);
    log.info({ lease: name }, 'lease taken');
    try {
      await work(signal);
    } catch (error) {
      if (!signal.aborted) log.error({ lease: name, error: String(error) }, 'work under a lease ended');
    } finally {
      clearInterval(renew);
      await releaseLease(db, name, holder).catch(() => undefined);
    }
  }
}
