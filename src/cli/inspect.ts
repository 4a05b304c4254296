import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '../config.ts';
import type { Channel, ChannelModule } from '../model/channel.ts';
import type { ChannelContext, Log } from '../model/channel-context.ts';
import { openQueue } from '../queue/index.ts';
import { connect } from '../store/connect.ts';
import { startEmbedded } from '../store/embedded/index.ts';
import { outboxBacklog } from '../store/outbox.ts';
import type { Database } from '../store/schema.ts';
import { inspectDesk } from './inspect-desk.ts';
import { inspectHooks } from './inspect-hooks.ts';
import { inspectMeasurement } from './inspect-measurement.ts';
import { inspectTemplates } from './inspect-templates.ts';

/** One line of `doctor`. `next` says how to mend what is wrong or how to switch on what is off. */
export interface Finding {
  mark: 'ok' | 'off' | 'warn' | 'bad';
  what: string;
  detail: string;
  next?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Everything that can be wrong, looked at one after another. */
export async function* inspect(
  settings: Settings,
  modules: readonly ChannelModule[],
  env: Environment,
): AsyncGenerator<Finding> {
  yield { mark: 'ok', what: 'Node', detail: process.version };
  yield* secrets(settings);
  yield* await database(settings);
  yield await inspectMeasurement(settings);
  for (const module of modules) yield await channel(module, settings, env);
  yield await inspectDesk(settings);
}

function* secrets(settings: Settings): Generator<Finding> {
  for (const name of ['API_TOKEN', 'SIGNING_SECRET', 'WEBHOOK_SECRET'] as const) {
    const file = `${settings.DATA_DIR}/${name.toLowerCase().replace('_', '-')}`;
    if (settings[name] !== undefined) yield { mark: 'ok', what: name, detail: 'set' };
    else if (existsSync(file)) yield { mark: 'ok', what: name, detail: `made by afterword, in ${file}` };
    else yield { mark: 'off', what: name, detail: `not set; the first start makes one in ${file}` };
  }
  if (settings.PUBLIC_URL === undefined) {
    yield {
      mark: 'off',
      what: 'PUBLIC_URL',
      detail: 'not set; channels that need webhooks fall back to polling',
      next: 'Set PUBLIC_URL to the https address under which this server is reached.',
    };
  } else yield { mark: 'ok', what: 'PUBLIC_URL', detail: settings.PUBLIC_URL };
}

async function database(settings: Settings): Promise<Finding[]> {
  const own = settings.DATABASE_URL === undefined;
  const on = [...settings.channels.keys()];
  try {
    await using opened = new AsyncDisposableStack();
    let url = settings.DATABASE_URL;
    if (url === undefined) {
      const embedded = await startEmbedded({ dataDir: settings.DATA_DIR, log: silent });
      opened.defer(() => embedded.stop());
      url = embedded.url;
    }
    const { pool, db } = connect<Database>(url, { max: 2, applicationName: 'afterword doctor' });
    opened.defer(() => db.destroy());
    const { rows } = await pool.query<{ server_version: string }>('show server_version');
    const version = `PostgreSQL ${rows[0]?.server_version ?? 'of an unknown version'}${own ? ', its own' : ''}`;
    const backlog = await outboxBacklog(db, new Date()).catch(() => null);
    const inForce = await Array.fromAsync(inspectTemplates(settings, on, backlog === null ? null : db));
    return [
      ...inForce,
      { mark: 'ok', what: 'database', detail: version },
      backlog === null
        ? { mark: 'off', what: 'tables', detail: 'not made yet; the first start makes them' }
        : work(backlog),
      await queue(settings, url),
      ...(await inspectHooks(settings, backlog === null ? null : db)),
    ];
  } catch (error) {
    const next = own
      ? 'Read the log that the message names, or set DATABASE_URL to a server of your own.'
      : 'Check DATABASE_URL: host, port, user, password, database; and that the server runs.';
    const inForce = await Array.fromAsync(inspectTemplates(settings, on, null));
    return [...inForce, { mark: 'bad', what: 'database', detail: reason(error), next }];
  }
}

function work({ overdue, failing }: { overdue: number; failing: number }): Finding {
  const detail = `${overdue} overdue, ${failing} failing repeatedly`;
  if (overdue + failing === 0) return { mark: 'ok', what: 'work', detail: 'nothing is late' };
  const next = 'Is "afterword serve" or "afterword worker" running? Its log names what fails.';
  return { mark: 'warn', what: 'work', detail, next };
}

async function queue(settings: Settings, databaseUrl: string): Promise<Finding> {
  const redisUrl = settings.REDIS_URL ?? null;
  const queued = openQueue({ redisUrl, databaseUrl, jobs: {}, log: silent });
  try {
    await queued.ping();
    const detail = redisUrl === null ? 'on PostgreSQL (set REDIS_URL to scale)' : 'on Redis';
    return { mark: 'ok', what: 'queue', detail };
  } catch (error) {
    return {
      mark: 'bad',
      what: 'queue',
      detail: reason(error),
      next: 'Check REDIS_URL and that Redis runs.',
    };
  } finally {
    await queued.close();
  }
}

/** A channel is asked whether its credentials are good, without beginning to receive. */
async function channel(module: ChannelModule, settings: Settings, env: Environment): Promise<Finding> {
  const what = `channel ${module.name}`;
  const own = settings.channels.get(module.name);
  if (own === undefined) {
    const wanted = module.requires.length > 0 ? module.requires : (module.requiresOneOf?.[0] ?? []);
    const missing = wanted.filter((name) => !env[name]);
    return {
      mark: 'off',
      what,
      detail: 'off',
      next: `Set ${missing.join(' and ')}; see channels/${module.name}/README.md.`,
    };
  }
  const running: Channel = module.create(own, idleContext(settings, module.name));
  if (running.check === undefined) return { mark: 'ok', what, detail: 'on' };
  const { ok, detail, next } = await running.check();
  return { mark: ok ? 'ok' : 'bad', what, detail, ...(next === undefined ? {} : { next }) };
}

/** Enough for a check: nothing is kept, nothing is received. */
function idleContext(settings: Settings, name: string): ChannelContext {
  const nowhere = () => Promise.reject(new Error('a check keeps nothing'));
  return {
    log: silent,
    now: () => new Date(),
    publicUrl: settings.PUBLIC_URL ?? null,
    transcript: { append: nowhere, since: nowhere, find: nowhere, watch: () => () => undefined },
    underLease: () => ({ stop: async () => undefined }),
    secretFor: () => new Uint8Array(32),
    words: () => {
      throw new Error('a check says nothing to customers');
    },
    dataDir: path.join(settings.DATA_DIR, name),
    isOperator: () => false,
    show: () => undefined,
  };
}
