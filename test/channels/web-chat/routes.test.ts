import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WIDGET_FILES } from '../../../channels/web-chat/widget-files.ts';
import { chatPage } from './chat-page.ts';
import { first, runningChat } from './running-chat.ts';

let chat: Awaited<ReturnType<typeof runningChat>>;
beforeEach(async () => {
  chat = await runningChat({
    WEB_CHAT_ORIGINS: 'https://shop.example',
    WEB_CHAT_SECRET: 'the site and afterword both know this',
  });
});
afterEach(() => chat.close());

const customer = { visitor: 'anon-1' };
const text = (words: string) => ({ kind: 'text', language: 'en', text: words }) as const;
const question = {
  kind: 'question',
  language: 'en',
  text: 'How was it?',
  layout: 'scale',
  choices: [{ token: 't1', label: '1' }],
  typedHint: '',
} as const;

describe('what a visitor writes', () => {
  test('is kept without the characters that no database takes', async () => {
    const page = chat.page('anon-unstorable');
    expect((await page.post('/messages', { text: 'hel\0lo \ud800', clientId: 'c\0-1' })).status).toBe(200);
    const bubble = { type: 'message', from: 'customer', text: 'hello \ufffd', clientId: 'c-1' };
    expect((await first(page.standing(), () => true)).map(({ body }) => body)).toEqual([bubble]);
    expect((await page.post('/messages', { text: '\0', clientId: 'c-2' })).status).toBe(400);
  });

  test('is one message and one event, however often the page sends it', async () => {
    const page = chat.page('anon-1');
    const body = { text: ' Where is my parcel? ', clientId: 'c-1' };
    const answers = await Promise.all([1, 2, 3].map(() => page.post('/messages', body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const bubbles = await first(page.standing(), () => true);
    expect(bubbles.map(({ body }) => body)).toEqual([
      { type: 'message', from: 'customer', text: 'Where is my parcel?', clientId: 'c-1' },
    ]);
    expect(new Set(chat.inbox.events.map(({ eventId }) => eventId)).size).toBe(1);
    expect(new Set(chat.inbox.events.map(({ at }) => at.getTime())).size).toBe(1);
  });

  test('is kept by the page when it could not be stored, and taken the next time', async () => {
    const page = chat.page('anon-1');
    chat.inbox.refuseNext(1);
    expect((await page.post('/messages', { text: 'hello', clientId: 'c-1' })).status).toBe(503);
    expect((await page.post('/messages', { text: 'hello', clientId: 'c-1' })).status).toBe(200);
    expect(await first(page.standing(), () => true)).toHaveLength(1);
  });

  test('is refused with every fault and its path when it is not what a page sends', async () => {
    const response = await chat.page('anon-1').post('/messages', { text: '', client: 'c-1' });
    expect(response.status).toBe(400);
    const { code, faults } = (await response.json()) as { code: string; faults: { path: string }[] };
    expect(code).toBe('AW_HOOK_FIELDS');
    expect(faults.map(({ path }) => path)).toEqual(expect.arrayContaining(['text', 'clientId']));
    expect(chat.inbox.offered).toEqual([]);
  });

  test('is refused without a good token, and nothing is read', async () => {
    for (const token of ['', 'v1.YQ.9999999999.xxxx', chat.tokenFor('anon-1').slice(0, -3)]) {
      const response = await chatPage(chat.api, token).post('/messages', { text: 'hi', clientId: 'c' });
      expect(response.status).toBe(401);
    }
    expect(chat.inbox.offered).toEqual([]);
  });

  test('is answered at once with what the core has to say to it', async () => {
    chat.inbox.notice = 'This question is closed.';
    const response = await chat.page('anon-1').post('/choices', { token: 't', messageId: 1, clientId: 'c' });
    expect(await response.json()).toEqual({ notice: 'This question is closed.' });
  });
});

describe('the stream', () => {
  test('goes on after the last entry seen, and misses and repeats nothing', async () => {
    for (const n of [1, 2, 3]) await chat.channel.send(customer, text(`message ${n}`), `k${n}`);
    const page = chat.page('anon-1');
    const seen = await first(page.events(), ({ event }) => event === 'entry');
    const entries: string[] = [];
    for await (const { event, data } of page.events(Number(seen.id))) {
      if (event !== 'entry') break;
      entries.push((data as { body: { text: string } }).body.text);
    }
    expect(entries).toEqual(['message 2', 'message 3']);
  });

  test('brings what is written while it is open, to every tab', async () => {
    const tabs = ['one', 'two'].map(() => chat.page('anon-1').standing());
    await Promise.all(tabs.map((tab) => tab.next()));
    await chat.channel.send(customer, text('hello both'), 'k1');
    for (const tab of tabs)
      expect((await first(tab, (all) => all.length > 0))[0]?.body.text).toBe('hello both');
  });

  test("never shows another visitor's chat", async () => {
    await chat.channel.send(customer, text('for one only'), 'k1');
    expect(await first(chat.page('anon-2').standing(), () => true)).toEqual([]);
  });

  test('takes the token from the query, for clients that cannot set headers', async () => {
    const ends = new AbortController();
    const url = `${chat.api}/events?token=${chat.tokenFor('anon-1')}`;
    const response = await fetch(url, { signal: ends.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    ends.abort();
  });

  test('ends when the channel stops', async () => {
    const events = chat.page('anon-1').events();
    await events.next();
    await chat.channel.stop();
    expect(await events.next()).toMatchObject({ done: true });
  });
});

describe('an edit', () => {
  test('that changes the answer and changes it back is shown each time', async () => {
    const ref = await chat.channel.send(customer, question, 'k1');
    const stands = async (chosen: string) => {
      const answered = { kind: 'answered', language: 'en', text: 'How was it?', chosen } as const;
      await chat.channel.edit?.(customer, ref, answered);
      const [bubble] = await first(chat.page('anon-1').standing(), () => true);
      expect(bubble?.body).toMatchObject({ type: 'answered', chosen });
    };
    await stands('4');
    await stands('5');
    await stands('4');
  });

  test("of another visitor's message is refused", async () => {
    const ref = await chat.channel.send(customer, question, 'k1');
    await expect(chat.channel.edit?.({ visitor: 'anon-2' }, ref, text('x'))).rejects.toMatchObject({
      kind: 'rejected',
    });
  });
});

describe('a session', () => {
  const session = async (body: object) =>
    (await (await fetch(`${chat.api}/session`, { method: 'POST', body: JSON.stringify(body) })).json()) as {
      token: string;
      visitor: string;
    };

  test('is a new anonymous visitor, and the same one when the token is renewed', async () => {
    const begun = await session({});
    expect(begun.visitor).toMatch(/^anon-/);
    expect(await session({ token: begun.token })).toMatchObject({ visitor: begun.visitor });
    expect((await session({})).visitor).not.toBe(begun.visitor);
  });

  test('never renews the token of a person whom the site knows', async () => {
    expect((await session({ token: chat.tokenFor('user-77') })).visitor).toMatch(/^anon-/);
  });
});

describe('other sites', () => {
  const preflight = (origin: string) =>
    fetch(`${chat.api}/messages`, { method: 'OPTIONS', headers: { origin } });

  test('may use the chat only when they are listed', async () => {
    const allowed = await preflight('https://shop.example');
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    const stranger = await preflight('https://evil.example');
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('sign tokens for their own people with the shared secret', async () => {
    const { issueVisitorToken } = await import('../../../channels/web-chat/index.ts');
    const shared = new TextEncoder().encode('the site and afterword both know this');
    const token = issueVisitorToken(shared, 'user-77', new Date(Date.now() + 60_000));
    await chatPage(chat.api, token).post('/messages', { text: 'it is me', clientId: 'c' });
    expect((await chat.inbox.text('it is me')).sender).toEqual({ type: 'web-chat', value: 'user-77' });
  });
});

describe('the widget', () => {
  test('is served whole: every file of the folder, and none that is not there', async () => {
    const folder = await readdir(new URL('../../../channels/web-chat/widget/', import.meta.url));
    expect([...WIDGET_FILES].sort()).toEqual(folder.sort());
    for (const file of WIDGET_FILES) expect((await fetch(`${chat.api}/${file}`)).status).toBe(200);
  });

  test('is not sent again while it is unchanged', async () => {
    const etag = (await fetch(`${chat.api}/widget.js`)).headers.get('etag') ?? '';
    const again = await fetch(`${chat.api}/widget.js`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });
});
