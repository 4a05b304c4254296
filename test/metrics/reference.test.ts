import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentedMetrics, metricsReference, STATED } from '../../scripts/metrics-reference.ts';
import { LINES } from '../../src/metrics/index.ts';

describe('the metrics reference', () => {
  it('is what the docstrings say: "node scripts/metrics-reference.ts" writes it anew', () => {
    expect(readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8')).toBe(metricsReference());
  });

  it('has every metric that a line can ask for, each once', () => {
    const names = documentedMetrics().map((metric) => metric.name);
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(LINES).filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(documentedMetrics().map((metric) => [metric.name, metric] as const))(
    '%s states formula, denominator, unit, orientation, interval and source',
    (_, { tags, summary }) => {
      expect(summary).not.toBe('');
      for (const tag of STATED) expect(tags.get(tag) ?? '').not.toBe('');
    },
  );
});
