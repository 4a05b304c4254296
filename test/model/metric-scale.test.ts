import { describe, expect, it } from 'vitest';
import { scaleFault, withMetricDefaults } from '../../src/model/metric-scale.ts';
import { Scale } from '../../src/model/scale.ts';

const scale = (min: number, max: number, more: object = {}) => Scale.parse({ min, max, ...more });

describe('a metric', () => {
  it.each([
    ['nps', scale(0, 10)],
    ['nps', scale(0, 10, { good: [10, 9] })],
    ['csat', scale(1, 5)],
    ['csat', scale(0, 1, { good: [1] })],
    ['csat', scale(1, 7, { good: [6, 7] })],
    ['ces', scale(1, 5)],
    ['ces', scale(1, 7)],
    ['ces', scale(1, 5, { orientation: 'low_is_good' })],
  ] as const)('%s takes %j', (metric, taken) => {
    expect(scaleFault(metric, taken)).toBeNull();
  });

  it.each([
    ['nps', scale(1, 10), /does not fit nps/],
    ['nps', scale(0, 10, { orientation: 'low_is_good' }), /does not fit nps/],
    ['nps', scale(0, 10, { good: [8, 9, 10] }), /are fixed/],
    ['nps', scale(0, 10, { bad: [0, 1] }), /are fixed/],
    ['csat', scale(1, 7), /which answers are good/],
    ['csat', scale(1, 5, { good: [] }), /which answers are good/],
    ['ces', scale(0, 10), /does not fit ces/],
    ['ces', scale(1, 3), /does not fit ces/],
  ] as const)('%s refuses %j', (metric, refused, message) => {
    expect(scaleFault(metric, refused)?.message).toMatch(message);
  });

  it.each([
    ['nps', scale(0, 10), [9, 10], [0, 1, 2, 3, 4, 5, 6]],
    ['csat', scale(1, 5), [4, 5], [1, 2]],
    ['csat', scale(1, 5, { orientation: 'low_is_good' }), [1, 2], [4, 5]],
    ['csat', scale(1, 7, { good: [7] }), [7], undefined],
    ['csat', scale(1, 5, { good: [5] }), [5], [1, 2]],
    ['ces', scale(1, 7), [6, 7], [1, 2, 3]],
    ['ces', scale(1, 5, { orientation: 'low_is_good' }), [1, 2], [4, 5]],
  ] as const)('%s on %j knows its good and bad answers', (metric, given, good, bad) => {
    expect(withMetricDefaults(metric, given)).toMatchObject({ good, ...(bad && { bad }) });
  });
});
