import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessibilityFaults } from '../../console/accessibility.ts';
import { launchBrowser } from '../../support/browser.ts';
import { runningChat } from './running-chat.ts';
import { openSite } from './site.ts';

let browser: Browser;
let chat: Awaited<ReturnType<typeof runningChat>>;
let site: Awaited<ReturnType<typeof openSite>>;
let attributes: string;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  // The two lines of the README, with the visitor's signed token.
  site = await openSite(
    () => `<script type="module" src="${chat.api}/widget.js"></script>
<afterword-chat ${attributes}></afterword-chat>`,
  );
  chat = await runningChat({ WEB_CHAT_ORIGINS: site.origin });
  attributes = `lang="en" token="${chat.tokenFor('user-77')}"`;
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await chat.close();
  await site.close();
});

const customer = { visitor: 'user-77' };

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(site.origin);
  await ready(page);
  return page;
}

const ready = (page: Page) => page.locator('.log:not([aria-busy])').waitFor();
const box = (page: Page) => page.getByRole('textbox');
const bubbles = (page: Page) => page.locator('.bubble .text').allTextContents();

async function write(page: Page, text: string): Promise<void> {
  await box(page).fill(text);
  await box(page).press('Enter');
}

const say = (text: string, key: string) =>
  chat.channel.send(customer, { kind: 'text', language: 'en', text }, key);

const ask = (language = 'en') => {
  const choices = Array.from({ length: 11 }, (_, n) => ({
    token: `token-${n}`,
    label: String(n),
    ...(n === 0 ? { meaning: 'Not at all' } : n === 10 ? { meaning: 'Surely' } : {}),
  }));
  const text = 'Would you recommend us?';
  return chat.channel.send(
    customer,
    { kind: 'question', language, text, layout: 'scale', choices, typedHint: '' },
    'ask',
  );
};

describe('embedded in another site', () => {
  test('two lines are enough to write, be answered and answer', async () => {
    const page = await open();
    await write(page, 'Where is my parcel?');
    const event = await chat.inbox.text('Where is my parcel?');
    expect(event.sender).toEqual({ type: 'web-chat', value: 'user-77' });
    await say('On its way.', 'k1');
    await page.getByText('On its way.').waitFor();
    await ask();
    await page.getByRole('button', { name: '10, Surely' }).click();
    const choice = await chat.inbox.choice('token-10');
    expect(choice.sender).toEqual({ type: 'web-chat', value: 'user-77' });
  });

  test('a visitor without a token stays the same one over visits', async () => {
    attributes = 'lang="en"';
    const page = await open();
    await write(page, 'first');
    await page.reload();
    await ready(page);
    await write(page, 'second');
    const [first, second] = [await chat.inbox.text('first'), await chat.inbox.text('second')];
    expect(second.sender.value).toBe(first.sender.value);
    expect(first.sender.value).toMatch(/^anon-/);
  });

  test('a token that is no longer good is told to the site, which can set another', async () => {
    attributes = 'lang="en" token="v1.eA.1.eA"';
    const page = await (await browser.newContext()).newPage();
    await page.goto(site.origin);
    await page.getByText('This chat has expired.').waitFor();
    await page
      .locator('afterword-chat')
      .evaluate((chat, token) => chat.setAttribute('token', token), chat.tokenFor('user-77'));
    await ready(page);
    await write(page, 'here again');
    await chat.inbox.text('here again');
  });
});

describe('the question', () => {
  test('shows what was chosen once it is answered, and the focus goes on to the writing', async () => {
    const page = await open();
    const ref = await ask();
    await page.getByRole('button', { name: '9', exact: true }).focus();
    await page.keyboard.press('Enter');
    await chat.inbox.choice('token-9');
    const answered = {
      kind: 'answered',
      language: 'en',
      text: 'Would you recommend us?',
      chosen: 'Your answer: 9',
    } as const;
    await chat.channel.edit?.(customer, ref, answered);
    await page.getByText('Your answer: 9').waitFor();
    expect(await page.locator('.choices').count()).toBe(0);
    expect(await box(page).evaluate((node) => node.matches(':focus'))).toBe(true);
  });

  test('that takes several answers keeps the focus where the last tap was', async () => {
    const page = await open();
    const several = (...labels: string[]) =>
      ({
        kind: 'question',
        language: 'en',
        layout: 'choice',
        text: 'Which of these?',
        typedHint: '',
        choices: labels.map((label) => ({ token: `token-${label.at(-1)}`, label })),
      }) as const;
    const ref = await chat.channel.send(customer, several('A', 'B', 'C'), 'several');
    await page.getByRole('button', { name: 'B' }).focus();
    await page.keyboard.press('Enter');
    await chat.inbox.choice('token-B');
    await chat.channel.edit?.(customer, ref, several('A', '✓ B', 'C', 'Done'));
    const marked = page.getByRole('button', { name: '✓ B' });
    await marked.waitFor();
    expect(await marked.evaluate((node) => node.matches(':focus'))).toBe(true);
    expect(await page.getByRole('button', { name: 'Done' }).isEnabled()).toBe(true);
  });

  test('counts as delivered once a page drew it, in however many tabs', async () => {
    const page = await open();
    const tab = await page.context().newPage();
    await tab.goto(site.origin);
    await ready(tab);
    const ref = await ask();
    await chat.inbox.offers(2);
    expect(new Set(chat.inbox.events.map(({ eventId }) => eventId)).size).toBe(1);
    expect(chat.inbox.events[0]).toMatchObject({ kind: 'status', status: 'delivered', message: ref });
  });

  test('is told of what the core has to say to a tap', async () => {
    const page = await open();
    await ask();
    chat.inbox.notice = 'This question is closed.';
    await page.getByRole('button', { name: '3', exact: true }).click();
    await page.getByRole('status').getByText('This question is closed.').waitFor();
  });
});

describe('nothing is lost', () => {
  test('two tabs that were offline and closed lose nothing of what was written in them', async () => {
    const page = await open();
    const other = await page.context().newPage();
    await other.goto(site.origin);
    await ready(other);
    await page.context().setOffline(true);
    await write(page, 'from the first tab');
    await write(other, 'from the second tab');
    await write(page, 'and again from the first');
    await Promise.all([page.close(), other.close()]);
    await other.context().setOffline(false);
    const next = await other.context().newPage();
    await next.goto(site.origin);
    for (const text of ['from the first tab', 'from the second tab', 'and again from the first']) {
      await chat.inbox.text(text);
    }
  });

  test('what is said and written while the network is away comes once, when it is back', async () => {
    const page = await open();
    await write(page, 'before');
    await chat.inbox.text('before');
    await page.context().setOffline(true);
    await write(page, 'meanwhile');
    await page.getByText('Sending…').waitFor();
    await say('from the agent, meanwhile', 'k1');
    await page.context().setOffline(false);
    await chat.inbox.text('meanwhile');
    await page.getByText('from the agent, meanwhile').waitFor();
    await page.getByText('Sending…').waitFor({ state: 'hidden' });
    expect((await bubbles(page)).toSorted()).toEqual(['before', 'from the agent, meanwhile', 'meanwhile']);
  });

  test('a lost connection is told politely, and no more once it is back', async () => {
    const page = await open();
    await page.route('**/events*', (route) => route.abort());
    await chat.channel.stop();
    await page.getByText('Reconnecting… what you write is kept.').waitFor();
    await chat.channel.start(chat.inbox.sink);
    await page.unroute('**/events*');
    // What a browser says when its network is back; without it, the next attempt comes within 15 s.
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.getByText('Reconnecting…').waitFor({ state: 'hidden' });
    await say('here again', 'k1');
    await page.getByText('here again').waitFor();
  });

  test('what could not be sent yet is sent after a reload', async () => {
    const page = await open();
    await page.route('**/messages', (route) => route.abort());
    await write(page, 'keep this');
    await page.getByText('Sending…').waitFor();
    await page.reload();
    await ready(page);
    await page.getByText('Sending…').waitFor();
    await page.unroute('**/messages');
    await chat.inbox.text('keep this');
    await page.getByText('Sending…').waitFor({ state: 'hidden' });
    expect(await bubbles(page)).toEqual(['keep this']);
  });

  test('what is written in one tab shows in the other', async () => {
    const page = await open();
    const tab = await page.context().newPage();
    await tab.goto(site.origin);
    await ready(tab);
    await write(page, 'from the first tab');
    await tab.getByText('from the first tab').waitFor();
    expect(await bubbles(tab)).toEqual(['from the first tab']);
  });
});

test('whatever anybody writes is text and never markup', async () => {
  const page = await open();
  const nasty = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
  await say(nasty, 'k1');
  await write(page, nasty);
  await chat.inbox.text(nasty);
  await expect.poll(() => bubbles(page)).toEqual([nasty, nasty]);
  expect(await page.title()).toBe('Shop');
});

test('lines are broken with Shift and Enter, and an empty message is none', async () => {
  const page = await open();
  await box(page).press('Enter');
  await box(page).pressSequentially('one');
  await box(page).press('Shift+Enter');
  await box(page).pressSequentially('two');
  await box(page).press('Enter');
  await chat.inbox.text('one\ntwo');
  expect(chat.inbox.offered).toHaveLength(1);
});

describe('in Arabic', () => {
  test('runs from right to left, arrow keys included', async () => {
    attributes = attributes.replace('"en"', '"ar"');
    const page = await open();
    await ask('ar');
    await page.getByPlaceholder('اكتب رسالة…').waitFor();
    const zero = page.getByRole('button', { name: '0, Not at all' });
    const right = async (name: string) =>
      (await page.getByRole('button', { name, exact: true }).boundingBox())?.x ?? 0;
    expect(await right('1')).toBeGreaterThan(await right('2'));
    await zero.focus();
    await page.keyboard.press('ArrowLeft');
    expect(
      await page.getByRole('button', { name: '1', exact: true }).evaluate((node) => node.matches(':focus')),
    ).toBe(true);
  });
});

describe('for everyone (WCAG A and AA, by axe)', () => {
  for (const lang of ['en', 'tr', 'ar']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${lang}, ${colorScheme}, on a small phone`, async () => {
        attributes = attributes.replace('"en"', `"${lang}"`);
        const page = await open({ colorScheme, viewport: { width: 320, height: 600 } });
        await page.evaluate(
          (scheme) => document.documentElement.style.setProperty('color-scheme', scheme),
          colorScheme,
        );
        await ask(lang);
        await say('Hello', 'k1');
        await write(page, '5');
        await chat.inbox.text('5');
        await page.locator('.choices').waitFor();
        expect(await accessibilityFaults(page)).toEqual([]);
        const small = await page
          .locator('.choices button')
          .evaluateAll((buttons) =>
            buttons
              .map((b) => b.getBoundingClientRect())
              .filter(({ width, height }) => width < 24 || height < 24),
          );
        expect(small).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      });
    }
  }
});
