import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { ActiveChannel, App } from './app/app.ts';
import { JOBS, jobHandlers } from './app/jobs.ts';
import { takeIn } from './app/take-in.ts';
import { sweepRegularly } from './app/work-loop.ts';
import type { Settings } from './config.ts';
import type { ChannelModule } from './model/channel.ts';
import { openQueue } from './queue/index.ts';
import { loadLexicons } from './replies/load-lexicons.ts';
import { derivedKey, keptSecret } from './secrets.ts';
import { watchHealth } from './server/health.ts';
import { listen } from './server/listen.ts';
import { serviceRoutes } from './server/routes.ts';
import { createServer, type ServerContext } from './server/server.ts';
import { openBus } from './store/bus.ts';
import { sessionName } from './store/leases.ts';
import { openDatabase } from './store/open.ts';
import { openTranscript } from './store/transcript.ts';
import { leaseRunner } from './store/under-lease.ts';
import { openTemplates, type TemplateSource } from './templates/index.ts';

/** What this process does: answer HTTP, work jobs, or both. */
export interface Roles {
  http: boolean;
  work: boolean;
}

/** A running afterword. */
export interface Afterword {
  app: App;
  /** `http://127.0.0.1:3000`; null without the HTTP role. */
  url: string | null;
  apiToken: string;
  /** Of the database in use, the embedded one's with its password: for tools in this process, never to be shown. */
  databaseUrl: string;
  /** The secret that a channel was given for a purpose. */
  secretFor(purpose: string): Uint8Array;
  /** Ends in the reverse order of the start; what was begun is finished or stays in the outbox. */
  stop(): Promise<void>;
}

export interface OpenOptions {
  settings: Settings;
  log: Logger;
  roles: Roles;
  modules: readonly ChannelModule[];
  /** Names this run of the process. */
  holder: string;
  /** Gives up the start, also while it waits for a server. */
  signal?: AbortSignal;
  /** Try the next ports when the one set is taken. */
  nextFreePort?: boolean;
  /** Changes templates on their way in; the demo shortens their delays. */
  adjustTemplates?: (source: TemplateSource) => TemplateSource;
  /** More routes, such as the demo's; added before the server listens. */
  extend?: (server: FastifyInstance, context: ServerContext) => void;
}

/**
 * Starts afterword. The HTTP server listens first and says "not ready", then the database is waited for, and with it
 * everything that needs it; so a supervisor sees a living process, and a helpdesk is told to try again.
 * @throws AfterwordError for settings, templates, port and embedded server; never for a server that is merely away
 */
export async function openAfterword(options: OpenOptions): Promise<Afterword> {
  const opened = new AsyncDisposableStack();
  try {
    return await open(options, opened);
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function open(options: OpenOptions, opened: AsyncDisposableStack): Promise<Afterword> {
  const { settings, log } = options;
  const now = () => new Date();
  const [apiToken, signingSecret, lexicons] = await Promise.all([
    settings.API_TOKEN ?? keptSecret(settings.DATA_DIR, 'api-token'),
    settings.SIGNING_SECRET ?? keptSecret(settings.DATA_DIR, 'signing-secret'),
    loadLexicons([`${settings.TEMPLATES_DIR}/lexicons`]),
  ]);
  const templates = await openTemplates({ dir: settings.TEMPLATES_DIR, log });
  opened.defer(() => templates.close());

  let app: App | null = null;
  const health = watchHealth(log);
  opened.defer(() => health.stop());
  const http = await openHttp(options, opened, { health, log, apiToken, app: () => app });

  const { pool, db, connectionString } = await database(options, opened, (pool) => {
    health.watch('postgresql', () => pingPool(pool));
  });
  const bus = openBus({ connectionString, pool, log, session: sessionName(options.holder) });
  opened.defer(() => bus.close());
  const queue = openQueue({
    redisUrl: settings.REDIS_URL ?? null,
    databaseUrl: connectionString,
    jobs: JOBS,
    log,
  });
  opened.defer(() => queue.close());
  health.watch('queue', () => queue.ping());

  const channels = new Map<string, ActiveChannel>();
  const running: App = {
    db,
    log,
    now,
    holder: options.holder,
    signingKey: derivedKey(signingSecret, 'choices'),
    templates: options.adjustTemplates?.(templates) ?? templates,
    lexicons,
    channels,
    bus,
    enqueue: (jobs) => queue.add(jobs),
  };
  const context = {
    log,
    now,
    publicUrl: settings.PUBLIC_URL ?? null,
    transcript: openTranscript(db, bus, now),
    underLease: leaseRunner(db, options.holder, log),
    secretFor: (purpose: string) => derivedKey(signingSecret, `channel ${purpose}`),
  };
  for (const module of options.modules) {
    const channelSettings = settings.channels.get(module.name);
    if (channelSettings === undefined) continue;
    const channel = module.create(channelSettings, context);
    channels.set(module.name, { module, channel });
    opened.defer(() => channel.stop());
    await channel.start((event) => takeIn(running, event));
  }
  if (options.roles.work) {
    const worker = queue.work(jobHandlers(running), { concurrency: WORKERS });
    opened.defer(() => worker.close());
    const sweeping = sweepRegularly(running);
    opened.defer(() => sweeping.stop());
  }
  await health.started();
  app = running;
  log.info(
    { url: http?.url, channels: [...channels.keys()], redis: settings.REDIS_URL !== undefined },
    'afterword is ready',
  );
  const stop = async () => {
    app = null;
    await http?.server.close();
    await opened.disposeAsync();
  };
  const { secretFor } = context;
  return { app: running, url: http?.url ?? null, apiToken, databaseUrl: connectionString, secretFor, stop };
}

/** Jobs at once in one process: they mostly wait for the database, whose pool is a little larger. */
const WORKERS = 8;
const POOL = 12;

async function pingPool(pool: Pool): Promise<void> {
  await pool.query('select 1');
}

async function openHttp(
  options: OpenOptions,
  opened: AsyncDisposableStack,
  context: ServerContext,
): Promise<{ server: FastifyInstance; url: string } | null> {
  if (!options.roles.http) return null;
  const server = createServer(context);
  serviceRoutes(server, context);
  options.extend?.(server, context);
  opened.defer(() => server.close());
  const { HOST: host, PORT: port } = options.settings;
  return { server, url: await listen(server, { host, port, tryNext: options.nextFreePort ?? false }) };
}

async function database(options: OpenOptions, opened: AsyncDisposableStack, onPool: (pool: Pool) => void) {
  const { settings, log, signal } = options;
  const open = await openDatabase(settings, log, {
    max: POOL,
    onPool,
    ...(signal === undefined ? {} : { signal }),
  });
  opened.defer(() => open.close());
  return open;
}
