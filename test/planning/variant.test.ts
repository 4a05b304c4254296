import { describe, expect, it } from 'vitest';
import { Template } from '../../src/model/template.ts';
import { variantFor } from '../../src/planning/index.ts';
import { sampleShare } from '../../src/planning/sample.ts';

const template = (variants?: object[]): Template =>
  Template.parse({
    id: 'ab',
    metric: 'csat',
    languages: ['en'],
    questions: [{ id: 'score', type: 'scale', scale: { min: 1, max: 5 }, text: { en: 'How?' } }],
    thanks: { en: 'Thanks' },
    ...(variants === undefined ? {} : { variants }),
  });

const people = Array.from({ length: 4_000 }, (_, i) => `contact-${i}`);

describe('the variant of a person', () => {
  it('is none where there are no variants', () => {
    expect(variantFor(template(), 'contact-1')).toBeNull();
  });

  it('is the same at every close', () => {
    const ab = template([{ id: 'a' }, { id: 'b' }]);
    for (const person of people.slice(0, 100)) expect(variantFor(ab, person)).toBe(variantFor(ab, person));
  });

  it('is dealt out by weight', () => {
    const ab = template([{ id: 'a', weight: 3 }, { id: 'b' }]);
    const a = people.filter((person) => variantFor(ab, person) === 'a').length;
    // 3,000 of 4,000 with a standard deviation of 27.
    expect(a).toBeGreaterThan(2_860);
    expect(a).toBeLessThan(3_140);
  });

  it('is drawn apart from the sample: who is in a sample of half has each variant as often', () => {
    const ab = template([{ id: 'a' }, { id: 'b' }]);
    const sampled = people.filter((person) => sampleShare(person, 'ab') < 0.5);
    const a = sampled.filter((person) => variantFor(ab, person) === 'a').length;
    expect(Math.abs(a / sampled.length - 0.5)).toBeLessThan(0.05);
  });
});
