import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pairRoutes } from '../../../channels/whatsapp-web/pair-routes.ts';
import type { Link } from '../../../channels/whatsapp-web/pairing.ts';
import { accessibilityFaults } from '../../console/accessibility.ts';
import { keptLog, testContext } from '../../contract/context.ts';
import { serveRoutes } from '../../contract/serve-routes.ts';
import { launchBrowser } from '../../support/browser.ts';

const PATIENT = { timeout: 25_000 };
const QR = '2@hY3c/f0Zq1,Xw8kT9,AbCdEf==,ref-1';

let link: Link = { is: 'starting' };
let at = new Date('2026-11-22T08:00:00Z');
const log = keptLog();
const channel = {
  name: 'whatsapp-web',
  routes: pairRoutes(testContext({ log, now: () => at }), () => link),
};
let served: Awaited<ReturnType<typeof serveRoutes>>;
let browser: Browser;
let url: string;

beforeAll(async () => {
  served = await serveRoutes(() => channel as never);
  url = `${served.url}/channels/whatsapp-web/pair`;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

const post = (token: string) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ token }), redirect: 'manual' });

async function picture(page: Page, name: string): Promise<void> {
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png` });
}

describe('the page with the pairing code', { timeout: 60_000 }, () => {
  test('shows nothing to whoever does not hold the API token, and keeps the token nowhere', async () => {
    link = { is: 'pairing', how: 'code', text: 'ABCD1234' };
    const wrong = await post('the-api-token2');
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('set-cookie')).toBeNull();
    const right = await post('the-api-token');
    expect([right.status, right.headers.get('location')]).toEqual([303, 'pair']);
    const cookie = right.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^afterword_pair=\d+\.[\w-]+; Max-Age=1800; HttpOnly; SameSite=Strict$/);
    const [pass = ''] = cookie.split(';');
    const shown = async (sent: string) => {
      const answer = await fetch(url, { headers: { cookie: sent } });
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      return (await answer.text()).includes('ABCD-1234');
    };
    expect(await shown(`other=1; ${pass}`)).toBe(true);
    const forged = pass.replace(/=\d/, (from) => (from === '=9' ? '=8' : '=9'));
    for (const sent of ['', forged, `${pass}x`, 'afterword_pair=']) expect(await shown(sent)).toBe(false);
    at = new Date(at.getTime() + 31 * 60_000);
    expect(await shown(pass)).toBe(false);
    expect(JSON.stringify([log.lines, cookie])).not.toContain('the-api-token');
  });

  test('goes from the QR code to the link by itself, on a phone, in light and dark, for everybody', async () => {
    link = { is: 'elsewhere' };
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    const faults: string[] = [];
    page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(url);
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, 'token');
    await page.getByLabel('API token').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor(PATIENT);
    expect(await accessibilityFaults(page)).toEqual([]);
    // The browser itself reports the 401.
    faults.length = 0;
    await page.getByLabel('API token').fill('the-api-token');
    await page.getByRole('button').click();
    await page.getByText('does not hold the browser').waitFor(PATIENT);
    expect(page.url()).toBe(url);
    link = { is: 'pairing', how: 'qr', text: QR };
    await page.getByRole('img', { name: /QR code/ }).waitFor(PATIENT);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await accessibilityFaults(page)).toEqual([]);
      await picture(page, `qr-${colorScheme}`);
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(360);
    link = { is: 'pairing', how: 'code', text: '<b>AB1' };
    await page.getByText('<b>AB1').waitFor(PATIENT);
    await picture(page, 'code');
    link = { is: 'loading' };
    await page.getByText('fetches its chats').waitFor(PATIENT);
    link = { is: 'linked', as: '905550000000' };
    await page.getByText('Linked as +905550000000').waitFor(PATIENT);
    expect(await page.locator('#pairing').innerHTML()).toBe('');
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, 'linked');
    expect(faults).toEqual([]);
    await page.close();
  });
});
