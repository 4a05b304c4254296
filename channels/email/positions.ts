import { createHash } from 'node:crypto';
import type { Transcript } from '../../src/model/channel-context.ts';

/** How far a mailbox has been read. */
export type Position =
  /** All mails of this numbering up to this one; `at` is when that was so, ISO 8601. */
  | { uidValidity: string; uid: number; at: string }
  /** Nothing yet: mails count from this moment on. */
  | { since: string };

/** Where the reading of a mailbox goes on: kept where every process finds it. */
export interface Positions {
  load(now: Date): Promise<Position | null>;
  save(position: Position, now: Date): Promise<void>;
}

/** A mailbox that nobody has read for longer is begun anew. */
const DAYS_BACK = 40;
const DAY_MS = 86_400_000;

/**
 * The transcript only grows, so the place is written into a thread of the day: the last entry of the last day that
 * has one is where things stand.
 */
export function positionsIn(transcript: Transcript, mailbox: string): Positions {
  const name = createHash('sha256').update(mailbox).digest('base64url').slice(0, 16);
  const thread = (at: Date) => `email:mailbox:${name}:${at.toISOString().slice(0, 10)}`;

  async function lastOf(day: string): Promise<Position | null> {
    let last: Position | null = null;
    let after = 0;
    for (;;) {
      const entries = await transcript.since(day, after);
      const end = entries.at(-1);
      if (end === undefined) return last;
      after = end.id;
      last = end.body as Position;
    }
  }

  return {
    async load(now) {
      for (let back = 0; back <= DAYS_BACK; back++) {
        const found = await lastOf(thread(new Date(now.getTime() - back * DAY_MS)));
        if (found !== null) return found;
      }
      return null;
    },
    async save(position, now) {
      const key = 'since' in position ? 'since' : `${position.uidValidity}:${position.uid}`;
      await transcript.append(thread(now), key, position);
    },
  };
}
