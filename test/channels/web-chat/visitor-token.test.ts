import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { issueVisitorToken, verifyVisitorToken } from '../../../channels/web-chat/visitor-token.ts';

const secret = new Uint8Array(32).fill(7);
const other = new Uint8Array(32).fill(8);
const now = new Date('2026-11-22T09:00:00Z');
const inAnHour = new Date(now.getTime() + 3_600_000);

describe('a visitor token', () => {
  test('speaks for its visitor until it expires, whatever the visitor is called', () => {
    const property = fc.property(
      fc.string({ minLength: 1, maxLength: 128, unit: 'grapheme-ascii' }),
      (visitor) => {
        const token = issueVisitorToken(secret, visitor, inAnHour);
        expect(verifyVisitorToken([other, secret], token, now)).toEqual({ visitor, expiresAt: inAnHour });
        expect(verifyVisitorToken([secret], token, inAnHour)).toBeNull();
      },
    );
    fc.assert(property);
  });

  test('is refused when it was signed with another secret', () => {
    expect(verifyVisitorToken([secret], issueVisitorToken(other, 'anon-1', inAnHour), now)).toBeNull();
  });

  test('is refused when any of its characters was changed', () => {
    const token = issueVisitorToken(secret, 'anon-1', inAnHour);
    for (const [i, character] of [...token].entries()) {
      const changed = `${token.slice(0, i)}${character === 'B' ? 'C' : 'B'}${token.slice(i + 1)}`;
      // The last character of base64url carries two bits that no byte takes.
      if (i === token.length - 1) continue;
      expect(verifyVisitorToken([secret], changed, now), changed).toBeNull();
    }
  });

  test('is refused when it is no token at all', () => {
    const rubbish = ['', 'v1', 'v1...', 'v1.a.b.c', `v1.YQ.99999999999999.x`, 'x'.repeat(5_000)];
    for (const token of rubbish) expect(verifyVisitorToken([secret], token, now)).toBeNull();
    fc.assert(fc.property(fc.string(), (token) => verifyVisitorToken([secret], token, now) === null));
  });
});
