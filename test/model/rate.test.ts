import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultCapabilities } from '../../src/model/channel.ts';
import { accountLimits, chatLimits, evenMs, nextSlot, withRoom, withSlot } from '../../src/model/rate.ts';

const can = (differing: object) => ({ ...defaultCapabilities, ...differing });

/** Slots for somebody who asks again and again, after these pauses. */
function slotsFor(limits: ReturnType<typeof accountLimits>, pauses: readonly number[]): number[] {
  const all: number[] = [];
  let kept: readonly number[] = [];
  let now = 0;
  for (const pause of pauses) {
    now += pause;
    const slot = nextSlot(kept, limits, now);
    kept = withSlot(kept, limits, slot);
    all.push(slot);
  }
  return all;
}

const mostWithin = (slots: readonly number[], windowMs: number): number =>
  Math.max(...slots.map((from) => slots.filter((slot) => slot >= from && slot < from + windowMs).length));

describe('the slots of an account', () => {
  const limits = accountLimits(can({ ratePerSecond: 30 }));

  it('are never more than the rate within any second, however the messages come', () => {
    const pauses = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 120 })), {
      minLength: 1,
      maxLength: 150,
    });
    fc.assert(fc.property(pauses, (some) => mostWithin(slotsFor(limits, some), 1_000) <= 30));
  });

  it('use more than 97 % of the rate when there is always something to send, in even steps', () => {
    const slots = slotsFor(limits, Array(600).fill(0));
    const seconds = ((slots.at(-1) ?? 0) - (slots[0] ?? 0)) / 1_000;
    expect(599 / seconds / 30).toBeGreaterThan(0.97);
    const steps = slots.slice(1).map((slot, i) => slot - (slots[i] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThan(30);
    expect(Math.max(...steps)).toBeLessThan(130);
  });

  it('of less than one a second are as far apart as it says', () => {
    const [first = 0, second = 0] = slotsFor(accountLimits(can({ ratePerSecond: 0.5 })), [0, 0]);
    expect(second - first).toBeGreaterThanOrEqual(2_000);
  });

  it('are free where no rate is known', () => {
    expect(slotsFor(accountLimits(can({})), [5, 0, 0])).toEqual([5, 5, 5]);
    expect(evenMs(accountLimits(can({})))).toBe(0);
  });
});

describe('the slots of a chat', () => {
  it('are a second apart, and in a chat of several people at most so many a minute', () => {
    const capabilities = can({ rateChatPerSecond: 1, rateSharedChatPerMinute: 20 });
    const own = slotsFor(chatLimits(capabilities, false), Array(60).fill(0));
    const shared = slotsFor(chatLimits(capabilities, true), Array(60).fill(0));
    expect(mostWithin(own, 1_000)).toBe(1);
    expect(mostWithin(own, 60_000)).toBeGreaterThan(50);
    expect(mostWithin(shared, 60_000)).toBe(20);
  });

  it('may be used at once up to the burst that the platform lends, and are paid back by silence', () => {
    const limits = chatLimits(can({ rateChatPerSecond: 1 / 6, rateChatBurst: 10 }), false);
    const slots = slotsFor(limits, Array(11).fill(0));
    expect(slots.slice(0, 10)).toEqual(Array(10).fill(0));
    expect(slots[10]).toBeGreaterThanOrEqual(60_000);
  });
});

it('more room in the windows of an account takes nothing from the distance of two messages', () => {
  const limits = accountLimits(can({ ratePerSecond: 30 }));
  const [window, distance] = withRoom(limits, 100);
  expect(window?.windowMs).toBe((limits[0]?.windowMs ?? 0) + 100);
  expect(distance).toEqual(limits[1]);
});
