import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channelModules } from '../../channels/index.ts';
import { preview } from '../../src/cli/templates-preview.ts';
import { keptOutput } from '../cli/kept-output.ts';
import { launchBrowser } from '../support/browser.ts';
import { folderOf, SHIPPED, small } from '../templates/folder-of.ts';

const DOCS = join(import.meta.dirname, '../../docs');
/** The pictures in docs are made by this test, and only when asked for: every run draws slightly other pixels. */
const pictures = process.env.UPDATE_PICTURES === '1';

const LONG = 'An answer with so many words that no button of any phone could ever show it whole';

let browser: Browser;
let dir: string;
beforeAll(async () => {
  browser = await launchBrowser();
  dir = await mkdtemp(join(tmpdir(), 'afterword-preview-'));
});
afterAll(async () => {
  await browser.close();
  await rm(dir, { recursive: true, force: true });
});

/** The page of a template, as an admin opens it. */
async function open(file: string, lang: string): Promise<Page> {
  const html = join(dir, `${lang}.html`);
  const options = { file, lang, channel: 'all', variant: undefined, html, wordsDirs: [SHIPPED] };
  await preview({ ...options, modules: channelModules }, keptOutput().output);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  await page.goto(pathToFileURL(html).href);
  return page;
}

/** Of every chat: how wide it is, and whether anything in it reaches beyond it. */
const chats = (page: Page) =>
  page.locator('.phone').evaluateAll((phones) =>
    phones.map((phone) => {
      const { width, right, left } = phone.getBoundingClientRect();
      const inside = [...phone.querySelectorAll('*')].map((node) => node.getBoundingClientRect());
      return { width, fits: inside.every((box) => box.right <= right + 1 && box.left >= left - 1) };
    }),
  );

describe('the page of a preview', () => {
  it.each(['en', 'tr'])(
    '%s: draws each chat on a phone 360 pixels wide, and nothing beyond it',
    async (lang) => {
      const page = await open(join(SHIPPED, 'csat.yaml'), lang);
      const drawn = await chats(page);
      expect(drawn.length).toBeGreaterThan(channelModules.length * 4);
      expect(new Set(drawn.map(({ width, fits }) => `${width} ${fits}`))).toEqual(new Set(['360 true']));
      if (pictures) {
        const rows = await page.locator('main > h3').nth(2).boundingBox();
        const width = Math.ceil((await page.locator('main').boundingBox())?.width ?? 0) + 64;
        await page.setViewportSize({ width, height: Math.floor(rows?.y ?? 900) });
        await page.screenshot({ path: join(DOCS, `preview-${lang}.png`) });
      }
      await page.close();
    },
  );

  it('cuts a long answer where the app cuts it, and breaks it where the app breaks it', async () => {
    const choices = `choices: [{ value: a, label: { en: "${LONG}" } }, { value: b, label: { en: "No" } }]`;
    const more = `  - { id: why, type: choice, text: { en: "Why?" }, ${choices} }\nthanks:`;
    const page = await open(
      join(await folderOf({ 'a.yaml': small('a').replace('thanks:', more) }), 'a.yaml'),
      'en',
    );
    expect((await chats(page)).every(({ fits }) => fits)).toBe(true);
    const heights = (kind: string) =>
      page
        .locator(`.${kind} .button`, { hasText: 'An answer' })
        .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().height));
    const [cut, wrapped] = [await heights('cut'), await heights('wrap')];
    expect(cut.length).toBeGreaterThan(0);
    expect(wrapped.length).toBeGreaterThan(0);
    expect(Math.max(...cut)).toBeLessThan(Math.max(...wrapped));
    await page.close();
  });

  it('reads from right to left in Arabic', async () => {
    const page = await open(join(SHIPPED, 'library/support-csat.yaml'), 'ar');
    expect(await page.locator('.phone').first().getAttribute('dir')).toBe('rtl');
    expect((await chats(page)).every(({ fits }) => fits)).toBe(true);
    await page.close();
  });
});
