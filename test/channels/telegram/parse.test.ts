import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { callbackQueryId, parseUpdate } from '../../../channels/telegram/parse.ts';
import type { IncomingEvent } from '../../../src/model/incoming.ts';

const folder = new URL('../../../channels/telegram/fixtures/', import.meta.url);
const now = new Date('2026-11-22T10:00:00Z');
const fixture = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`${name}.json`, folder), 'utf8'));

const ayse = { type: 'telegram', value: '4242', name: 'Ayşe Yılmaz', language: 'tr' };
const question = { chat_id: '4242', message_id: 318 };
const business = { chat_id: '4242', business_connection_id: 'q1w2E3r4T5y6U7i8' };
const topic = { chat_id: '-1001987654321', message_thread_id: 17 };

/** What each fixture means; null = nothing to us. */
const meanings: Record<string, object | null> = {
  'message-private': { kind: 'text', text: 'beş ⭐', sender: ayse, address: { chat_id: '4242' } },
  'message-reply': { kind: 'text', text: '4, teşekkürler', replyTo: question },
  'message-command': { kind: 'text', text: '/start k7Qx' },
  'message-photo-caption': { kind: 'text', text: 'hâlâ böyle görünüyor' },
  'message-photo-alone': { kind: 'text', text: '', attachment: 'photo', sender: ayse },
  'message-voice-alone': { kind: 'text', text: '', attachment: 'voice', sender: ayse },
  'message-close-command': {
    kind: 'closed',
    sender: { type: 'telegram', value: '5151' },
    address: topic,
    conversation: '-1001987654321/17#96',
    customer: ayse,
    tags: ['iade', 'fatura'],
  },
  'business-close-command': { kind: 'closed', address: business, tags: [] },
  'message-sticker': { kind: 'text', text: '👍' },
  'message-topic': { kind: 'text', text: '3', sender: ayse, address: topic },
  'message-reply-chain': { kind: 'text', text: 'iyiydi', address: { chat_id: '-1001987600000' } },
  'message-anonymous-admin': null,
  'message-linked-channel': null,
  'message-by-bot': null,
  'edited-message': null,
  'channel-post': null,
  callback: { kind: 'choice', token: 'a1.s.5.kQ3vXw', sender: ayse, message: question, at: now },
  'callback-inaccessible': { kind: 'choice', token: 'a1.s.4.kQ3vXw', message: question, at: now },
  'callback-group': { kind: 'choice', sender: { type: 'telegram', value: '5151' }, address: topic },
  'callback-business': { kind: 'choice', sender: ayse, address: business },
  'callback-inline': null,
  'callback-game': null,
  'business-message': { kind: 'text', text: '5', sender: ayse, address: business },
  'business-message-by-owner': null,
  'business-message-by-us': null,
  'business-connection': null,
  'member-blocked': { kind: 'unreachable', reason: 'blocked', address: { chat_id: '4242' } },
  'member-unblocked': null,
  'member-kicked': { kind: 'unreachable', reason: 'kicked', address: { chat_id: '-4455667788' } },
  'member-left': { kind: 'unreachable', reason: 'left' },
  'group-upgraded': { kind: 'moved', address: { chat_id: '-4455667788' }, to: { chat_id: '-1002111222333' } },
  'group-upgraded-from': null,
};

describe('a Telegram update', () => {
  test('of every kind among the fixtures has a meaning written down here', async () => {
    const names = (await readdir(folder)).map((name) => name.replace('.json', ''));
    expect(Object.keys(meanings).sort()).toEqual(names.sort());
  });

  for (const [name, meaning] of Object.entries(meanings)) {
    test(`${name} means ${meaning === null ? 'nothing' : 'one event'}`, async () => {
      const raw = await fixture(name);
      const expected = meaning === null ? [] : [expect.objectContaining(meaning)];
      const events = parseUpdate(raw, now);
      // A sender is compared by what is expected of it: fixtures differ in names and languages.
      const loose = events.map((event) => pruned(event, meaning));
      expect(loose).toEqual(expected);
    });
  }

  test('carries its own id as the event id, and its own time', async () => {
    const [event] = parseUpdate(await fixture('message-private'), now);
    expect(event).toMatchObject({ eventId: '730100001', at: new Date(1795341960 * 1000) });
  });

  test('with data longer than any token is cut to what the model carries', async () => {
    const raw = (await fixture('callback')) as { callback_query: { data: string } };
    raw.callback_query.data = 'x'.repeat(5000);
    const [event] = parseUpdate(raw, now);
    expect(event?.kind === 'choice' && event.token.length).toBe(512);
  });

  test('that is a tap is to be answered whether or not it means anything', async () => {
    expect(callbackQueryId(await fixture('callback'))).toBe('18220104520178921');
    expect(callbackQueryId(await fixture('callback-inline'))).toBe('18220104520178925');
    expect(callbackQueryId(await fixture('message-private'))).toBeNull();
    for (const rubbish of [null, undefined, 7, 'x', [], { callback_query: 5 }]) {
      expect(callbackQueryId(rubbish)).toBeNull();
    }
  });
});

/** The event with its sender cut down to what the meaning names. */
function pruned(event: IncomingEvent, meaning: object | null): unknown {
  const named = (meaning as { sender?: object } | null)?.sender;
  if (named === undefined || !('sender' in event)) return event;
  const sender = Object.fromEntries(Object.entries(event.sender).filter(([key]) => key in named));
  return { ...event, sender };
}
