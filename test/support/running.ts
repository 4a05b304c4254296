import { randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { channelModules, slackConnectionOf } from '../../channels/index.ts';
import { readSettings } from '../../src/config.ts';
import { type Afterword, openAfterword } from '../../src/lifecycle.ts';
import { startTelegramFake, type TelegramFake } from '../fakes/telegram/fake.ts';
import { freshDatabase, freshRedis } from './databases.ts';
import { temporaryDirectory } from './servers.ts';

export const TOKEN = 'test-token-test-token';

/** The two places where the queue can live; suites run over both. */
export const BACKENDS = ['postgresql', 'redis'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** Ready-made templates with another delay, in a folder of the test's own. */
export async function templatesWithDelay(delay: string): Promise<string> {
  const dir = await temporaryDirectory();
  await cp(path.join(import.meta.dirname, '../../templates'), dir, { recursive: true });
  await askAtWill(dir);
  for (const name of ['csat.yaml', 'ces.yaml', 'nps.yaml']) {
    const file = path.join(dir, name);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/delay: \S+/, `delay: ${delay}`));
  }
  return dir;
}

/** No pauses between surveys, and no waiting for quiet: a test asks the same person again and again. What is about pauses writes its own. */
export async function askAtWill(dir: string): Promise<void> {
  await mkdir(path.join(dir, 'rules'), { recursive: true });
  await writeFile(path.join(dir, 'rules/asking.yaml'), 'floor: 0s\nhold_until_quiet: 0s\n');
  const defaults = path.join(dir, 'defaults.yaml');
  const text = await readFile(defaults, 'utf8').catch(() => null);
  if (text !== null) await writeFile(defaults, text.replace(/^ *cool_down:.*\n/m, ''));
}

/** Everything that one afterword needs of the world: a database, a queue, a Telegram and templates of its own. */
export interface World {
  env: Record<string, string>;
  fake: TelegramFake;
  templates: string;
  flushQueue(): Promise<void>;
  dispose(): Promise<void>;
}

export async function openWorld(backend: BackendName, delay = '0s'): Promise<World> {
  const [database, fake, templates, data] = await Promise.all([
    freshDatabase({ migrated: false }),
    startTelegramFake(),
    templatesWithDelay(delay),
    temporaryDirectory(),
  ]);
  const redis = backend === 'redis' ? await freshRedis() : null;
  fake.world.person({ id: 4242 });
  return {
    fake,
    templates,
    env: {
      HOST: '127.0.0.1',
      PORT: '0',
      API_TOKEN: TOKEN,
      SIGNING_SECRET: 'a-signing-secret-for-tests',
      DATA_DIR: data,
      DATABASE_URL: database.url,
      TEMPLATES_DIR: templates,
      LOG_LEVEL: 'info',
      TELEGRAM_BOT_TOKEN: fake.token,
      TELEGRAM_API_ROOT: fake.url,
      ...(redis === null ? {} : { REDIS_URL: redis.url }),
    },
    flushQueue: async () => redis?.flush(),
    async dispose() {
      await fake.close();
      await redis?.drop();
      await database.drop();
      await rm(templates, { recursive: true, force: true });
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** An afterword in this process, over a world; by its roles a part of one. */
export function startIn(world: World, roles = { http: true, work: true }): Promise<Afterword> {
  return openAfterword({
    settings: readSettings(world.env, channelModules),
    log: pino({ level: 'silent' }),
    roles,
    modules: channelModules,
    workspaceOf: slackConnectionOf,
    holder: randomUUID(),
  });
}

/** Calls the HTTP API of an afterword. */
export function client(url: string, token: string | null = TOKEN) {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const call = async (method: string, where: string, body?: unknown) => {
    const sent = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${url}${where}`, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      body: sent,
    });
    // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came back
    return { status: response.status, body: (await response.json()) as any, headers: response.headers };
  };
  return {
    post: (where: string, body: unknown) => call('POST', where, body),
    get: (where: string) => call('GET', where),
    close: (id: string, more: object = {}) => call('POST', '/hooks/generic', { ...CLOSE, id, ...more }),
    reopen: (id: string) =>
      call('POST', '/hooks/generic', { event: 'conversation.reopened', id, source: CLOSE.source }),
  };
}

/** A conversation with the person of the fake's private chat 4242. */
export const CLOSE = {
  event: 'conversation.closed',
  source: 'test-desk',
  channel: 'telegram',
  address: { chat_id: '4242' },
  contact: { id: 'u-77', language: 'tr' },
  tags: ['support'],
  agent: { id: 'ag-5', team: 'billing' },
};

/**
 * Asks again until the answer is as wanted: for facts that the outside can only learn by asking.
 * @throws after `patienceMs` with the last answer
 */
export async function until<T>(
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
  patienceMs = 20_000,
): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`not as wanted after ${patienceMs} ms: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
