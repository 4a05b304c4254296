import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFailed, vi } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { runCli, type Watched } from '../support/processes.ts';
import { freePort, temporaryDirectory } from '../support/servers.ts';

const DOCS = path.join(import.meta.dirname, '../../docs');
/** The pictures in docs are made by this test, and only when asked for: every run draws slightly other pixels. */
const pictures = process.env.UPDATE_PICTURES === '1';

/** A step that takes longer is stuck, also where everything else runs at the same time. */
const STEP_MS = 25_000;
/** The first page of a browser that was never started on this machine is read from the disk. */
const FIRST_PAGE_MS = 60_000;
vi.setConfig({ testTimeout: 120_000 });

/** What stood on the page and what the process said, where a test fails: a picture of it cannot be had afterwards. */
function tellOnFailure(page: Page): void {
  onTestFailed(async () => {
    const seen = await page
      .locator('body')
      .ariaSnapshot({ timeout: 5_000 })
      .catch((error) => `(no page: ${error})`);
    console.error(`The page:\n${seen}\nThe process:\n${process_.output()}`);
  });
}

const WORDS = {
  tr: {
    customer: 'Merhaba, faturam bu ay iki kez çekilmiş.',
    agent: 'Haklısınız, ikinci çekimi şimdi iade ettim.',
    typed: 'beş',
    liked: 'Sorunumun çözülmesi',
    anythingElse: 'Eklemek istediğiniz',
    comment: 'Çok hızlıydınız, elinize sağlık.',
    thanks: 'teşekkür ederiz',
  },
  en: {
    customer: 'Hello, I was charged twice this month.',
    agent: 'You are right, I have just refunded the second charge.',
    typed: 'five',
    liked: 'My problem was solved',
    anythingElse: 'anything you would like to add',
    comment: 'Very quick, well done.',
    thanks: 'Thank you',
  },
} as const;
type Language = keyof typeof WORDS;

let browser: Browser;
let data: string;
let process_: Watched;
let url: string;
let port: number;

async function startDemo(): Promise<void> {
  process_ = runCli(['demo'], { env: { DATA_DIR: data, PORT: String(port) } });
  const line = await process_.line(/http:\/\//);
  url = /http:\/\/\S+/.exec(line)?.[0] ?? '';
}

beforeAll(async () => {
  data = await temporaryDirectory();
  port = await freePort();
  browser = await launchBrowser();
  await startDemo();
});
afterAll(async () => {
  await browser.close();
  await process_.end('SIGTERM');
  await rm(data, { recursive: true, force: true });
});

/** A page in this language that notices when it is loaded anew. */
async function openPage(language: Language, width = 1360): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 1000 },
    locale: language,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_MS);
  page.setDefaultNavigationTimeout(FIRST_PAGE_MS);
  tellOnFailure(page);
  await page.goto(url);
  await page.locator(`input[name=language][value=${language}]`).check({ force: true });
  await page.locator(`html[lang=${language}]`).waitFor({ state: 'attached' });
  await page.evaluate(() => Object.assign(window, { loadedOnce: true }));
  return page;
}

const chat = (page: Page) => page.locator('#phone');

async function write(page: Page, text: string): Promise<void> {
  const box = chat(page).getByRole('textbox');
  await box.fill(text);
  await box.press('Enter');
}

async function talkAndClose(page: Page, language: Language): Promise<void> {
  await write(page, WORDS[language].customer);
  await page.locator('#messages').getByText(WORDS[language].customer).waitFor();
  await page.locator('#reply-text').fill(WORDS[language].agent);
  await page.locator('#reply-text').press('Enter');
  await chat(page).getByText(WORDS[language].agent).waitFor();
  await page.locator('#close').click();
}

const tile = (page: Page, name: string) => page.locator('#tiles > *').filter({ hasText: name });

describe('the demo, with everything real behind it', () => {
  it.each(['tr', 'en'] as const)(
    'goes through a whole survey in %s, and the score shows without a reload',
    async (language) => {
      const page = await openPage(language);
      await talkAndClose(page, language);
      await chat(page).getByRole('button', { name: /^5/ }).waitFor();
      await write(page, WORDS[language].typed);
      await chat(page).getByRole('button', { name: WORDS[language].liked }).click();
      await chat(page).getByText(WORDS[language].anythingElse).waitFor();
      await write(page, WORDS[language].comment);
      await chat(page).getByText(WORDS[language].thanks).waitFor();
      await tile(page, 'CSAT').getByText('100').first().waitFor();
      await page.locator('#answers').getByText(WORDS[language].comment).waitFor();
      expect(await page.evaluate(() => 'loadedOnce' in window)).toBe(true);
      await page.evaluate(() => scrollTo(0, 0));
      if (pictures) await page.screenshot({ path: path.join(DOCS, `demo-${language}.png`), fullPage: true });
      await page.context().close();
    },
  );

  it.each([
    ['ces', '4', 'CES'],
    ['nps', '9', 'NPS'],
  ] as const)('asks %s when that is chosen, and a tap is its score', async (metric, answer, name) => {
    const page = await openPage('en');
    await page.locator(`input[name=metric][value=${metric}]`).check({ force: true });
    await talkAndClose(page, 'en');
    await chat(page)
      .getByRole('button', { name: new RegExp(`^${answer}`) })
      .click();
    await tile(page, name).getByText('n = 1').waitFor();
    await page.context().close();
  });

  it('a bad score is a case in Slack, which is resolved there, and the customer is won back', async () => {
    const page = await openPage('en');
    await talkAndClose(page, 'en');
    await chat(page).getByRole('button', { name: /^1/ }).click();
    const alerts = page.locator('#slack-alerts');
    await alerts.getByText('A customer is unhappy').waitFor();
    await page.locator('#slack-scores').getByText('1 of 5').waitFor();
    await alerts.getByRole('button', { name: 'Claim' }).click();
    await alerts.getByText('Claimed by @You').waitFor();
    await alerts.getByRole('button', { name: 'Resolve' }).click();
    await alerts.getByText('Resolved by @You').waitFor();
    await chat(page).getByText('Is it solved now?').waitFor();
    await write(page, 'Yes, thank you!');
    await alerts.getByText('Recovered!').waitFor();
    await page.context().close();
  });

  it('a new problem instead of a score goes to the agent, who can answer it', async () => {
    const page = await openPage('tr');
    await talkAndClose(page, 'tr');
    await chat(page).getByRole('button', { name: /^5/ }).waitFor();
    await write(page, 'Bu arada siparişim hâlâ gelmedi, nerede kaldı?');
    await page.locator('#messages').getByText('siparişim hâlâ gelmedi').waitFor();
    await page.locator('#reply-text').fill('Hemen bakıyorum.');
    await page.locator('#reply-text').press('Enter');
    await chat(page).getByText('Hemen bakıyorum.').waitFor();
    await page.context().close();
  });

  it('goes on where it stood after kill -9, and forgets everything when it is reset', async () => {
    const page = await openPage('en');
    await talkAndClose(page, 'en');
    await chat(page).getByRole('button', { name: /^5/ }).waitFor();
    await process_.end('SIGKILL');
    await startDemo();
    await page.reload();
    await chat(page).getByRole('button', { name: /^4/ }).click();
    await page.locator('#answers').getByText('4', { exact: true }).first().waitFor();
    await page.locator('#reset').click();
    await page.locator('#reset-dialog button[value=reset]').click();
    await tile(page, 'CSAT').getByText('–').waitFor();
    expect(await chat(page).getByText(WORDS.en.customer).count()).toBe(0);
    await page.context().close();
  });
});
