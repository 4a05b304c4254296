import { describe, expect, it } from 'vitest';
import { Identity } from '../../src/model/contact.ts';

const known = (type: string, value: string) => Identity.parse({ type, value });

describe('a handle has one form, however it is written', () => {
  it.each([
    '+90 532 123 45 67',
    '+90 (532) 123-45-67',
    '0090 532 123 45 67',
    '905321234567',
    '+90\u00a0532\u2011123\u201145\u201167',
    'tel:+905321234567',
  ])('the number %s', (written) => {
    expect(known('phone', written)).toEqual({ type: 'phone', value: '+905321234567' });
  });

  it('a number of WhatsApp is the same number; its ids of people are not', () => {
    const number = { type: 'phone', value: '+905321234567' };
    expect(known('whatsapp', '905321234567')).toEqual(number);
    expect(known('whatsapp', 'whatsapp:+905321234567')).toEqual(number);
    expect(known('whatsapp-web', '905321234567@c.us')).toEqual(number);
    expect(known('whatsapp', 'TR.13491208655302741918')).toEqual({
      type: 'whatsapp',
      value: 'TR.13491208655302741918',
    });
  });

  it('what is dialled within the country alone is left away beside the code, and never made a code', () => {
    expect(known('phone', '+44 (0)20 7946 0958').value).toBe('+442079460958');
    expect(known('phone', '0532 123 45 67').value).toBe('05321234567');
  });

  it('an address of e-mail in small letters, its name too', () => {
    expect(known('Email', ' Ayse@Example.COM ')).toEqual({ type: 'email', value: 'ayse@example.com' });
  });

  it('all others stay as they are written', () => {
    expect(known('slack', 'T1:U0AbC')).toEqual({ type: 'slack', value: 'T1:U0AbC' });
    expect(known('phone', 'extension 12')).toEqual({ type: 'phone', value: 'extension 12' });
  });
});
