import { type Browser, chromium } from 'playwright-core';

/** Debian's Chromium, or the one that `CHROMIUM_PATH` names. */
export const chromiumPath = (): string => process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** No sandbox, because tests may run as root; and nothing that would leave this machine. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A headless browser for one test file; close it afterwards. It has drawn a page already: what a machine does once (fonts,
 * a browser that was never started) belongs to no test.
 */
export async function launchBrowser(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ARGS, headless: true });
  const page = await browser.newPage();
  await page.setContent('<p>Şöyle: 5</p>');
  await page.screenshot();
  await page.close();
  return browser;
}
