import type { Client } from './library.ts';

type Page = NonNullable<Client['pupPage']>;

/** What the page says of itself. */
export interface Seen {
  state: string;
  synced: boolean;
  /** The library's helpers are in the page. */
  helpers: boolean;
}

/** Reads the page's socket. Runs in the page, so it may use nothing from here. */
export const look = (page: Page): Promise<Seen | null> =>
  page.evaluate(() => {
    const inPage = window as unknown as {
      require?(name: string): { Socket: { state: string; hasSynced: boolean } };
      WWebJS?: unknown;
      onAppStateHasSyncedEvent?: unknown;
    };
    if (inPage.require === undefined || inPage.onAppStateHasSyncedEvent === undefined) return null;
    const { state, hasSynced } = inPage.require('WAWebSocketModel').Socket;
    return { state, synced: hasSynced === true, helpers: inPage.WWebJS !== undefined };
  });

/**
 * Helps where the library is deaf. It hears only the change of `hasSynced`: a session that was restored and is synced
 * already would never be ready. And its own handler for an expired QR code throws: the page is asked for a new one.
 */
export async function nudge(
  page: Page,
  { unheard, expired }: { unheard: boolean; expired: boolean },
): Promise<void> {
  if (unheard) {
    await page.evaluate(() => {
      (window as unknown as { onAppStateHasSyncedEvent(): void }).onAppStateHasSyncedEvent();
    });
  }
  if (expired) {
    await page.evaluate(() => {
      const { require: load } = window as unknown as {
        require(name: string): { Cmd: { refreshQR(): void } };
      };
      load('WAWebCmd').Cmd.refreshQR();
    });
  }
}
