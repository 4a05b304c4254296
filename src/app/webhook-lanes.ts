/** Calls at once in one process, and of them to one host: most of its workers stay free for customers. */
const MOST = 8;
const MOST_A_HOST = 4;

/** What a call takes before one was made; a receiver that hangs takes up to 15 s. */
const EXPECTED_MS = 250;
/** How much of the last call's time goes into what is expected of the next. */
const LEARNT = 0.3;
const SHORTEST_PAUSE_MS = 200;
/** A receiver that recovers is not kept waiting for longer. */
const LONGEST_PAUSE_MS = 2 * 60_000;

interface Lane {
  calls: number;
  callMs: number;
  /** When the next call that was put off comes back: one after another, as fast as the host takes them. */
  nextAt: number;
}

/** Leads webhooks to their receivers beside each other, and never so many that a receiver that hangs holds the rest up. */
export interface WebhookLanes {
  /** @returns a place for one call, to be left after it; or how long (ms) the call has to wait for one */
  enter(host: string): { leave(): void } | { waitMs: number };
}

/** @param now milliseconds of any clock that only goes forward */
export function openWebhookLanes(now: () => number = () => performance.now()): WebhookLanes {
  // Never forgotten: their hosts are those of templates and settings, and what a call takes is worth knowing.
  const lanes = new Map<string, Lane>();
  let calls = 0;
  return {
    enter(host) {
      const at = now();
      const lane = lanes.get(host) ?? { calls: 0, callMs: EXPECTED_MS, nextAt: at };
      lanes.set(host, lane);
      if (calls >= MOST || lane.calls >= MOST_A_HOST) {
        lane.nextAt = Math.max(lane.nextAt, at) + lane.callMs / MOST_A_HOST;
        const ahead = Math.min(lane.nextAt - at, LONGEST_PAUSE_MS);
        lane.nextAt = at + ahead;
        return { waitMs: Math.max(SHORTEST_PAUSE_MS, ahead) };
      }
      calls += 1;
      lane.calls += 1;
      return {
        leave() {
          calls -= 1;
          lane.calls -= 1;
          lane.callMs += LEARNT * (now() - at - lane.callMs);
        },
      };
    },
  };
}
