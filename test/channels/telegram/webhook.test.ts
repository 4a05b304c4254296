import { describe, expect, test } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../../src/model/http.ts';
import { faults } from '../../fakes/telegram/faults.ts';
import { type StageOptions, type TelegramStage, withTelegram } from './stage.ts';

const SECRET = 'webhook-secret_1';
const asWebhook: StageOptions = {
  publicUrl: 'https://afterword.example',
  settings: { TELEGRAM_WEBHOOK_SECRET: SECRET },
};

function post({ channel }: TelegramStage, body: string, secret?: string): Promise<HttpResponse | undefined> {
  const [route] = channel.routes ?? [];
  const request: HttpRequest = {
    method: 'POST',
    path: '/webhook',
    query: new URLSearchParams(),
    headers: secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret },
    body: Buffer.from(body),
    signal: new AbortController().signal,
  };
  return route?.handle(request) ?? Promise.resolve(undefined);
}

const update = JSON.stringify({
  update_id: 7,
  message: {
    message_id: 1,
    date: 1795341960,
    chat: { id: 4242, type: 'private' },
    from: { id: 4242, is_bot: false, first_name: 'A' },
    text: 'five',
  },
});

describe("Telegram's webhook", () => {
  test('is set with its secret, until Telegram has heard', () =>
    withTelegram(async ({ fake, channel, inbox }) => {
      fake.strikes('setWebhook', faults.trouble());
      await channel.start(inbox.sink);
      const call = await fake.waitForCall(
        'setWebhook',
        ({ answer }) => (answer as { ok?: boolean })?.ok === true,
      );
      expect(call.payload).toEqual({
        url: 'https://afterword.example/channels/telegram/webhook',
        secret_token: SECRET,
        allowed_updates: ['message', 'business_message', 'callback_query', 'my_chat_member'],
      });
      expect(fake.calls.map(({ method }) => method)).not.toContain('getUpdates');
    }, asWebhook));

  test('reads nothing without the secret', () =>
    withTelegram(async (stage) => {
      await stage.channel.start(stage.inbox.sink);
      for (const wrong of [undefined, '', 'webhook-secret_2', `${SECRET}x`, SECRET.slice(1)]) {
        expect(await post(stage, update, wrong)).toEqual({ status: 401 });
      }
      expect(stage.inbox.offered).toEqual([]);
      expect(await post(stage, update, SECRET)).toEqual({ status: 200 });
      await stage.inbox.text('five');
    }, asWebhook));

  test('answers 503 when nothing could be stored, and before the start', () =>
    withTelegram(async (stage) => {
      expect(await post(stage, update, SECRET)).toEqual({ status: 503 });
      await stage.channel.start(stage.inbox.sink);
      stage.inbox.refuseNext(1);
      expect(await post(stage, update, SECRET)).toEqual({ status: 503 });
      expect(await post(stage, update, SECRET)).toEqual({ status: 200 });
    }, asWebhook));

  test('answers 400 to what is no JSON, and takes what means nothing', () =>
    withTelegram(async (stage) => {
      await stage.channel.start(stage.inbox.sink);
      expect(await post(stage, update.slice(0, 40), SECRET)).toEqual({ status: 400 });
      expect(await post(stage, '[]', SECRET)).toEqual({ status: 200 });
      expect(await post(stage, '{"update_id":1,"poll":{}}', SECRET)).toEqual({ status: 200 });
    }, asWebhook));

  test('is not there without https or without a secret: then it polls', async () => {
    const polls = async ({ fake, channel, inbox }: TelegramStage) => {
      expect(channel.routes).toBeUndefined();
      await channel.start(inbox.sink);
      await fake.waitForPoll();
    };
    await withTelegram(polls, { ...asWebhook, publicUrl: 'http://127.0.0.1:3000' });
    await withTelegram(polls, { publicUrl: 'https://afterword.example' });
  });

  test('is told as failing by the check while updates wait', () =>
    withTelegram(
      async ({ fake, channel, inbox }) => {
        await channel.start(inbox.sink);
        await fake.waitForCall('setWebhook');
        expect(await channel.check?.()).toMatchObject({ ok: true });
        fake.says(4242, 'anybody?');
        await fake.waitForDeliveryFailure();
        const check = await channel.check?.();
        expect(check).toMatchObject({ ok: false, detail: expect.stringContaining('Connection refused') });
        expect(check?.next).toContain('PUBLIC_URL');
      },
      { ...asWebhook, fake: { webhook: { reach: () => 'http://127.0.0.1:2/' } } },
    ));
});
