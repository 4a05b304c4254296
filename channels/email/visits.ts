import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Transcript } from '../../src/model/channel-context.ts';

/**
 * A person who has just answered on the rating page waits there a moment: what is said next is shown on the page
 * instead of being mailed. Page and send may run in different processes; which of them was first is decided by the
 * transcript, where one key is appended once.
 */
export interface Visits {
  /**
   * Opens a visit, does the work that may set off a message, and waits for the message; no longer than the person.
   * @param work answers whether a message may follow
   * @returns its token; null when none came in time (it is mailed then)
   */
  during(
    place: string,
    visit: string,
    gone: AbortSignal,
    work: () => Promise<boolean>,
  ): Promise<string | null>;
  /** The token that this visit was given earlier: a form sent twice shows the same. */
  given(visit: string): Promise<string | null>;
  /** Hands a message to whoever waits at this place. @returns whether somebody took it */
  offer(place: string, token: string): Promise<boolean>;
  /** Nobody waits any longer. */
  stop(): void;
}

const SLOT = 'next';
interface Opened {
  visit: string;
  until: number;
}
interface Slot {
  token: string | null;
}

export function visitsIn(transcript: Transcript, now: () => Date, waitMs: number): Visits {
  const stopping = new AbortController();
  /** How many requests of this process wait for the same visit. */
  const waiting = new Map<string, number>();
  const placeThread = (place: string) =>
    `email:visits:${createHash('sha256').update(place).digest('base64url').slice(0, 22)}`;
  const visitThread = (visit: string) => `email:visit:${visit}`;
  const fill = async (visit: string, token: string | null): Promise<Slot> =>
    (await transcript.append(visitThread(visit), SLOT, { token } satisfies Slot)).body as Slot;

  const slotOf = async (visit: string): Promise<Slot | null> =>
    ((await transcript.find(visitThread(visit), SLOT))?.body as Slot | undefined) ?? null;
  const given = async (visit: string): Promise<string | null> => (await slotOf(visit))?.token ?? null;

  async function during(
    place: string,
    visit: string,
    gone: AbortSignal,
    work: () => Promise<boolean>,
  ): Promise<string | null> {
    await transcript.append(placeThread(place), visit, {
      visit,
      until: now().getTime() + waitMs,
    } satisfies Opened);
    waiting.set(visit, (waiting.get(visit) ?? 0) + 1);
    const filled = new AbortController();
    const look = () =>
      void slotOf(visit).then(
        (slot) => slot !== null && filled.abort(),
        () => {},
      );
    const stopLooking = transcript.watch(visitThread(visit), look);
    try {
      const goesOn = await work();
      const ends = AbortSignal.any([filled.signal, gone, stopping.signal]);
      if (goesOn && (await slotOf(visit)) === null)
        await sleep(waitMs, undefined, { signal: ends }).catch(() => {});
    } catch (error) {
      // Whoever sends now must not take this page for one that waits.
      await fill(visit, null).catch(() => {});
      throw error;
    } finally {
      stopLooking();
      const others = (waiting.get(visit) ?? 1) - 1;
      if (others === 0) waiting.delete(visit);
      else waiting.set(visit, others);
    }
    // A double click sends the form twice and breaks the first off: the second still waits.
    return gone.aborted && waiting.has(visit) ? null : (await fill(visit, null)).token;
  }

  async function offer(place: string, token: string): Promise<boolean> {
    const visits = await transcript.since(placeThread(place), 0);
    const open = visits.map(({ body }) => body as Opened).filter(({ until }) => until > now().getTime());
    for (const { visit } of open.reverse()) {
      if ((await fill(visit, token)).token === token) return true;
    }
    return false;
  }

  return { during, given, offer, stop: () => stopping.abort() };
}
