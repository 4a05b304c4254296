import { describe, expect, it } from 'vitest';
import { clusteredMean } from '../../../src/metrics/statistics/clustered-mean.ts';
import { meanInterval, momentsOf } from '../../../src/metrics/statistics/mean.ts';
import { quantile } from '../../../src/metrics/statistics/quantile.ts';
import { weightedMean } from '../../../src/metrics/statistics/weights.ts';

const interval = (values: number[]): (number | undefined)[] => {
  const of = momentsOf(values);
  const found = of === null ? null : meanInterval(of);
  return [found?.low, found?.high];
};

describe('the t interval of a mean', () => {
  it('extra sleep by two drugs, Student (1908), R’s t.test on `sleep`: 0.7001142 to 2.4598858', () => {
    const [low, high] = interval([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]);
    expect(low).toBeCloseTo(0.7001142, 7);
    expect(high).toBeCloseTo(2.4598858, 7);
  });

  it('maize of Darwin, Fisher (1935), The Design of Experiments: 0.0039 to 5.2294', () => {
    const [low, high] = interval([
      6.125, -8.375, 1, 2, 0.75, 2.875, 3.5, 5.125, 1.75, 3.625, 7, 3, 9.375, 7.5, -6,
    ]);
    expect(low).toBeCloseTo(0.003899, 6);
    expect(high).toBeCloseTo(5.229434, 6);
  });

  it('does not exist below two values', () => {
    expect(momentsOf([])).toBeNull();
    expect(meanInterval({ n: 1, mean: 3, variance: null })).toBeNull();
  });

  it('keeps its digits far from 0', () => {
    const of = momentsOf([1e9 + 1, 1e9 + 2, 1e9 + 3]);
    expect(of?.variance).toBe(1);
  });
});

describe('quantiles of type 7', () => {
  it('are those of R: quantile(1:10, 0.9) is 9.1, quantile(c(1, 2, 4, 8), 0.25) is 1.75', () => {
    expect(quantile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 0.9)).toBeCloseTo(9.1, 12);
    expect(quantile([1, 2, 4, 8], 0.25)).toBe(1.75);
  });

  it('are the value itself for one value and nothing for none', () => {
    expect(quantile([7], 0.9)).toBe(7);
    expect(quantile([], 0.5)).toBeNull();
  });
});

describe('weights', () => {
  it('of 1, 1 and 2: Kish’s effective number is 16/6, and the error √Σw²(x − μ)²/Σw', () => {
    const of = weightedMean([
      [1, 1],
      [0, 1],
      [1, 2],
    ]);
    expect(of?.mean).toBe(0.75);
    expect(of?.effectiveN).toBeCloseTo(16 / 6, 12);
    expect(of?.standardError).toBeCloseTo(Math.sqrt(0.0625 + 0.5625 + 4 * 0.0625) / 4, 12);
  });

  it('that are equal change nothing', () => {
    const of = weightedMean([1, 0, -1, 1].map((x) => [x, 2.5] as const));
    expect(of?.effectiveN).toBeCloseTo(4, 12);
    expect(of?.standardError).toBeCloseTo(Math.sqrt((3 / 4 - 1 / 16) / 4), 12);
  });

  it('that are all 0 leave no mean', () => expect(weightedMean([[1, 0]])).toBeNull());
});

describe('repeated answers of one person', () => {
  it('are one cluster: with one answer each the error is that of a plain mean', () => {
    const values = [1, 4, 4, 5, 2];
    const of = momentsOf(values);
    const clustered = clusteredMean(values.map((value) => [value]));
    expect(clustered?.standardError).toBeCloseTo(Math.sqrt((of?.variance ?? 0) / 5), 12);
  });

  it('that only repeat themselves add nothing: answering four times does not halve the error', () => {
    const once = clusteredMean([[1], [4], [5]]);
    const often = clusteredMean([
      [1, 1, 1, 1],
      [4, 4, 4, 4],
      [5, 5, 5, 5],
    ]);
    expect(often?.standardError).toBeCloseTo(once?.standardError ?? 0, 12);
    expect(often).toMatchObject({ n: 12, clusters: 3 });
  });

  it('have no error with one person and no mean without any', () => {
    expect(clusteredMean([[1, 2]])?.standardError).toBeNull();
    expect(clusteredMean([[], []])).toBeNull();
  });
});
