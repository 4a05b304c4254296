import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asFrom, parseWebhook } from '../../../channels/whatsapp-cloud/parse.ts';
import { byPhone, byUserId } from './stage.ts';

const NUMBER = '106540352242922';
const OUR_MESSAGE = 'wamid.HBgMOTA1NTUxMjM0NTY3FQIAERgSNTZDMDdCMDg2QjQ2QTc2MTI3AA==';
const TOKEN = '2s.0.4.q0ZK3mI2nX5wYb7Hc1dTfg';

const fixture = (name: string): unknown => {
  const at = new URL(`../../../channels/whatsapp-cloud/fixtures/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(at, 'utf8'));
};
const parsed = (name: string) => parseWebhook(fixture(name), NUMBER);
const said = (name: string) => parsed(name).messages.map(({ event }) => event);

describe('a webhook of WhatsApp', () => {
  test('says what a person wrote, who, and when', () => {
    expect(said('message-text')).toEqual([
      {
        channel: 'whatsapp-cloud',
        eventId: expect.stringMatching(/^wamid\./),
        kind: 'text',
        text: 'Beş, çok iyi 👍',
        address: byPhone,
        sender: { type: 'phone', value: '+905551234567', name: 'Ayşe Yılmaz' },
        at: new Date('2026-11-22T09:00:00Z'),
      },
    ]);
  });

  test('knows a person who hides the number by the user id', () => {
    const [event] = said('message-text-username');
    expect(event).toMatchObject({ address: byUserId, sender: { type: 'whatsapp', value: byUserId.user_id } });
  });

  test('tells each of several people apart', () => {
    const names = said('two-people').map((event) => 'sender' in event && event.sender.name);
    expect(names).toEqual(['Ayşe Yılmaz', 'Mehmet']);
  });

  for (const tap of ['list-reply', 'button-reply', 'template-quick-reply', 'flow-reply']) {
    test(`a ${tap} is a tap, on the message it was made on`, () => {
      expect(said(tap)).toMatchObject([{ kind: 'choice', token: TOKEN, message: { id: OUR_MESSAGE } }]);
    });
  }

  const texts: [string, string][] = [
    ['message-text-reply', '5'],
    ['template-quick-reply-plain', 'Mesajları durdur'],
    ['flow-reply-foreign', '[form]'],
    ['image-caption', 'Hâlâ bozuk\n[image]'],
    ['document', '[document]'],
    ['audio', '[audio]'],
    ['sticker', '[sticker]'],
    ['location', '[location https://maps.google.com/?q=41.02563,28.97413]'],
    ['contacts', '[contacts]'],
    ['unsupported-poll', '[unsupported message: poll creation]'],
    ['reaction', '[reaction 👍]'],
    ['edited', 'Pardon, 3'],
  ];
  for (const [name, text] of texts) {
    test(`${name} is told as ${JSON.stringify(text)}`, () => {
      expect(said(name)).toMatchObject([{ kind: 'text', text }]);
    });
  }

  test('a reply and a reaction name the message they are about', () => {
    for (const name of ['message-text-reply', 'reaction']) {
      expect(said(name)).toMatchObject([{ replyTo: { id: OUR_MESSAGE } }]);
    }
  });

  for (const name of [
    'reaction-removed',
    'revoked',
    'group-message',
    'other-number',
    'account-error',
    'template-status',
  ]) {
    test(`${name} is nobody's word to us`, () => {
      expect(parsed(name)).toEqual({ messages: [], statuses: [] });
    });
  }

  test('a changed number moves the thread of the number and that of the user id', () => {
    expect(said('system-changed-number')).toMatchObject([
      { kind: 'moved', address: byPhone, to: { phone: '+905559876543' } },
      { kind: 'moved', address: byUserId, to: { user_id: 'TR.20991208655302741777' } },
    ]);
    const ids = said('system-changed-number').map(({ eventId }) => eventId);
    expect(new Set(ids).size).toBe(2);
    expect(said('system-changed-user-id')).toMatchObject([
      { kind: 'moved', address: byUserId, to: { user_id: 'TR.20991208655302741777' } },
    ]);
  });

  test('statuses come with our name of the send; "sent" is for that alone', () => {
    const statuses = ['sent', 'delivered', 'read'].flatMap((name) => parsed(`status-${name}`).statuses);
    expect(statuses.map(({ key, status, event }) => [key, status, event?.status])).toEqual([
      ['ask-17-score', 'sent', undefined],
      ['ask-17-score', 'delivered', 'delivered'],
      ['ask-17-score', 'read', 'read'],
    ]);
    expect(statuses[1]?.event).toMatchObject({
      eventId: `${OUR_MESSAGE}:delivered`,
      message: { id: OUR_MESSAGE },
    });
    expect(parsed('status-username').statuses[0]?.event).toMatchObject({ address: byUserId });
  });

  test('a failure says why: a closed window by the word for it, everything else by its number', () => {
    const codes = ['window', 'undeliverable'].map(
      (name) => parsed(`status-failed-${name}`).statuses[0]?.event,
    );
    expect(codes).toMatchObject([
      { status: 'failed', code: 'window_closed' },
      { status: 'failed', code: '131026' },
    ]);
  });

  test('an event is told under the name that was asked', () => {
    const [event] = said('message-text');
    if (event === undefined) throw new Error('the fixture says nothing');
    expect(asFrom(event, byUserId)).toMatchObject({
      address: byUserId,
      sender: { type: 'whatsapp', value: byUserId.user_id, name: 'Ayşe Yılmaz' },
    });
  });

  test('one message of unknown shape costs none of the others', () => {
    const raw = structuredClone(fixture('two-people')) as {
      entry: { changes: { value: { messages: unknown[] } }[] }[];
    };
    raw.entry[0]?.changes[0]?.value.messages.unshift({ id: 7 }, null, 'what?');
    expect(parseWebhook(raw, NUMBER).messages).toHaveLength(2);
  });
});
