import { describe, expect, it } from 'vitest';
import { followClock } from '../../src/model/other-clock.ts';

describe('a clock that is followed', () => {
  it('is known by the quickest of its answers, however slow the others are', () => {
    const clock = followClock();
    clock.says(100_010, 0, 80);
    expect(clock.ours(100_100)).toBe(170);
    clock.says(101_001, 1_000, 1_002);
    expect(clock.ours(101_100)).toBe(1_101);
    clock.says(102_060, 2_000, 2_090);
    expect(clock.ours(102_100)).toBe(2_101);
  });

  it('that was set, forwards or back, is followed from its first answer on', () => {
    const clock = followClock();
    clock.says(100_001, 0, 2);
    clock.says(50_101, 100, 102);
    expect(clock.ours(50_200)).toBe(201);
    clock.says(90_201, 200, 202);
    expect(clock.ours(90_300)).toBe(301);
  });

  it('that drifts is followed by its last answers', () => {
    const clock = followClock();
    for (let i = 0; i < 500; i++) clock.says(100_000 + i * 1_000 - i / 10, i * 1_000 - 1, i * 1_000 + 1);
    expect(Math.abs(clock.ours(100_000 + 499_000 - 49.9) - 499_000)).toBeLessThan(8);
  });
});
