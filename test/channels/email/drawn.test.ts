import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { renderMail } from '../../../channels/email/render.ts';
import { accessibilityFaults } from '../../console/accessibility.ts';
import { testContext } from '../../contract/context.ts';
import { launchBrowser } from '../../support/browser.ts';
import { csat, inWords, nps, openStage, reason } from './stage.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const PHONE = { width: 320, height: 640 };

async function newPage(
  more: { javaScriptEnabled?: boolean; colorScheme?: 'dark' | 'light' } = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: PHONE, ...more });
  open.push(() => context.close());
  return context.newPage();
}

const isWiderThanPhone = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

/** What a finger can hit, at least: WCAG 2.2 wants 24 pixels, phones' makers 44. */
const smallestTarget = (page: Page, selector: string) =>
  page.$$eval(selector, (all) => Math.min(...all.map((one) => one.getBoundingClientRect().height)));

const { words } = testContext();
const links = {
  rate: (i: number | null) => `https://survey.acme.example/rate?t=${i}`,
  unsubscribe: 'https://survey.acme.example/u',
};
const messages = { csat, nps, reason, inWords };

describe('a mail on a phone', () => {
  it.each(
    Object.entries(messages).flatMap(([name, message]) =>
      // Colours are the same in every mail: one is looked at in the dark.
      (message === csat ? (['light', 'dark'] as const) : (['light'] as const)).map((scheme) => ({
        name,
        message,
        scheme,
      })),
    ),
  )('$name in the $scheme: readable, tappable, without a fault of WCAG', async ({ message, scheme }) => {
    const page = await newPage({ colorScheme: scheme });
    await page.setContent(renderMail(message, words(message.language), links).html);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await isWiderThanPhone(page)).toBe(false);
    expect(await smallestTarget(page, 'a[href*="rate"]')).toBeGreaterThanOrEqual(44);
    const direction = await page.evaluate(
      () => getComputedStyle(document.querySelector('p') as Element).direction,
    );
    expect(direction).toBe(message.language === 'ar' ? 'rtl' : 'ltr');
  });
});

describe('the rating page on a phone', () => {
  it.each(Object.entries(messages))('%s: without a fault of WCAG, light and dark', async (_name, message) => {
    const stage = await openStage();
    open.push(stage.close);
    const { links: own, unsubscribe } = await stage.asks(message);
    for (const colorScheme of message === csat ? (['light', 'dark'] as const) : (['light'] as const)) {
      const page = await newPage({ colorScheme });
      const others = message === csat ? [unsubscribe, `${stage.url}/rate?t=x`] : [];
      for (const address of [own[0] ?? '', ...others]) {
        await page.goto(address);
        expect(await accessibilityFaults(page)).toEqual([]);
        expect(await isWiderThanPhone(page)).toBe(false);
      }
    }
  });

  it('is answered with the keyboard, without JavaScript', async () => {
    const stage = await openStage();
    open.push(stage.close);
    const page = await newPage({ javaScriptEnabled: false });
    await page.goto((await stage.asks(csat)).links[2] ?? '');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Tab');
    await page.keyboard.type('hızlıydı');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Yanıtınız bize ulaştı.').waitFor();
    expect(stage.inbox.offered).toMatchObject([
      { kind: 'choice', token: 't4' },
      { kind: 'text', text: 'hızlıydı' },
    ]);
  });

  it('says each answer with its meaning to a screen reader, in one group named by the question', async () => {
    const stage = await openStage();
    open.push(stage.close);
    const page = await newPage();
    await page.goto((await stage.asks(csat)).links[4] ?? '');
    const group = page.getByRole('group', { name: csat.text });
    await group.getByRole('radio', { name: '1 – Hiç memnun değilim' }).waitFor({ state: 'attached' });
    expect(await group.getByRole('radio', { name: '5 – Çok memnunum' }).isChecked()).toBe(true);
    expect(await group.getByRole('radio').count()).toBe(5);
  });

  it('is skipped by a button of its own, and tells no other site where one came from', async () => {
    const seen: (string | undefined)[] = [];
    const elsewhere = createServer((request, response) => {
      seen.push(request.headers.referer);
      response.end('ok');
    });
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    open.push(async () => void elsewhere.close());
    const { port } = elsewhere.address() as AddressInfo;
    const stage = await openStage();
    open.push(stage.close);
    const page = await newPage();
    const text = `More? http://127.0.0.1:${port}/review`;
    await page.goto((await stage.asks({ ...inWords, text })).links[0] ?? '');
    await page.getByRole('link', { name: /review/ }).click();
    await page.waitForURL(/review/);
    expect(seen[0]).toBeUndefined();
    await page.goBack();
    await page.getByRole('button', { name: 'Skip' }).click();
    await page.getByText('Your answer has reached us.').waitFor();
    expect(stage.inbox.offered).toMatchObject([{ kind: 'choice', token: 'skip' }]);
  });
});
