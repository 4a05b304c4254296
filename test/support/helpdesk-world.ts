import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pino } from 'pino';
import { z } from 'zod';
import { readSettings } from '../../src/config.ts';
import { type Afterword, openAfterword } from '../../src/lifecycle.ts';
import { type Channel, type ChannelModule, defaultCapabilities } from '../../src/model/channel.ts';
import { type Case, cases } from '../intake/cases.ts';
import { signers } from '../intake/signing.ts';
import { freshDatabase } from './databases.ts';
import { askAtWill, TOKEN } from './running.ts';
import { temporaryDirectory } from './servers.ts';

const TEMPLATE = `
id: test
metric: csat
languages: [en, tr]
ask: { delay: 0s, expires_after: 1h }
questions:
  - { id: score, type: scale, scale: { min: 1, max: 5, good: [4, 5] }, text: { en: "How was it?", tr: "Nasıldı?" } }
thanks: { en: "Thanks!", tr: "Teşekkürler!" }
`;

/** A question as it reached a customer. */
export interface Asked {
  channel: string;
  address: Readonly<Record<string, unknown>>;
  text: string;
}

/** A channel that keeps what is sent: which platform it is makes no difference to a hook. */
function keeping(name: string, key: string, asked: Asked[]): ChannelModule {
  const capabilities = { ...defaultCapabilities, maxButtons: 10 };
  return {
    name,
    settings: z.object({}),
    requires: [],
    capabilities,
    address: {
      schema: z.looseObject({ [key]: z.string() }),
      example: { [key]: '1' },
      toKey: (address) => String(address[key]),
      fromKey: (value) => ({ [key]: value }),
      identity: (address) => ({ type: name, value: String(address[key]) }),
    },
    create: (): Channel => ({
      name,
      capabilities,
      start: async () => undefined,
      stop: async () => undefined,
      async send(address, message) {
        asked.push({ channel: name, address, text: message.text });
        return { id: asked.length };
      },
    }),
  };
}

/** What the helpdesks' APIs answer, and every call that was made: ids of conversations may have more behind them. */
async function startApis() {
  const calls: string[] = [];
  const known = cases.flatMap(({ answers, conversation }) =>
    Object.entries(answers).map(([at, answer]) => {
      const [before = '', behind] = at.split(conversation);
      const pattern = behind === undefined ? at : `${before}${conversation}\\w*${behind}`;
      return { pattern: new RegExp(`^${pattern.replaceAll('.', '\\.')}$`), answer };
    }),
  );
  /** Answers that come before the usual ones, in order. */
  const struck: { status: number; headers?: Record<string, string> }[] = [];
  const server = createServer((request, response) => {
    const at = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    calls.push(at);
    const fault = struck.shift();
    const found = known.find(({ pattern }) => pattern.test(at));
    const status = fault?.status ?? (found === undefined ? 404 : 200);
    response.writeHead(status, { 'content-type': 'application/json', ...fault?.headers });
    response.end(JSON.stringify(fault === undefined ? (found?.answer ?? {}) : {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, struck, close };
}

/** An afterword that takes the hooks of every helpdesk, over channels that keep what is sent. */
export async function openHelpdeskWorld(extra: Readonly<Record<string, string>> = {}) {
  const [database, dir, apis] = await Promise.all([
    freshDatabase({ migrated: false }),
    temporaryDirectory(),
    startApis(),
  ]);
  await writeFile(path.join(dir, 'test.yaml'), TEMPLATE);
  await askAtWill(dir);
  const asked: Asked[] = [];
  const modules = [keeping('telegram', 'chat_id', asked), keeping('email', 'email', asked)];
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    API_TOKEN: TOKEN,
    SIGNING_SECRET: 'a-signing-secret-for-tests',
    DATA_DIR: dir,
    DATABASE_URL: database.url,
    TEMPLATES_DIR: dir,
    LOG_LEVEL: 'silent',
    ...Object.assign({}, ...Object.values(signers).map(({ settings }) => settings)),
    ...Object.assign({}, ...cases.map(({ api }) => api)),
    ...extra,
  } as Record<string, string>;
  const running: Afterword = await openAfterword({
    settings: readSettings(
      Object.fromEntries(
        Object.entries(env).map(([name, value]) => [name, value.replace('{api}', apis.url)]),
      ),
      modules,
    ),
    log: pino({ level: 'silent' }),
    roles: { http: true, work: true },
    modules,
    holder: randomUUID(),
  });
  return {
    running,
    asked,
    apis,
    db: running.app.db,
    url: running.url ?? '',
    async close() {
      await running.stop();
      await apis.close();
      await database.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Sends a body as the helpdesk of this case does. */
export async function deliver(
  url: string,
  { signer }: Case,
  body: string,
  { at = new Date(), secret }: { at?: Date; secret?: string } = {},
): Promise<Response> {
  const address = `${url}/hooks/${signer.source}`;
  const headers = { 'content-type': 'application/json', ...signer.headers(body, at, address, secret) };
  return fetch(address, { method: 'POST', headers, body });
}
