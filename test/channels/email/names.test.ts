import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailAddress } from '../../../channels/email/address.ts';
import { type Link, signLink, verifyLink } from '../../../channels/email/links.ts';
import {
  messageIdOf,
  plusAddress,
  sendToken,
  subjectTag,
  tokenOfMessageId,
  tokenOfSubject,
  tokensOfAddresses,
} from '../../../channels/email/names.ts';

const secret = createHash('sha256').update('one').digest();
const other = createHash('sha256').update('two').digest();

describe('the name of a send', () => {
  it('is the same for the same key, and another for another key or secret', () => {
    const token = sendToken(secret, 'ask-1');
    expect(token).toMatch(/^[a-z2-7]{26}$/);
    expect(sendToken(secret, 'ask-1')).toBe(token);
    expect(new Set([token, sendToken(secret, 'ask-2'), sendToken(other, 'ask-1')]).size).toBe(3);
  });

  it('is found again in an address, a Message-ID and a subject', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        const token = sendToken(secret, key);
        const plus = plusAddress('survey@acme.example', token);
        expect(plus.indexOf('@')).toBeLessThanOrEqual(64);
        expect(tokensOfAddresses(`Acme <${plus.toUpperCase()}>, b@example.com`)).toEqual([token]);
        expect(tokenOfMessageId(messageIdOf(token, 'acme.example'))).toBe(token);
        expect(tokenOfSubject(`Re: How was it? ${subjectTag(token)}`)).toBe(token);
      }),
    );
  });
});

describe('a link', () => {
  const now = new Date('2026-11-22T10:00:00Z');
  const link: Link = {
    purpose: 'rate',
    send: sendToken(secret, 'ask-1'),
    choice: 3,
    expiresAt: new Date('2026-12-22T10:00:00Z'),
  };

  it('says what it was signed for, and no longer than until it ends', () => {
    const text = signLink(secret, link);
    expect(verifyLink(secret, text, now)).toEqual(link);
    expect(verifyLink(secret, text, new Date('2026-12-22T10:00:00Z'))).toEqual({
      fault: 'expired',
      send: link.send,
    });
    const refusal: Link = { purpose: 'unsubscribe', send: link.send };
    expect(verifyLink(secret, signLink(secret, refusal), new Date('2036-01-01T00:00:00Z'))).toEqual(refusal);
  });

  it('is forged when any letter of it is changed, and never throws', () => {
    const text = signLink(secret, link);
    for (let at = 0; at < text.length; at++) {
      const swapped = text[at] === 'a' ? 'b' : 'a';
      const changed = `${text.slice(0, at)}${swapped}${text.slice(at + 1)}`;
      const judged = verifyLink(secret, changed, now);
      expect(judged, changed).toEqual({ fault: 'forged' });
    }
    fc.assert(
      fc.property(fc.string(), (anything) => {
        expect(verifyLink(secret, anything, now)).toEqual({ fault: 'forged' });
      }),
    );
    expect(verifyLink(other, text, now)).toEqual({ fault: 'forged' });
  });

  it('one to a page is none to another', () => {
    const text = signLink(secret, link).replace(/^r/, 'u');
    expect(verifyLink(secret, text, now)).toEqual({ fault: 'forged' });
  });
});

describe('a mail address in a hook', () => {
  const { schema } = emailAddress;

  it('has one form, whatever the case', () => {
    expect(schema.parse({ email: ' Ayse@Example.COM ' })).toEqual({ email: 'ayse@example.com' });
  });

  it.each([
    ['two addresses', { email: 'a@example.com, b@example.com' }],
    ['a line break', { email: 'a@example.com\r\nBcc: b@example.com' }],
    ['no domain', { email: 'a@localhost' }],
    ['a header in the subject', { email: 'a@example.com', subject: 'x\r\nBcc: b@example.com' }],
    ['a Message-ID that is none', { email: 'a@example.com', message_id: 'x> <y' }],
    ['an unknown key', { email: 'a@example.com', cc: 'b@example.com' }],
  ])('is refused with %s', (_what, address) => {
    expect(schema.safeParse(address).success).toBe(false);
  });
});
