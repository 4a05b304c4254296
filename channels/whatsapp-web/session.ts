import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../src/model/channel-context.ts';
import {
  type Client,
  createClient,
  rawAck,
  rawMessage,
  rawReaction,
  rawVote,
  type Starting,
} from './library.ts';
import { freeProfile, profileIn } from './profile.ts';
import { look, nudge } from './watchdog.ts';

/** How long things may take, in ms. */
export interface Patience {
  /** Until the page is there. */
  start: number;
  /** Until the library is ready once the page says that it is logged in. */
  ready: number;
  /** Between two looks at the page. */
  look: number;
  /** For one call into the page. */
  call: number;
}

/** What the session tells. */
export interface Listening {
  /** Anything that came out of the page, raw. */
  incoming(raw: unknown): void;
  /** The business wrote from its phone. */
  own(raw: unknown): void;
  pairing(text: string, how: 'qr' | 'code'): void;
  /** The phone has taken the code; the page is not ready yet. */
  linked(): void;
  ready(client: Client): void;
}

/** One run of the browser, from its start to its end. */
export interface Session {
  /** The client while it can send; null before it is ready and while the connection is away. */
  client(): Client | null;
  /** Why it ended; never rejects. */
  readonly over: Promise<string>;
  end(reason: string): void;
}

/** These end the pairing: the next run has to begin with an empty profile. */
const UNLINKED = /^(LOGOUT|UNPAIRED)$/;

/**
 * Runs one browser until it ends, for whichever reason: the library tells some (a logout), and is silent about others
 * (a killed browser, a crashed page, a page that never becomes ready). Cleans up behind it and answers the reason.
 */
export async function runSession(
  starting: Starting,
  patience: Patience,
  listening: Listening,
  { log, began }: { log: Log; began(session: Session): void },
): Promise<string> {
  const profile = profileIn(starting.dataDir);
  if (await freeProfile(profile))
    log.warn({}, 'whatsapp-web: a browser of an earlier run was still there and was ended');
  const client = await createClient(starting);
  const { promise: over, resolve: end } = Promise.withResolvers<string>();
  let ready = false;
  let connected = true;
  const guarded = guard(client, end);
  began({ client: () => (ready && connected && guarded.hears() ? client : null), over, end });
  listen(client, listening, end);
  client.on('ready', () => {
    // It comes again after every reload of the page; and too early, when the page says twice that it is synced.
    if (!guarded.hears()) return;
    ready = true;
    connected = true;
    listening.ready(client);
  });
  client.on('change_state', (state) => {
    connected = String(state) === 'CONNECTED';
  });
  const watching = new AbortController();
  const started = start(client, patience, end);
  const byQr = starting.settings.WHATSAPP_WEB_PHONE === undefined;
  void watch(client, { patience, end, ready: () => ready, byQr, log }, watching.signal);
  const reason = await over;
  ready = false;
  watching.abort();
  await clear(client, started, log);
  if (UNLINKED.test(reason)) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  return reason;
}

/** The library rejects with strings, or never answers. */
async function start(client: Client, { start: ms }: Patience, end: (reason: string) => void): Promise<void> {
  const timer = setTimeout(() => end('the page was not there in time'), ms);
  try {
    await client.initialize();
    client.pupBrowser?.on('disconnected', () => end('the browser is gone'));
    client.pupPage?.on('error', () => end('the page has crashed'));
  } catch (error) {
    end(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}

/** The parts of the library that nobody waits for, or that say more than is so. */
interface Inner {
  inject(): Promise<void>;
  destroy(): Promise<void>;
  attachEventListeners(): Promise<void>;
}

/**
 * After a reload nobody waits for the library's own work: what fails there would end the whole process. And it says
 * "ready" also where it could not attach itself to the page.
 */
function guard(client: Client, end: (reason: string) => void): { hears(): boolean } {
  const inner = client as unknown as Inner;
  const [inject, destroy, attach] = [
    inner.inject.bind(client),
    inner.destroy.bind(client),
    inner.attachEventListeners.bind(client),
  ];
  let first = true;
  let attached = false;
  inner.inject = async () => {
    attached = false;
    if (first) {
      first = false;
      return inject();
    }
    const told = (error: unknown) => (error instanceof Error ? error.message : String(error));
    await inject().catch((error: unknown) => end(`the page has changed: ${told(error)}`));
  };
  inner.attachEventListeners = async () => {
    await attach();
    attached = true;
  };
  inner.destroy = () => destroy().catch(() => {});
  return { hears: () => attached };
}

function listen(client: Client, listening: Listening, end: (reason: string) => void): void {
  client.on('qr', (qr) => listening.pairing(qr, 'qr'));
  client.on('code', (code) => listening.pairing(code, 'code'));
  client.on('authenticated', () => listening.linked());
  client.on('auth_failure', () => end('the pairing was refused'));
  client.on('disconnected', (reason) => end(String(reason)));
  client.on('message', (message) => listening.incoming(rawMessage(message)));
  client.on('message_create', (message) => {
    if (message.fromMe) listening.own(rawMessage(message));
  });
  client.on('message_ack', (message, ack) => {
    if (message.fromMe) listening.incoming(rawAck(message, ack));
  });
  client.on('message_reaction', (reaction) => listening.incoming(rawReaction(reaction)));
  client.on('vote_update', (vote) => listening.incoming(rawVote(vote)));
}

interface Watched {
  patience: Patience;
  end(reason: string): void;
  ready(): boolean;
  /** Linked by a QR code; a pairing code is renewed by the library. */
  byQr: boolean;
  log: Log;
}

/** So often in a row the page says that it is synced and the library has not stirred, until it is told. */
const PATIENT_LOOKS = 3;

/** Looks at the page itself, because the library misses things: see watchdog.ts. */
async function watch(
  client: Client,
  { patience, end, ready, byQr, log }: Watched,
  signal: AbortSignal,
): Promise<void> {
  let linkedSince: number | null = null;
  let unheard = 0;
  while (!signal.aborted) {
    await sleep(patience.look, undefined, { signal }).catch(() => {});
    const { pupPage: page } = client;
    if (signal.aborted || page === undefined || page === null) continue;
    const seen = await look(page).catch(() => null);
    if (seen === null || signal.aborted) continue;
    if (ready() || !seen.synced) linkedSince = null;
    else linkedSince ??= Date.now();
    if (linkedSince !== null && Date.now() - linkedSince > patience.ready) {
      return end('logged in, but the library does not become ready: the page may have changed');
    }
    unheard = seen.synced && !seen.helpers && !ready() ? unheard + 1 : 0;
    await nudge(page, {
      unheard: unheard === PATIENT_LOOKS,
      expired: byQr && seen.state === 'UNPAIRED_IDLE',
    }).catch((error: unknown) =>
      log.warn(
        { reason: error instanceof Error ? error.message : 'unknown' },
        'whatsapp-web: the page took no nudge',
      ),
    );
  }
}

/** A launch ends by itself within this. */
const LAUNCH_LOOKS = 700;

/** The browser must be gone, whatever state it is in, before the next may start on the profile. */
async function clear(client: Client, started: Promise<void>, log: Log): Promise<void> {
  const settled = started.then(() => true);
  // One that is only just being launched cannot be closed yet.
  for (let i = 0; i < LAUNCH_LOOKS && client.pupBrowser == null; i += 1) {
    if (await Promise.race([settled, sleep(50, false)])) break;
  }
  const browser = client.pupBrowser?.process?.() ?? null;
  const gone = await Promise.race([client.destroy(), sleep(5_000, 'late')]);
  if (gone === 'late') log.warn({}, 'whatsapp-web: the browser would not close and was ended');
  browser?.kill('SIGKILL');
  await Promise.race([settled, sleep(1_000)]);
}
