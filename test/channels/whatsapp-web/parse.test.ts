import { describe, expect, test } from 'vitest';
import { addressOfChat, whatsappWebAddress } from '../../../channels/whatsapp-web/address.ts';
import { knowingNothing, parseIncoming } from '../../../channels/whatsapp-web/parse.ts';
import { preview } from '../../../channels/whatsapp-web/preview.ts';
import { renderMessage } from '../../../channels/whatsapp-web/render.ts';
import { byPhone, scale } from './bed.ts';

const P = '905551234567@c.us';
const message = (more: object) => ({
  kind: 'message',
  id: { fromMe: false, remote: P, id: '3A2F' },
  from: P,
  type: 'chat',
  body: 'Beş',
  t: 1795338000,
  ...more,
});
const words = (more: object) => {
  const event = parseIncoming(message(more), knowingNothing);
  return event?.kind === 'text' ? event.text : null;
};

describe('what comes out of the page', () => {
  test('is a person’s word, or nothing', () => {
    expect(words({})).toBe('Beş');
    expect(words({ type: 'image', body: 'Hâlâ bozuk' })).toBe('Hâlâ bozuk\n[image]');
    expect(words({ type: 'location', body: '/9j/4AAQ5' })).toBe('[location]');
    expect(words({ type: 'multi_vcard', body: '' })).toBe('[multi vcard]');
    for (const from of ['120363040469423382@g.us', 'status@broadcast', '1203@newsletter']) {
      expect(words({ from })).toBeNull();
    }
    expect(words({ type: 'e2e_notification' })).toBeNull();
    expect(words({ id: { fromMe: true, remote: P, id: '3EB0' } })).toBeNull();
  });

  test('a vote for an option that we do not know is nothing', () => {
    const vote = { kind: 'vote', poll: { id: '3EB0' }, voter: P, selected: [1], ts: 1 };
    expect(parseIncoming(vote, knowingNothing)).toBeNull();
    const knowing = { ...knowingNothing, poll: { tokens: ['a', 'b'] } };
    expect(parseIncoming(vote, knowing)).toMatchObject({ kind: 'choice', token: 'b', address: byPhone });
    expect(parseIncoming({ ...vote, selected: [7] }, knowing)).toBeNull();
  });
});

describe('an address on WhatsApp Web', () => {
  test('is read from both shapes of a chat’s id, with or without its device', () => {
    expect(addressOfChat('905551234567:12@c.us')).toEqual(byPhone);
    expect(addressOfChat('905551234567@s.whatsapp.net')).toEqual(byPhone);
    expect(addressOfChat('13491208655302@lid')).toEqual({ lid: '13491208655302@lid' });
    expect(whatsappWebAddress.schema.parse({ phone: '905551234567@c.us' })).toEqual(byPhone);
  });
});

describe('a question on WhatsApp Web', () => {
  test('is a poll, and reads so in the preview', () => {
    expect(preview(scale(0, 10))).toMatchObject([
      { type: 'text', text: 'Nasıldı?' },
      { type: 'poll', options: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10'] },
    ]);
  });

  test('has no two options alike, because WhatsApp refuses that', () => {
    const label = 'ç'.repeat(120);
    const choices = [1, 2].map((n) => ({ token: `t.${n}`, label: `${label}${n}` }));
    const poll = renderMessage({ ...scale(1, 2), layout: 'choice', choices });
    if (poll.type !== 'poll') throw new Error('no poll');
    expect(new Set(poll.options).size).toBe(2);
    for (const option of poll.options) expect(option.length).toBeLessThanOrEqual(100);
  });

  test('with more than twelve answers is typed', () => {
    const text = renderMessage({ ...scale(1, 13), typedHint: 'Bir sayı yazın.' });
    expect(text).toEqual({ type: 'text', text: 'Nasıldı?\n\nBir sayı yazın.' });
  });
});
