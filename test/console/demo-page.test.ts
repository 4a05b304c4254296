import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { accessibilityFaults } from './accessibility.ts';
import { demoPageServer } from './demo-page-server.ts';
import * as states from './demo-page-states.ts';

let browser: Browser;
let server: Awaited<ReturnType<typeof demoPageServer>>;
let page: Page;
let faults: string[];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await demoPageServer();
});
afterEach(async () => {
  await page.context().close();
  await server.close();
});

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1360, height: 900 };

async function visit(options: BrowserContextOptions = {}): Promise<void> {
  const context = await browser.newContext({ viewport: DESK, locale: 'en', ...options });
  page = await context.newPage();
  faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(server.url);
  await page.locator('afterword-chat .log:not([aria-busy])').waitFor({ state: 'attached' });
  await page.locator('#tiles .tile').first().waitFor({ state: 'attached' });
}

/** What a person reads there. */
const textOf = async (place: Locator): Promise<string> => (await place.allInnerTexts()).join('\n');

const tile = (metric: string) => page.locator('.tile', { has: page.getByRole('heading', { name: metric }) });
const ask = (language: 'tr' | 'en' = 'en') => {
  const { question, low, high } = states.talk(language);
  const meanings: Record<number, string> = { 1: low, 5: high };
  const choices = [1, 2, 3, 4, 5].map((n) => {
    const meaning = meanings[n];
    return { token: `token-${n}`, label: String(n), ...(meaning === undefined ? {} : { meaning }) };
  });
  const message = {
    kind: 'question',
    language,
    text: question,
    layout: 'scale',
    choices,
    typedHint: '',
  } as const;
  return server.channel.send(server.address(), message, `ask-${language}`);
};

describe('the first look', () => {
  test('says what to do first, and shows no figure where there is none', async () => {
    await visit();
    await expect(page.locator('#messages').getAttribute('data-empty')).resolves.toContain(
      'Write something as',
    );
    for (const metric of ['CSAT', 'CES', 'NPS']) {
      expect(await tile(metric).locator('.value').textContent()).toBe('–');
      expect(await tile(metric).textContent()).not.toMatch(/NaN|null|undefined|Infinity/);
    }
    expect(faults).toEqual([]);
  });

  test("begins a session in the browser's language, and keeps it over a reload", async () => {
    await visit({ locale: 'tr-TR' });
    const sessions = () => server.calls.filter(({ path }) => path === 'session');
    expect(sessions()).toEqual([{ path: 'session', body: { language: 'tr', metric: 'csat' } }]);
    await page.reload();
    await page.locator('afterword-chat .log:not([aria-busy])').waitFor({ state: 'attached' });
    expect(sessions()).toHaveLength(1);
  });
});

describe('what changes shows at once, without a reload', () => {
  test('a template with a fault, and that it is mended', async () => {
    await visit();
    const banner = page.getByRole('status', { name: 'A template has a fault' });
    expect(await banner.count()).toBe(0);
    const faulty = {
      file: 'csat.yaml',
      line: 7,
      message: 'unknown key "priorty"',
      more: 1,
      template: 'csat',
    };
    server.show({ ...states.empty, faultyTemplates: [faulty] });
    await banner.waitFor();
    expect(await banner.textContent()).toMatch(
      /csat\.yaml, line 7:\s*unknown key "priorty"\. \(and 1 more\) Its last good version goes on: csat\./,
    );
    server.show(states.empty);
    await banner.waitFor({ state: 'hidden' });
    expect(faults).toEqual([]);
    server.show({ ...states.empty, faultyTemplates: [faulty] });
    await banner.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test('the figures with n and interval, the last answers and the funnel', async () => {
    await visit();
    server.show(states.answered('en'));
    await tile('CSAT').getByText('83%').waitFor();
    expect(await textOf(tile('CSAT').locator('.certainty'))).toMatch(/n = 12\s*95% interval 55 to 95/);
    expect(await tile('CES').locator('.value').textContent()).toBe('4.2');
    expect(await tile('NPS').locator('.value').textContent()).toBe('+43');
    expect(await textOf(tile('CSAT').locator('.funnel'))).toMatch(
      /Asked\s+14\s+Delivered\s+14\s+Answered\s+12/,
    );
    const [first] = await page.locator('#answers tbody tr').allInnerTexts();
    expect(first).toContain('Quick, and no copy-paste answers.');
    expect(await page.locator('.histogram').first().locator('li').allTextContents()).toContainEqual(
      expect.stringContaining('5: 6'),
    );
  });

  test('the way of the question, with what took how long and why', async () => {
    await visit();
    server.show(states.planned('en', new Date(Date.now() + 3_600_000)));
    await page.getByText('Question in 3600 s').waitFor();
    server.show(states.answered('en'));
    await page.locator('#timeline').getByText('Survey complete').waitFor();
    expect(await page.locator('.timeline li').allInnerTexts()).toEqual([
      'Question planned',
      expect.stringMatching(/^Question asked\s+\+1\.1 sec$/),
      expect.stringMatching(/^Arrived in the customer’s chat\s+\+1\.3 sec$/),
      expect.stringMatching(/^Score received\s+\+12 sec\s+the follow-up is open$/),
      expect.stringMatching(/^Survey complete\s+\+31 sec$/),
    ]);
    expect(await page.locator('#survey-said').textContent()).toBe('Survey complete');
    expect(await page.getByRole('button', { name: 'Close conversation' }).count()).toBe(0);
  });

  test('a message that is no answer, marked as handed to the agent', async () => {
    await visit();
    server.show(states.handedOver('en'));
    const handed = page.locator('.message', { hasText: 'can I change the address?' });
    await handed.getByText('Handed to you').waitFor();
    expect(await page.getByText('Handed to you: not an answer').count()).toBe(1);
  });

  test('what agents see of it in Slack, with buttons that work', async () => {
    await visit();
    const place = page.locator('#slack-alerts');
    const before = await page.locator('#slack').boundingBox();
    expect(await place.getAttribute('data-empty')).toContain('opens a case');
    server.show(states.unhappy('en', '<!channel> *slow* `rm` <b>'));
    await place.getByText('A customer is unhappy').waitFor();
    expect(await textOf(page.locator('#slack-scores'))).toMatch(
      /🔴\s+1 of 5 · Very unsatisfied · CSAT\s+<!channel> \*slow\* `rm` <b>\s+Agent: Deniz/,
    );
    expect(await textOf(place)).toContain('Claimed by @You');
    expect((await page.locator('#slack').boundingBox())?.height).toBe(before?.height);
    await place.getByRole('button', { name: 'Reply to the customer' }).click();
    expect(await page.locator('#reply-text').evaluate((box) => box === document.activeElement)).toBe(true);
    await place.getByRole('button', { name: 'Resolve' }).press('Enter');
    await expect
      .poll(() => server.calls.at(-1))
      .toEqual({
        path: 'case',
        body: { session: 's-1', action: 'resolve' },
      });
    expect(faults).toEqual([]);
  });

  test('a state and a reason that the page does not know, as they are', async () => {
    await visit();
    const known = states.asked('en');
    const history = [{ at: new Date().toISOString(), state: 'abducted', reason: '<b>aliens</b>' }];
    server.show({ ...known, invitation: { id: 'i', state: 'abducted', reason: null, dueAt: null, history } });
    const entry = page.locator('.timeline li', { hasText: 'abducted' });
    await entry.waitFor();
    expect(await textOf(entry)).toMatch(/abducted\s+<b>aliens<\/b>/);
  });
});

describe('the agent', () => {
  test('replies with the keyboard alone, and closes the conversation', async () => {
    await visit();
    server.show(states.open('en'));
    await page.getByRole('textbox', { name: 'Write a reply…' }).focus();
    await page.keyboard.type('Of course.');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Close conversation' }).press('Enter');
    await expect.poll(() => server.calls.map(({ path }) => path)).toContain('close');
    expect(server.calls.slice(1)).toEqual([
      { path: 'agent-message', body: { session: 's-1', text: 'Of course.' } },
      { path: 'close', body: { session: 's-1' } },
    ]);
  });

  test('is told what to do when something does not work, and the words stay in the box', async () => {
    await visit();
    server.refuse(500);
    const box = page.getByRole('textbox', { name: 'Write a reply…' });
    await box.fill('Of course.');
    await box.press('Enter');
    await page.getByRole('alert').getByText('Try again in a moment').waitFor();
    expect(await box.inputValue()).toBe('Of course.');
    server.refuse(null);
    await box.press('Enter');
    await page.getByRole('alert').waitFor({ state: 'hidden' });
    expect(await box.inputValue()).toBe('');
  });
});

describe('the choosers', () => {
  test('turn the whole page into Turkish, the chat included', async () => {
    await visit();
    server.show(states.answered('en'));
    await page.getByRole('radio', { name: 'Türkçe' }).check();
    await page.getByText('Puanlarınız', { exact: true }).waitFor();
    await tile('CSAT').getByText('%83').waitFor();
    expect(await tile('CES').locator('.value').textContent()).toBe('4,2');
    expect(await page.locator('html').getAttribute('lang')).toBe('tr');
    await page.getByPlaceholder('Bir mesaj yazın…').waitFor();
    expect(server.calls.at(-1)).toEqual({
      path: 'settings',
      body: { session: 's-1', language: 'tr', metric: 'csat' },
    });
    const english = await page.evaluate<object>("import('/words.js').then(({ WORDS }) => WORDS.en)");
    const long = Object.values(english).filter((word) => typeof word === 'string' && word.length > 12);
    const shown = await page.locator('body').allInnerTexts();
    expect(long.filter((word) => shown.join().includes(word))).toEqual([]);
  });

  test('ask for another metric', async () => {
    await visit();
    await page.getByRole('radio', { name: 'NPS' }).check();
    await expect.poll(() => server.calls.at(-1)?.body).toMatchObject({ metric: 'nps' });
  });

  test('start over only after a question in the page, with a new visitor', async () => {
    await visit();
    server.show(states.answered('en'));
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep everything' }).click();
    expect(server.calls.map(({ path }) => path)).not.toContain('reset');
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click();
    await tile('CSAT').getByText('No answers yet').waitFor();
    await server.channel.send(server.address(), { kind: 'text', language: 'en', text: 'new here' }, 'k');
    await page.locator('afterword-chat').getByText('new here').waitFor();
    expect(server.address()).toEqual({ visitor: 'anon-demo-2' });
  });
});

describe('the customer', () => {
  test('writes, is asked, and answers with the keyboard', async () => {
    await visit();
    const box = page.getByRole('textbox', { name: 'Write a message…' });
    await box.fill('Where is my parcel?');
    await box.press('Enter');
    await server.inbox.text('Where is my parcel?');
    await ask();
    const four = page.getByRole('button', { name: '4', exact: true });
    await page.getByRole('button', { name: '5, Very satisfied' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    expect((await server.inbox.choice('token-4')).sender.value).toBe('anon-demo-1');
    expect(await four.getAttribute('aria-pressed')).toBe('true');
  });
});

test('a server that goes away and comes back is told politely, and nothing has to be reloaded', async () => {
  await visit();
  await server.goAway();
  await page.getByRole('alert').getByText('npm run demo').waitFor();
  // Tried again by hand it is still away; back again, the page finds out by itself.
  await page.getByRole('button', { name: 'Try again' }).click();
  await server.comeBack();
  await page.getByRole('alert').waitFor({ state: 'hidden' });
  server.show(states.answered('en'));
  await tile('CSAT').getByText('83%').waitFor();
});

describe('on a phone', () => {
  test('one part shows at a time, and what is new in another is marked', async () => {
    await visit({ viewport: PHONE });
    expect(await tile('CSAT').isVisible()).toBe(false);
    server.show(states.answered('en'));
    await page.getByRole('button', { name: 'Scores, something new' }).click();
    expect(await tile('CSAT').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Scores', exact: true }).waitFor();
  });

  test('nothing is wider than the screen, however long the words', async () => {
    await visit({ viewport: PHONE });
    server.show({ ...states.long('tr'), slack: states.unhappy('tr', 'ÇokUzun'.repeat(90)).slack });
    for (const view of ['Müşteri', 'Temsilci', 'Puanlar']) {
      await page.getByRole('button', { name: view }).click();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        PHONE.width,
      );
    }
  });
});

describe('every look is accessible (WCAG A and AA, by axe)', () => {
  for (const language of ['en', 'tr'] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${language}, ${colorScheme}: everything that can be there, on a desk`, async () => {
        await visit({ locale: language, colorScheme });
        await ask(language);
        await page.locator('afterword-chat .choices').waitFor();
        server.show({ ...states.handedOver(language), slack: states.unhappy(language, 'Three days!').slack });
        await page.locator('.message.handed').waitFor();
        expect(await accessibilityFaults(page)).toEqual([]);
      });
    }
  }

  test('before anything was written, and the question before starting over', async () => {
    await visit();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator('#reset').click();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  for (const [language, colorScheme] of [
    ['en', 'dark'],
    ['tr', 'light'],
  ] as const) {
    test(`${language}, ${colorScheme}: each part on a phone`, async () => {
      await visit({ locale: language, colorScheme, viewport: PHONE });
      await ask(language);
      server.show(states.unhappy(language, 'Three days!'));
      for (const view of await page.locator('#views button').all()) {
        await view.click();
        expect(await accessibilityFaults(page)).toEqual([]);
      }
    });
  }
});
