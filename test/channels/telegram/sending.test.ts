import { describe, expect, test } from 'vitest';
import { createTelegram } from '../../../channels/telegram/channel.ts';
import { TelegramSettings } from '../../../channels/telegram/settings.ts';
import type { ChannelError } from '../../../src/model/channel-error.ts';
import type { Address } from '../../../src/model/conversation.ts';
import { testContext } from '../../contract/context.ts';
import { type Fault, faults } from '../../fakes/telegram/faults.ts';
import { chat, question, type TelegramStage, text, withTelegram } from './stage.ts';

const failure = (
  { channel }: Pick<TelegramStage, 'channel'>,
  address: Address = chat,
): Promise<ChannelError> =>
  channel.send(address, text('How was it?'), 'k').then(
    () => {
      throw new Error('the send was taken');
    },
    (error: ChannelError) => error,
  );

describe('sending on Telegram', () => {
  test('puts a message into its topic', () =>
    withTelegram(async ({ fake, channel }) => {
      fake.world.group(-1001987654321, { topics: [17] });
      await channel.send({ chat_id: '-1001987654321', message_thread_id: 17 }, question, 'k');
      expect(fake.sent[0]).toMatchObject({ message_thread_id: 17, chat: { id: -1001987654321 } });
    }));

  test('writes, asks and edits through a business account', () =>
    withTelegram(async ({ fake, channel, inbox }) => {
      fake.world.connections.add('BC-1');
      const address = { ...chat, business_connection_id: 'BC-1' };
      const ref = await channel.send(address, question, 'k');
      await channel.edit?.(address, ref, {
        kind: 'answered',
        language: 'en',
        text: 'How was it?',
        chosen: '4',
      });
      expect(fake.sent[0]).toMatchObject({ business_connection_id: 'BC-1', edits: 1 });
      expect(fake.calls.at(-1)?.payload).toMatchObject({ business_connection_id: 'BC-1' });
      await channel.start(inbox.sink);
      fake.says(4242, 'five', { business: 'BC-1' });
      expect((await inbox.text('five')).address).toEqual(address);
    }));

  test('tells where a group has gone when it was upgraded', () =>
    withTelegram(async ({ fake, channel, inbox }) => {
      fake.world.group(-4455667788);
      fake.upgrades(-4455667788, -1002111222333);
      const old = { chat_id: '-4455667788' };
      const moved = { chat_id: '-1002111222333' };
      expect(await failure({ channel }, old)).toMatchObject({ kind: 'moved', movedTo: moved });
      await channel.send(moved, question, 'k');
      await channel.start(inbox.sink);
      const event = await inbox.event(({ kind }) => kind === 'moved');
      expect(event).toMatchObject({ address: old, to: moved });
    }));

  test('tells a blocked bot, a deleted account, an unknown chat and a closed group as unreachable', () =>
    withTelegram(async ({ fake, channel, inbox }) => {
      fake.blocks(4242);
      fake.world.close(5151, 'deactivated');
      fake.world.group(-4455667788);
      fake.world.close(-4455667788, 'kicked');
      for (const chat_id of ['4242', '5151', '-4455667788', '-999']) {
        expect(await failure({ channel }, { chat_id })).toMatchObject({ kind: 'unreachable' });
      }
      await channel.start(inbox.sink);
      await inbox.event((event) => event.kind === 'unreachable' && event.reason === 'blocked');
    }));

  const bad: [string, Fault, string, number][] = [
    ['a page in place of a success', faults.page(200, { carriedOut: true }), 'uncertain', 1],
    ['half a success', faults.cut(), 'uncertain', 1],
    ["a gateway's time-out", faults.page(504, { carriedOut: true }), 'uncertain', 1],
    ["a gateway's other trouble", faults.page(502), 'temporary', 0],
    ['a connection that is closed unanswered', faults.drop(), 'uncertain', 0],
    ['a server that hangs', faults.hang(), 'uncertain', 0],
    ['a server that hangs after it has sent', faults.hang({ carriedOut: true }), 'uncertain', 1],
  ];
  for (const [what, fault, kind, out] of bad) {
    test(`${what} is ${kind}, and one request was made`, () =>
      withTelegram(
        async ({ fake, channel }) => {
          fake.strikes('sendMessage', fault);
          expect(await failure({ channel })).toMatchObject({ kind });
          expect(fake.calls).toHaveLength(1);
          expect(fake.sent).toHaveLength(out);
        },
        { patience: { callTimeoutMs: 300 } },
      ));
  }

  test('a server that is not there is temporary', async () => {
    const settings = { TELEGRAM_BOT_TOKEN: '1:x', TELEGRAM_API_ROOT: 'http://127.0.0.1:2' };
    const channel = createTelegram(TelegramSettings.parse(settings), testContext());
    expect(await failure({ channel })).toMatchObject({ kind: 'temporary', code: 'ECONNREFUSED' });
    const check = await channel.check?.();
    expect(check).toMatchObject({ ok: false, next: expect.stringContaining('TELEGRAM_API_ROOT') });
  });
});

describe('checking Telegram', () => {
  test('names the bot', () =>
    withTelegram(async ({ channel }) => {
      expect(await channel.check?.()).toEqual({
        ok: true,
        detail: '@afterword_fake_bot (7000000001), polling',
      });
    }));

  test('says what to do about a token that is not known', () =>
    withTelegram(
      async ({ channel }) => {
        const check = await channel.check?.();
        expect(check).toMatchObject({ ok: false, next: expect.stringContaining('@BotFather') });
      },
      { settings: { TELEGRAM_BOT_TOKEN: '1:wrong' } },
    ));
});

describe('settings of Telegram', () => {
  test('take a root with a trailing slash, and refuse what is no token, URL or secret', () => {
    const token = { TELEGRAM_BOT_TOKEN: '123:abc' };
    const root = { TELEGRAM_API_ROOT: 'http://127.0.0.1:8081/' };
    expect(TelegramSettings.parse(token).TELEGRAM_API_ROOT).toBe('https://api.telegram.org');
    expect(TelegramSettings.parse({ ...token, ...root }).TELEGRAM_API_ROOT).toBe('http://127.0.0.1:8081');
    const wrong = [
      { TELEGRAM_BOT_TOKEN: 'abc' },
      { ...token, TELEGRAM_API_ROOT: 'ftp://x' },
      { ...token, TELEGRAM_WEBHOOK_SECRET: 'ş' },
    ];
    for (const settings of wrong) expect(TelegramSettings.safeParse(settings).success).toBe(false);
  });
});
