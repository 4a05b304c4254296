import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { startTelegramFake, type TelegramFake } from '../../fakes/telegram/fake.ts';
import { RateLimiter, TRUE_LIMITS } from '../../fakes/telegram/limits.ts';

async function playing(play: (fake: TelegramFake, call: typeof callOf) => Promise<void>): Promise<void> {
  const fake = await startTelegramFake({ firstUpdateId: 1000 });
  await play(fake, callOf).finally(() => fake.close());
}

async function callOf(fake: TelegramFake, method: string, payload: object = {}): Promise<unknown> {
  const response = await fetch(`${fake.url}/bot${fake.token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  });
  return response.json();
}

describe('the fake Telegram', () => {
  test('keeps updates until an offset confirms them', () =>
    playing(async (fake, call) => {
      fake.says(4242, 'a');
      fake.says(4242, 'b');
      const ids = async (offset: number) => {
        const { result } = (await call(fake, 'getUpdates', { offset })) as {
          result: { update_id: number }[];
        };
        return result.map(({ update_id }) => update_id);
      };
      expect(await ids(0)).toEqual([1000, 1001]);
      expect(await ids(0)).toEqual([1000, 1001]);
      expect(await ids(1001)).toEqual([1001]);
      expect(await ids(1002)).toEqual([]);
    }));

  test('holds a poll until there is something to say', () =>
    playing(async (fake, call) => {
      const polled = call(fake, 'getUpdates', { timeout: 30 });
      await fake.waitForPoll();
      fake.says(4242, 'now');
      expect(await polled).toMatchObject({ ok: true, result: [{ message: { text: 'now' } }] });
    }));

  test('ends a poll with 409 when a newer one comes, or a webhook', () =>
    playing(async (fake, call) => {
      const older = call(fake, 'getUpdates', { timeout: 30 });
      await fake.waitForPoll();
      const newer = call(fake, 'getUpdates', { timeout: 30 });
      expect(await older).toMatchObject({
        error_code: 409,
        description: expect.stringContaining('other getUpdates'),
      });
      await call(fake, 'setWebhook', { url: 'https://afterword.example/hook' });
      expect(await newer).toMatchObject({
        error_code: 409,
        description: expect.stringContaining('setWebhook'),
      });
      expect(await call(fake, 'getUpdates')).toMatchObject({ error_code: 409 });
    }));

  test('knows one token and the methods it plays', () =>
    playing(async (fake, call) => {
      expect(await call(fake, 'getMe')).toMatchObject({ ok: true, result: { id: 7000000001, is_bot: true } });
      expect(await call(fake, 'sendDice')).toMatchObject({ error_code: 404 });
      expect(await call(fake, 'constructor')).toMatchObject({ error_code: 404 });
      const stranger = await fetch(`${fake.url}/bot1:x/getMe`);
      expect(await stranger.json()).toEqual({ ok: false, error_code: 401, description: 'Unauthorized' });
    }));

  test('refuses callback data over 64 bytes', () =>
    playing(async (fake, call) => {
      const markup = (callback_data: string) => ({ inline_keyboard: [[{ text: '1', callback_data }]] });
      const send = (data: string) =>
        call(fake, 'sendMessage', { chat_id: 4242, text: '?', reply_markup: markup(data) });
      expect(await send('x'.repeat(64))).toMatchObject({ ok: true });
      expect(await send('ş'.repeat(33))).toMatchObject({ description: 'Bad Request: BUTTON_DATA_INVALID' });
    }));

  test('is driven by hand from a terminal', async () => {
    const script = new URL('../../fakes/telegram/main.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [script, '--port', '0'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const lineWith = async (part: string): Promise<string> => {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`it ended without a line with ${part}`);
        if (value.includes(part)) return value;
      }
    };
    const settings = await lineWith('TELEGRAM_API_ROOT=http');
    const [, url, token] = /API_ROOT=(\S+) TELEGRAM_BOT_TOKEN=(\S+)/.exec(settings) ?? [];
    const post = (method: string, payload: object) =>
      fetch(`${url}/bot${token}/${method}`, { method: 'POST', body: JSON.stringify(payload) });
    const reply_markup = { inline_keyboard: [[{ text: '5', callback_data: 't.5' }]] };
    await post('sendMessage', { chat_id: 4242, text: 'How was it?', reply_markup });
    await lineWith('How was it?');
    await lineWith('[5]');
    child.stdin.write('/tap 5\n');
    const updates = await (await post('getUpdates', { timeout: 30 })).json();
    expect(updates).toMatchObject({ result: [{ callback_query: { data: 't.5', from: { id: 4242 } } }] });
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe("the fake's rate limits", () => {
  const person = (id: number) => ({ id, type: 'private' as const });
  const refusal = (limiter: RateLimiter, chat: Parameters<RateLimiter['take']>[0], now: number) => {
    try {
      limiter.take(chat, now);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  };

  test('let 30 through in any second, and one into each chat', () => {
    const limiter = new RateLimiter();
    limiter.limits = TRUE_LIMITS;
    const taken = Array.from({ length: 31 }, (_, i) => refusal(limiter, person(i + 1), 500 + i));
    expect(taken.filter((said) => said === null)).toHaveLength(30);
    expect(taken[30]).toBe('Too Many Requests: retry after 1');
    expect(refusal(limiter, person(100), 1500)).toBeNull();
    expect(refusal(limiter, person(100), 2499)).not.toBeNull();
    expect(refusal(limiter, person(100), 2500)).toBeNull();
  });

  test('let 20 a minute into a group', () => {
    const limiter = new RateLimiter();
    limiter.limits = TRUE_LIMITS;
    const group = { id: -5, type: 'group' as const };
    const taken = Array.from({ length: 21 }, (_, i) => refusal(limiter, group, i * 1000));
    expect(taken.filter((said) => said === null)).toHaveLength(20);
    expect(taken[20]).toBe('Too Many Requests: retry after 40');
  });
});
