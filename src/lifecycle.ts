import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { App } from './app/app.ts';
import { foldRegularly } from './app/fold-regularly.ts';
import { forgetHooksRegularly } from './app/forget-hooks.ts';
import { openHookInbox } from './app/hook-inbox.ts';
import { openLookups } from './app/hook-lookups.ts';
import { loadMappings } from './app/hook-mappings.ts';
import { type HookSources, openHookSources } from './app/hook-sources.ts';
import { JOBS, jobHandlers } from './app/jobs.ts';
import { loadMeasurement } from './app/measurement.ts';
import { storeAndHandOver } from './app/take-hook.ts';
import { takeIn } from './app/take-in.ts';
import { recoverTemplates } from './app/template-history.ts';
import { keepTemplateHistory, templateNews } from './app/template-news.ts';
import { sweepRegularly } from './app/work-loop.ts';
import type { Settings } from './config.ts';
import { openDesk, readDeskConfig, type Workspace } from './desk/index.ts';
import { intakeSources } from './intake/registry.ts';
import { onceASecond } from './model/at-most.ts';
import type { Channel, ChannelModule } from './model/channel.ts';
import type { ChannelContext, Log } from './model/channel-context.ts';
import { sameText } from './model/signature.ts';
import { openQueue, type Queue } from './queue/index.ts';
import { loadLexicons } from './replies/load-lexicons.ts';
import { derivedKey, keptSecret, newWebhookSecret, webhookKeys } from './secrets.ts';
import { type Health, watchHealth } from './server/health.ts';
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
  /** The connection that the agents' desk shares with a channel; null for channels that have none. */
  workspaceOf?: (channel: Channel) => Workspace | null;
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
  const kept = await openKept(options, opened);
  const outages = onceASecond(log);
  const health = watchHealth(outages);
  opened.defer(() => health.stop());
  const sources = await openSources(settings, log);
  let app: App | null = null;
  const door = { apiToken: kept.apiToken, hooks: sources, publicUrl: settings.PUBLIC_URL ?? null };
  const http = await openHttp(options, opened, { health, log, ...door, app: () => app });

  const data = await openData({ ...options, log: outages }, opened, health);
  await recoverTemplates({ db: data.db, log, templates: kept.templates });
  const news = templateNews(log);
  const secretFor = (purpose: string) => derivedKey(kept.signingSecret, `channel ${purpose}`);
  const running: App = {
    db: data.db,
    log,
    now,
    holder: options.holder,
    signingKey: derivedKey(kept.signingSecret, 'choices'),
    templates: kept.templates,
    measurement: kept.measurement,
    onTemplateFault: news.onTemplateFault,
    webhooks: {
      secrets: webhookKeys(kept.webhookSecret),
      hosts: settings.WEBHOOK_HOSTS ?? null,
      scores: settings.SCORE_WEBHOOKS ?? [],
    },
    lexicons: kept.lexicons,
    hooks: openHooks(sources, () => running),
    channels: new Map(),
    bus: data.bus,
    desk: null,
    enqueue: (jobs) => data.queue.add(jobs),
  };
  const tally = sources.tally.keepIn(data.db);
  opened.defer(() => tally.stop());
  const isOperator = (token: string) => sameText(token, kept.apiToken);
  await openChannels(options, opened, running, { secretFor, isOperator });
  // After the channels: with them comes the desk, which tells admins of what is faulty now.
  const history = keepTemplateHistory({ ...running, tell: news.tell });
  opened.defer(() => history.stop());
  if (options.roles.work) openWork(opened, running, data.queue);
  await health.started();
  app = running;
  const channels = [...running.channels.keys()];
  const state = health.ready() ? 'is ready' : 'has started and waits for a server that is away';
  log.info({ url: http?.url, channels, redis: settings.REDIS_URL !== undefined }, `afterword ${state}`);

  const stop = async () => {
    app = null;
    await http?.server.close();
    await opened.disposeAsync();
  };
  const { apiToken } = kept;
  return {
    app: running,
    url: http?.url ?? null,
    apiToken,
    databaseUrl: data.connectionString,
    secretFor,
    stop,
  };
}

const now = () => new Date();

/** Every helpdesk whose hooks may come: those of the registry, and those that a mapping describes. */
async function openSources(settings: Settings, log: Log): Promise<HookSources> {
  const mapped = await loadMappings(settings.HOOKS_DIR, log);
  const { HOOKS_SECRET } = settings;
  const own = HOOKS_SECRET === undefined ? [] : mapped.map(({ name }) => [name, { HOOKS_SECRET }] as const);
  const all = new Map<string, object>([...settings.hooks, ...own]);
  return openHookSources([...intakeSources, ...mapped], all, { maxAgeSeconds: settings.HOOK_MAX_AGE, now });
}

/** What takes and works the hooks of helpdesks. */
const openHooks = (sources: HookSources, app: () => App): App['hooks'] => ({
  sources,
  inbox: openHookInbox((hooks) => storeAndHandOver(app(), hooks)),
  lookups: openLookups(),
});

/** What lies in files: secrets, lexicons, templates. */
async function openKept({ settings, log, adjustTemplates }: OpenOptions, opened: AsyncDisposableStack) {
  const [apiToken, signingSecret, webhookSecret, lexicons, measurement] = await Promise.all([
    settings.API_TOKEN ?? keptSecret(settings.DATA_DIR, 'api-token'),
    settings.SIGNING_SECRET ?? keptSecret(settings.DATA_DIR, 'signing-secret'),
    settings.WEBHOOK_SECRET ?? keptSecret(settings.DATA_DIR, 'webhook-secret', newWebhookSecret),
    loadLexicons([`${settings.TEMPLATES_DIR}/lexicons`]),
    loadMeasurement(settings.TEMPLATES_DIR),
  ]);
  const templates = await openTemplates({ dir: settings.TEMPLATES_DIR, log, recoverable: true });
  opened.defer(() => templates.close());
  return {
    apiToken,
    signingSecret,
    webhookSecret,
    lexicons,
    measurement,
    templates: adjustTemplates?.(templates) ?? templates,
  };
}

/** The database, and what runs on it: the bus of the live pages and the queue. Waits for servers that are away. */
async function openData(
  options: Omit<OpenOptions, 'log'> & { log: Log },
  opened: AsyncDisposableStack,
  health: Health,
) {
  const { settings, log, signal } = options;
  const onPool = (pool: Pool) => health.watch('postgresql', () => pingPool(pool));
  const waiting = signal === undefined ? {} : { signal };
  const { pool, db, connectionString, close } = await openDatabase(settings, log, {
    max: POOL,
    onPool,
    ...waiting,
  });
  opened.defer(close);
  const bus = openBus({ connectionString, pool, log, session: sessionName(options.holder) });
  opened.defer(() => bus.close());
  const redisUrl = settings.REDIS_URL ?? null;
  const queue = openQueue({ redisUrl, databaseUrl: connectionString, jobs: JOBS, log });
  opened.defer(() => queue.close());
  health.watch('queue', () => queue.ping());
  return { db, connectionString, bus, queue };
}

/** Every channel whose settings are there begins to receive. */
async function openChannels(
  { settings, log, modules, holder, workspaceOf }: OpenOptions,
  opened: AsyncDisposableStack,
  app: App,
  { secretFor, isOperator }: Pick<ChannelContext, 'secretFor' | 'isOperator'>,
): Promise<void> {
  const context: Omit<ChannelContext, 'dataDir'> = {
    log,
    now,
    publicUrl: settings.PUBLIC_URL ?? null,
    transcript: openTranscript(app.db, app.bus, now),
    underLease: leaseRunner(app.db, holder, log),
    secretFor,
    isOperator,
    words: (language) => app.templates.words(language),
    show: (text) => process.stderr.write(`${text}\n`),
  };
  const desk = settings.DESK_FILE === undefined ? null : await readDeskConfig(settings.DESK_FILE);
  for (const module of modules) {
    const own = settings.channels.get(module.name);
    if (own === undefined) continue;
    const channel = module.create(own, { ...context, dataDir: path.join(settings.DATA_DIR, module.name) });
    app.channels.set(module.name, { module, channel });
    opened.defer(() => channel.stop());
    const workspace = desk === null ? null : (workspaceOf?.(channel) ?? null);
    if (desk !== null && workspace !== null) app.desk = openDesk(app, workspace, desk);
    await channel.start((event) => takeIn(app, event));
  }
}

function openWork(opened: AsyncDisposableStack, app: App, queue: Queue<typeof JOBS>): void {
  const worker = queue.work(jobHandlers(app), { concurrency: WORKERS });
  opened.defer(() => worker.close());
  const sweeping = sweepRegularly(app);
  opened.defer(() => sweeping.stop());
  const folding = foldRegularly(app);
  opened.defer(() => folding.stop());
  const forgetting = forgetHooksRegularly(app);
  opened.defer(() => forgetting.stop());
}

/** Jobs at once in one process: they wait for platforms and for their turn there, and for the database's pool. */
const WORKERS = 24;
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
