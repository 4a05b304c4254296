import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConditionError, holds, names, nameUses, parseCondition } from '../../src/model/condition.ts';

const fault = (text: string): ConditionError => {
  try {
    parseCondition(text);
  } catch (error) {
    if (error instanceof ConditionError) return error;
    throw error;
  }
  throw new Error(`"${text}" was accepted`);
};

describe('a condition', () => {
  it.each([
    ['score <= 2', { score: 2 }, true],
    ['score <= 2', { score: 3 }, false],
    ['score < 2 or score > 4', { score: 5 }, true],
    ['score >= 2 and score <= 4', { score: 5 }, false],
    ['score == 5', { score: 5 }, true],
    ['score != 5', { score: 5 }, false],
    ['score in [1, 2]', { score: 2 }, true],
    ['score not in [1, 2]', { score: 2 }, false],
    ["reason == 'speed'", { reason: 'speed' }, true],
    ['reason == "speed"', { reason: 'speed' }, true],
    ["not reason == 'speed'", { reason: 'speed' }, false],
    ["not reason == 'speed' and score == 1", { reason: 'tone', score: 1 }, true],
    ['not (score <= 2 or score == 5)', { score: 3 }, true],
    ['not not score == 1', { score: 1 }, true],
    ["contact.plan in ['pro', 'team']", { 'contact.plan': 'pro' }, true],
    ['contact.vip', { 'contact.vip': true }, true],
    ['contact.vip', { 'contact.vip': 'yes' }, false],
    ['not contact.vip', {}, true],
    ['contact.balance < -5', { 'contact.balance': -6 }, true],
    ['contact.şehir == "İzmir"', { 'contact.şehir': 'İzmir' }, true],
    ['2 >= score', { score: 1 }, true],
    ["reason == 'a, b; c && d'", { reason: 'a, b; c && d' }, true],
    ['order == 1 and inner == 2 and note == 3', { order: 1, inner: 2, note: 3 }, true],
  ])('%s over %j is %s', (text, values, expected) => {
    expect(holds(text, values)).toBe(expected);
  });

  it('binds "and" closer than "or"', () => {
    expect(holds('a == 1 or b == 1 and c == 1', { a: 1, b: 0, c: 0 })).toBe(true);
    expect(holds('(a == 1 or b == 1) and c == 1', { a: 1, b: 0, c: 0 })).toBe(false);
  });

  it('takes a missing name as null, which no order holds against', () => {
    for (const operator of ['<', '<=', '>', '>=']) expect(holds(`score ${operator} 0`, {})).toBe(false);
    expect(holds('comment == null', {})).toBe(true);
    expect(holds('comment != null', { comment: 'x' })).toBe(true);
  });

  it('never orders words or mixes kinds', () => {
    expect(holds("plan > 'a'", { plan: 'b' })).toBe(false);
    expect(holds("score == '5'", { score: 5 })).toBe(false);
  });

  it('reaches nothing but the values given', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'constructor.name']) {
      expect(holds(`${name} == null`, {})).toBe(true);
    }
    const odd = { fn: () => 1, deep: { a: 1 } } as unknown as Record<string, null>;
    expect(holds('fn == null and deep == null and deep.a == null', odd)).toBe(true);
  });

  it('tells which names it needs', () => {
    const condition = parseCondition("score <= 2 and (reason == 'x' or score == 1) and contact.plan != 'a'");
    expect(names(condition)).toEqual(['score', 'reason', 'contact.plan']);
    expect(nameUses(condition)[1]).toEqual({ name: 'reason', operator: '==', values: ['x'] });
  });
});

describe('a condition that cannot be read', () => {
  it.each([
    ['', 1, /empty/],
    ['score = 2', 7, /== to compare/],
    ['score && 2', 7, /"and" instead/],
    ['score == 1 || score == 2', 12, /"or" instead/],
    ['!(score == 1)', 1, /"not" instead/],
    ['score === 1', 7, /write ==/],
    ['score <> 1', 7, /!=/],
    ['score => 1', 7, />=/],
    ['score ≤ 2', 7, /<=/],
    ['reason == ‘speed’', 11, /straight quotes/],
    ['score\u00a0<= 2', 6, /invisible/],
    ['score <= 2 AND score >= 1', 12, /small letters/],
    ['score <= 2; score == 1', 11, /no meaning/],
    ['score <= 2, score == 1', 11, /comma/],
    ['score <=', 9, /after <=/],
    ['score <= 2 and', 12, /missing after "and"/],
    ['score <= 2 score >= 1', 1, /between the parts/],
    ['score == \u202e1', 10, /invisible character/],
    ["x == 'a' y == 'b'", 1, /between the parts/],
    ['score >= 1 ve score <= 2', 12, /write "and" instead of "ve"/],
    ['score == 1 ya da score == 5', 12, /write "or" instead of "ya da"/],
    ['1 < score < 5', 1, /two things/],
    ['(score <= 2', 12, /\( is not closed/],
    ['score <= 2)', 11, /\) does not belong/],
    ["reason == 'speed", 17, /quote is not closed/],
    ['reason in speed', 8, /list after "in"/],
    ['reason in []', 8, /list after "in"/],
    ['reason in [speed]', 11, /'words'/],
    ['reason == [1]', 11, /only stands after "in"/],
    ['5', 1, /comparison/],
    ['true', 1, /comparison/],
    ['alert(1)', 6, /called/],
    ['contact["plan"] == 1', 8, /contact\.plan/],
    ['this == 1', 1, /no meaning/],
    ['score + 1 > 2', 7, /no meaning/],
    ['score - 1 > 2', 7, /calculated/],
    ['first-reason == 1', 6, /names have no/],
    ['`x` == 1', 1, /straight quotes/],
    ['a ? b : c', 3, /no meaning/],
    [`score == ${'1'.repeat(600)}`, 501, /longer than 500/],
  ])('%s: named at column %i', (text, column, message) => {
    const error = fault(text);
    expect(error.message).toMatch(message);
    expect(error.column).toBe(column);
    expect(error.allowed).toContain('score');
  });

  it('is refused and never runs, whatever is written', () => {
    const bits = [
      'score',
      '<=',
      '2',
      '(',
      ')',
      '[',
      ']',
      "'a'",
      'and',
      'not',
      'in',
      ',',
      '.',
      '-',
      'this',
      '"',
      '\\',
    ];
    const soup = fc.array(fc.constantFrom(...bits), { maxLength: 12 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ maxLength: 40 })), (text) => {
        try {
          expect(typeof holds(text, { score: 1 })).toBe('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(ConditionError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
