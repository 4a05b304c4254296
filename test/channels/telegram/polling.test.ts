import { describe, expect, test } from 'vitest';
import { Inbox } from '../../contract/inbox.ts';
import { faults } from '../../fakes/telegram/faults.ts';
import { refusals } from '../../fakes/telegram/refusals.ts';
import { withTelegram } from './stage.ts';

/** The offsets that were polled with, in order. */
const offsets = (calls: readonly { method: string; payload: Readonly<Record<string, unknown>> }[]) =>
  calls.filter(({ method }) => method === 'getUpdates').map(({ payload }) => payload.offset);

describe('polling Telegram', () => {
  test('asks for what it uses and for nothing else, and lets Telegram hold the poll', () =>
    withTelegram(async ({ fake, channel, inbox }) => {
      await channel.start(inbox.sink);
      await fake.waitForPoll();
      expect(fake.calls[0]).toMatchObject({
        method: 'getUpdates',
        payload: {
          timeout: 30,
          allowed_updates: ['message', 'business_message', 'callback_query', 'my_chat_member'],
        },
      });
    }));

  test('confirms an update only after it was stored', () =>
    withTelegram(
      async ({ fake, channel, inbox }) => {
        fake.says(4242, 'first');
        fake.says(4242, 'second');
        inbox.refuseNext(1);
        await channel.start(inbox.sink);
        await inbox.text('second');
        await fake.waitForPoll();
        expect(offsets(fake.calls)).toEqual([0, 1000, 1002]);
      },
      { fake: { firstUpdateId: 1000 } },
    ));

  test('a process that dies between storing and confirming hears the same event again, with the same id', () =>
    withTelegram(async ({ fake, channel, another, inbox }) => {
      fake.says(4242, 'hello');
      const stored = Promise.withResolvers<void>();
      const dead = Promise.withResolvers<never>();
      const heard = new Inbox();
      // The event is stored and then nothing more happens here: as far as Telegram knows, nothing was taken.
      await channel.start(async (event) => {
        await heard.sink(event);
        stored.resolve();
        return dead.promise;
      });
      await stored.promise;
      await another().start(inbox.sink);
      const again = await inbox.text('hello');
      expect(again.eventId).toBe(heard.events[0]?.eventId);
      dead.reject(new Error('killed'));
    }));

  test('one chat that cannot be stored does not hold up another, and keeps its order', () =>
    withTelegram(async ({ fake, channel, inbox }) => {
      fake.says(4242, 'a1');
      fake.says(4242, 'a2');
      fake.says(5151, 'b1');
      let refused = false;
      await channel.start((event) => {
        if (!refused && event.kind === 'text' && event.text === 'a1') {
          refused = true;
          return Promise.reject(new Error('the store is away'));
        }
        return inbox.sink(event);
      });
      await inbox.text('a2');
      const texts = inbox.events.map((event) => (event.kind === 'text' ? event.text : ''));
      expect(texts[0]).toBe('b1');
      expect(texts.indexOf('a1')).toBeLessThan(texts.indexOf('a2'));
    }));

  test('takes an old webhook away, with what waits there kept', () =>
    withTelegram(
      async ({ fake, channel, inbox }) => {
        const url = `${fake.url}/bot${fake.token}/setWebhook`;
        const body = JSON.stringify({ url: 'https://old.example/hook' });
        await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
        fake.says(4242, 'kept');
        await channel.start(inbox.sink);
        await inbox.text('kept');
        const dropped = await fake.waitForCall('deleteWebhook');
        expect(dropped.payload).toEqual({ drop_pending_updates: false });
      },
      { fake: { webhook: { reach: () => 'http://127.0.0.1:2' } } },
    ));

  const troubles = {
    'a token that is not known': faults.refuse(refusals.unauthorized()),
    'an error of Telegram': faults.trouble(),
    'a page in HTML': faults.page(502),
    'a closed connection': faults.drop(),
    'half an answer': faults.cut(),
  };
  for (const [trouble, fault] of Object.entries(troubles)) {
    test(`goes on after ${trouble}, and says it once a second at most`, () =>
      withTelegram(
        async ({ fake, channel, inbox, log }) => {
          fake.strikes('getUpdates', fault, 3);
          fake.says(4242, 'still there?');
          await channel.start(inbox.sink);
          await inbox.text('still there?');
          expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
          expect(JSON.stringify(log.lines)).not.toContain(fake.token);
        },
        { now: new Date('2026-11-22T10:00:00Z') },
      ));
  }

  test('goes on after another poller has ended its poll, and says what to do', () =>
    withTelegram(async ({ fake, channel, inbox, log }) => {
      await channel.start(inbox.sink);
      await fake.waitForPoll();
      await fetch(`${fake.url}/bot${fake.token}/getUpdates`, { method: 'POST' });
      fake.says(4242, 'still there?');
      await inbox.text('still there?');
      expect(log.lines[0]?.message).toContain('Another program receives for this bot');
    }));

  test('says what to do about a wrong token', () =>
    withTelegram(async ({ fake, channel, inbox, log }) => {
      fake.strikes('getUpdates', faults.refuse(refusals.unauthorized()));
      await channel.start(inbox.sink);
      await fake.waitForPoll();
      expect(log.lines[0]?.message).toContain('Check TELEGRAM_BOT_TOKEN');
    }));

  test('ends its pending poll at once when it is stopped', () =>
    withTelegram(async ({ fake, channel, inbox }) => {
      await channel.start(inbox.sink);
      await fake.waitForPoll();
      await channel.stop();
      await fake.idle();
    }));
});
