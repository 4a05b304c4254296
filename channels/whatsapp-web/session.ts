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
  began({ client: () => (ready && connected ? client : null), over, end });
  guard(client, end);
  listen(client, listening, end);
  client.on('ready', () => {
    // It comes again after every reload of the page.
    ready = true;
    connected = true;
    listening.ready(client);
  });
  client.on('change_state', (state) => {
    connected = String(state) === 'CONNECTED';
  });
  const watching = new AbortController();
  const started = start(client, patience, end);
  void watch(client, { patience, end, ready: () => ready, log }, watching.signal);
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

/** After a reload nobody waits for the library's own work: what fails there would end the whole process. */
function guard(client: Client, end: (reason: string) => void): void {
  const inner = client as unknown as { inject(): Promise<void>; destroy(): Promise<void> };
  const [inject, destroy] = [inner.inject.bind(client), inner.destroy.bind(client)];
  let first = true;
  inner.inject = async () => {
    if (first) {
      first = false;
      return inject();
    }
    await inject().catch((error: unknown) =>
      end(`the page has changed: ${error instanceof Error ? error.message : error}`),
    );
  };
  inner.destroy = () => destroy().catch(() => {});
}

function listen(client: Client, listening: Listening, end: (reason: string) => void): void {
  client.on('qr', (qr) => listening.pairing(qr, 'qr'));
  client.on('code', (code) => listening.pairing(code, 'code'));
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
  log: Log;
}

/** Looks at the page itself, because the library misses things: see watchdog.ts. */
async function watch(
  client: Client,
  { patience, end, ready, log }: Watched,
  signal: AbortSignal,
): Promise<void> {
  let linkedSince: number | null = null;
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
    await nudge(page, seen, ready()).catch((error: unknown) =>
      log.warn(
        { reason: error instanceof Error ? error.message : 'unknown' },
        'whatsapp-web: the page took no nudge',
      ),
    );
  }
}

/** The browser must be gone, whatever state it is in, before the next may start on the profile. */
async function clear(client: Client, started: Promise<void>, log: Log): Promise<void> {
  const browser = () => client.pupBrowser?.process?.() ?? null;
  const gone = Promise.race([client.destroy(), sleep(5_000, 'late')]);
  if ((await gone) === 'late') log.warn({}, 'whatsapp-web: the browser would not close and was ended');
  browser()?.kill('SIGKILL');
  await Promise.race([started, sleep(1_000)]);
  // It may have come up only now.
  await Promise.race([client.destroy(), sleep(1_000)]);
  browser()?.kill('SIGKILL');
}
