import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AskingPolicy } from '../../src/model/asking-policy.ts';
import type { TemplateVersion } from '../../src/model/template.ts';
import { explain, NOBODY_KNOWN, type PastAsk, type PlanningFacts, plan } from '../../src/planning/index.ts';
import { sampleShare } from '../../src/planning/sample.ts';
import { facts, NOW, version } from './some-facts.ts';

const rule = (f: PlanningFacts, templates: TemplateVersion[]) => plan(f, templates).rule;

describe('which template', () => {
  it('is asked after the delay, and expires after its time', () => {
    const decided = plan(facts(), [version('a', { ask: { delay: '45s', expires_after: '20h' } })]);
    expect(decided).toMatchObject({ ask: true, rule: 'eligible' });
    if (!decided.ask) throw new Error('not asked');
    expect(decided.at.toISOString()).toBe('2026-11-22T10:00:45.000Z');
    expect(decided.expiresAt.toISOString()).toBe('2026-11-23T06:00:45.000Z');
  });

  it('is the fitting one of the highest priority, and by name where they are equal', () => {
    const pick = (templates: TemplateVersion[]) => plan(facts(), templates).template?.template.id;
    expect(pick([version('b'), version('a')])).toBe('a');
    expect(pick([version('a'), version('b', { priority: 5 })])).toBe('b');
    expect(pick([version('a'), version('b', { priority: 5, when: { channels: ['slack'] } })])).toBe('a');
  });

  it.each([
    ['another channel', { when: { channels: ['slack'] } }, {}],
    ['no tag of those wanted', { when: { tags: { any: ['vip'] } } }, { tags: ['support'] }],
    ['one tag of all missing', { when: { tags: { all: ['a', 'b'] } } }, { tags: ['a'] }],
    ['a tag that excludes', { when: { tags: { none: ['spam'] } } }, { tags: ['spam'] }],
    ['too few messages', { when: { min_customer_messages: 2 } }, { customer_messages: 1 }],
    ['closed by a bot', { when: { closed_by: ['agent'] } }, { closed_by: 'bot' }],
  ])('none fits: %s', (_why, template, close) => {
    const decided = plan(facts(close), [version('a', template)]);
    expect(decided).toMatchObject({ ask: false, rule: 'no_template' });
    expect(explain(facts(close), [version('a', template)]).some((check) => !check.passed)).toBe(true);
  });

  it('every rule that was asked stands in the answer, with its inputs', () => {
    const checks = explain(facts({ tags: ['support'] }), [version('a')]);
    expect(checks.map((check) => check.rule)).toEqual([
      'channel',
      'tags',
      'min_customer_messages',
      'closed_by',
      'journey_step',
      'segment',
      'new_customer',
      'spam',
      'merged',
      'overtaken',
      'question_open',
      'skipped_by_agent',
      'opted_out',
      'consent',
      'floor',
      'cool_down_any',
      'cool_down_same_metric',
      'cap_day',
      'cap_week',
      'cap_year',
      'sample',
      'quiet_hours',
      'window',
    ]);
    expect(checks[1]?.detail).toContain('support');
  });
});

describe('whether this person', () => {
  const ago = (hours: number, metric: 'csat' | 'nps' = 'csat', answered = false): PastAsk => ({
    at: NOW.getTime() - hours * 3_600_000,
    metric,
    channel: 'telegram',
    answered,
  });
  const person = (more: object) => ({ person: { ...NOBODY_KNOWN, ...more } });
  const asked = (...asks: PastAsk[]) => facts({}, person({ asks }));

  it('of a country is asked over no way to WhatsApp where "whatsapp" wants a consent, as in templates', () => {
    const policy = AskingPolicy.parse({ floor: '0s', countries: { DE: { consent: ['whatsapp'] } } });
    const whatsapp = [version('a', { when: { channels: ['whatsapp'] } })];
    const german = { attributes: { country: 'DE' } };
    const close = { channel: 'whatsapp-cloud' };
    expect(rule(facts(close), whatsapp)).toBe('eligible');
    expect(rule(facts(close, { ...person(german), policy }), whatsapp)).toBe('consent');
  });

  it('is not asked after a refusal', () => {
    const refusal = { source: 'word', at: NOW };
    expect(rule(facts({}, person({ refusal })), [version('a')])).toBe('opted_out');
  });

  it('is not asked within the pause after any survey, and is asked at its very end', () => {
    const templates = [version('a', { ask: { cool_down: { any: '24h' } } })];
    expect(rule(asked(ago(23.99)), templates)).toBe('cool_down_any');
    expect(rule(asked(ago(24)), templates)).toBe('eligible');
  });

  it('is not asked within the pause after the same metric, but for another one', () => {
    const templates = [version('a', { ask: { cool_down: { same_metric: '30d' } } })];
    expect(rule(asked(ago(1, 'csat')), templates)).toBe('cool_down_same_metric');
    expect(rule(asked(ago(1, 'nps')), templates)).toBe('eligible');
  });

  it('stands in or out of the sample for good', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 99 }), (personKey, percent) => {
        const templates = [version('a', { ask: { sample: `${percent}%` } })];
        const asked = rule(facts({}, { personKey }), templates) === 'eligible';
        expect(asked).toBe(sampleShare(personKey, 'a') < percent / 100);
      }),
    );
  });

  it('the sample is as large as it says', () => {
    const inside = Array.from({ length: 20_000 }, (_, i) => sampleShare(`contact-${i}`, 'a')).filter(
      (s) => s < 0.25,
    );
    // Binomial with n = 20,000 and p = 0.25: five standard deviations are 306.
    expect(Math.abs(inside.length - 5_000)).toBeLessThan(306);
  });
});
