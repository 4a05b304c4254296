import type { RatedPlatform } from './rated-platforms.ts';

export interface RateFigures {
  /** Messages that the platform refused for their rate. */
  refused: number;
  /** Messages a second, from the first to the last, as a share of what the platform allows. */
  used: number;
  /** Milliseconds from a tap to the follow-up, sorted. */
  followUps: number[];
  /** The most messages within any window of the platform's. */
  peak: number;
}

/**
 * Asks so many people at once, and lets every n-th of them answer while the others are still being asked.
 * @param close tells of a conversation that was closed
 * @param template one question and one follow-up; nobody answers the follow-up
 */
export async function measureRates(
  platform: RatedPlatform,
  close: (id: string, hook: object) => Promise<unknown>,
  { people, answering, tick }: { people: number; answering: number; tick?: (done: number) => void },
): Promise<RateFigures> {
  const followUps = await new Promise<number[]>((resolve, reject) => {
    const tappedAt = new Map<number, number>();
    const waits: number[] = [];
    let seen = 0;
    const total = people + Math.floor(people / answering);
    const look = async (): Promise<void> => {
      while (seen < total) {
        await platform.untilTaken(seen + 1);
        for (const { at, person } of platform.taken().slice(seen)) {
          seen += 1;
          const tapped = tappedAt.get(person);
          if (tapped !== undefined) waits.push(at - tapped);
          else if (person % answering === 0) {
            tappedAt.set(person, performance.now());
            platform.answers(person);
          }
        }
        tick?.(seen);
      }
      resolve(waits.sort((a, b) => a - b));
    };
    look().catch(reject);
    closeAll(people, (i) => close(`rated-${i}`, platform.hook(i + 1))).catch(reject);
  });
  const times = platform.taken().map(({ at }) => at);
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
  return {
    refused: platform.refused(),
    used: (times.length - 1) / seconds / ratePerSecond(platform),
    followUps,
    peak: mostWithin(times, platform.allowed.windowMs),
  };
}

export const ratePerSecond = ({ allowed }: RatedPlatform): number =>
  (1_000 * allowed.count) / allowed.windowMs;

const HOOKS_AT_ONCE = 8;

async function closeAll(count: number, close: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: HOOKS_AT_ONCE }, async () => {
      for (let i = next++; i < count; i = next++) await close(i);
    }),
  );
}

function mostWithin(times: readonly number[], windowMs: number): number {
  let most = 0;
  let from = 0;
  times.forEach((time, i) => {
    while ((times[from] ?? time) <= time - windowMs) from += 1;
    most = Math.max(most, i - from + 1);
  });
  return most;
}
