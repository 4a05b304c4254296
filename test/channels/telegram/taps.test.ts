import { describe, expect, test } from 'vitest';
import { chat, question, withTelegram } from './stage.ts';

describe('a tap on Telegram', () => {
  test('is answered with what the core has to say', () =>
    withTelegram(async ({ fake, channel, inbox }) => {
      inbox.notice = 'Thank you!';
      await channel.start(inbox.sink);
      await channel.send(chat, question, 'k');
      const tap = fake.taps(await fake.waitForMessage(() => true), '4');
      expect(await fake.waitForTapAnswer(tap)).toEqual({ id: tap, text: 'Thank you!' });
      expect(await inbox.choice('t.4')).toMatchObject({ sender: { type: 'telegram', value: '4242' } });
    }));

  test('is answered with nothing when it could not be stored, and is told again', () =>
    withTelegram(async ({ fake, channel, inbox }) => {
      inbox.refuseNext(1);
      await channel.start(inbox.sink);
      await channel.send(chat, question, 'k');
      const tap = fake.taps(await fake.waitForMessage(() => true), 0);
      expect(await fake.waitForTapAnswer(tap)).toEqual({ id: tap, text: null });
      await inbox.choice('t.1');
    }));

  test('that is too old to be answered still counts, and is no fault', () =>
    withTelegram(async ({ fake, channel, inbox, log }) => {
      await channel.send(chat, question, 'k');
      fake.taps(await fake.waitForMessage(() => true), 2);
      fake.tapsGrowOld();
      await channel.start(inbox.sink);
      await inbox.choice('t.3');
      const answer = await fake.waitForCall('answerCallbackQuery');
      expect(answer.answer).toMatchObject({ ok: false, error_code: 400 });
      await channel.stop();
      expect(log.lines).toEqual([]);
    }));

  test('with data that no button held, on a message that is out of sight, is passed on as it is', () =>
    withTelegram(async ({ fake, channel, inbox }) => {
      await channel.start(inbox.sink);
      await channel.send(chat, question, 'k');
      const message = await fake.waitForMessage(() => true);
      fake.forges(message, 'forged', { as: 666, inaccessible: true });
      const event = await inbox.choice('forged');
      expect(event).toMatchObject({ sender: { value: '666' }, address: chat });
    }));

  test('does not wait behind the answers to other taps', () =>
    withTelegram(
      async ({ fake, channel, inbox }) => {
        await channel.start(inbox.sink);
        await channel.send(chat, question, 'k');
        const message = await fake.waitForMessage(() => true);
        const hang = { kind: 'hang', carriedOut: false } as const;
        fake.strikes('answerCallbackQuery', hang);
        fake.taps(message, 0);
        await fake.waitForCall('answerCallbackQuery', ({ state }) => state === 'lost');
        const second = fake.taps(message, 1);
        await fake.waitForTapAnswer(second);
      },
      { patience: { callTimeoutMs: 1000 } },
    ));
});
