import { followClock } from '../model/other-clock.ts';
import { withRoom } from '../model/rate.ts';
import { together } from '../model/together.ts';
import type { Counted, SlotAnswer, SlotRequest, SlotUse } from '../store/rates.ts';
import { takeSlots } from '../store/rates.ts';
import type { Db } from '../store/schema.ts';

/** Where this process asks for slots of one account. */
interface Desk {
  /** A patient one may wait a moment for others to be asked for together with it. */
  take(request: SlotRequest): Promise<SlotAnswer>;
  /** Milliseconds until a message that is decided on now gets its turn: behind those who stand in line. */
  line(): Promise<number>;
  /** Such a message does not come after all: its place is left to others, together with the next request. */
  leaveLine(): void;
  /** Tells what became of a slot, together with the next request. */
  note(use: SlotUse): void;
  /**
   * The platform has just answered a call that was made at `calledAt` in the slot whose time was `at`, both in
   * milliseconds of `performance.now()`. What came late counts from then on, and for a while more room is kept. Never
   * rejects: what cannot be told now is told with the next request.
   */
  arrived(use: Omit<SlotUse, 'came'>, call: { at: number; calledAt: number }): Promise<void>;
}

/** So little later is within the margin of every limit; so much is not, and other processes must know. */
const NOTICED_MS = 5;
const TOLD_MS = 50;

/** On a machine that is busy messages come late and unevenly; the room that this takes is given back bit by bit. */
const MOST_ROOM_MS = 150;
/** So much is kept free in every window anyway, and what was noted counts from when it came. */
const COVERED_MS = 20;
const FORGETTING = 0.95;

interface Waiting {
  request: SlotRequest;
  resolve(answer: SlotAnswer): void;
  reject(error: unknown): void;
}

/** Answers of the database that are older than this come on a machine that does nothing in time. */
const MOST_LEAD_MS = 100;

/** Well below the time that a question's slot may lie ahead: whoever is gathered for so long loses none. */
const GATHER_MS = 60;

const desks = new WeakMap<Db, Map<string, Desk>>();

/** The desk of an account; one a process and database. */
export function deskOf(db: Db, account: Counted): Desk {
  const known = desks.get(db) ?? new Map<string, Desk>();
  desks.set(db, known);
  const desk = known.get(account.key) ?? openDesk(db, account);
  known.set(account.key, desk);
  return desk;
}

/**
 * Whoever asks while an earlier question is under way is asked for together with all others, in one transaction: many
 * jobs that wait for their turn would else hold as many connections. The most patient come last.
 */
function openDesk(db: Db, account: Counted): Desk {
  let waiting: Waiting[] = [];
  let uses: SlotUse[] = [];
  let left = 0;
  let asking = false;
  let gathering: NodeJS.Timeout | null = null;
  const clock = followClock();
  let roomMs = 0;
  let leadMs = 0;
  /** As far as this process knows: whoever is the first to be sent away finds out. */
  let lineUntil = 0;
  /** The least time from a call to its answer: what an answer takes longer may have been the way there. */
  let quickestMs = Infinity;

  const roomy = (): Counted => ({ ...account, limits: withRoom(account.limits, roomMs) });

  async function ask(): Promise<void> {
    asking = true;
    if (gathering !== null) clearTimeout(gathering);
    gathering = null;
    while (waiting.length > 0) {
      const asked = waiting.sort((a, b) => b.request.aheadMs - a.request.aheadMs);
      const [noted, leaving] = [uses, left];
      waiting = [];
      uses = [];
      left = 0;
      try {
        const requests = asked.map(({ request }) => request);
        const askedAt = performance.now();
        const { answers, now, lineMs } = await takeSlots(db, roomy(), requests, noted, {
          leadMs,
          left: leaving,
        });
        const heardAt = performance.now();
        clock.says(now, askedAt, heardAt);
        // On a busy machine the answer is old when it comes: its times are told from now on.
        const ageMs = heardAt - clock.ours(now);
        leadMs = Math.min(MOST_LEAD_MS, Math.max(ageMs, leadMs * FORGETTING));
        lineUntil = heardAt + lineMs - ageMs;
        for (const [i, answer] of answers.entries())
          asked[i]?.resolve({ ...answer, inMs: answer.inMs - ageMs });
      } catch (error) {
        uses = [...noted, ...uses];
        left += leaving;
        for (const { reject } of asked) reject(error);
      }
    }
    asking = false;
  }

  /** Tells all processes at once. Platforms that answer unevenly make most messages late: many are told together. */
  const tell = together(
    async (late: readonly SlotUse[]) => {
      await takeSlots(db, account, [], late);
      return late.map(() => undefined);
    },
    { mayBeOfOne: () => false },
  );

  const take: Desk['take'] = (request) =>
    new Promise((resolve, reject) => {
      waiting.push({ request, resolve, reject });
      if (asking) return;
      if (request.patient) gathering ??= setTimeout(ask, GATHER_MS);
      else void ask();
    });

  return {
    take,
    async line() {
      if (lineUntil <= performance.now()) return 0;
      const place = await take({ chat: null, aheadMs: 0, patient: true });
      return Math.max(0, place.inMs);
    },
    leaveLine() {
      left += 1;
    },
    note: (use) => void uses.push(use),
    async arrived(use, { at, calledAt }) {
      const answeredAt = performance.now();
      quickestMs = Math.min(quickestMs, answeredAt - calledAt);
      const lateMs = answeredAt - quickestMs - at;
      const noticed = lateMs > NOTICED_MS;
      roomMs = Math.min(MOST_ROOM_MS, Math.max(lateMs - COVERED_MS, roomMs * FORGETTING));
      const told = { ...use, came: use.slot + lateMs };
      if (lateMs > TOLD_MS) await tell(told).catch(() => uses.push(told));
      else if (noticed) uses.push(told);
    },
  };
}
