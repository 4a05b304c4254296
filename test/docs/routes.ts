import { channelModules } from '../../channels/index.ts';
import { openHookSources } from '../../src/app/hook-sources.ts';
import { readSettings } from '../../src/config.ts';
import { serviceRoutes } from '../../src/server/routes.ts';
import { createServer } from '../../src/server/server.ts';
import { testContext } from '../contract/context.ts';
import { keptLog } from '../support/log.ts';

/** What the service answers, as `GET /health`; the HEAD that comes with each GET is left out. */
export function registeredRoutes(): string[] {
  const context = {
    health: {
      ready: () => true,
      state: () => ({}),
      watch() {},
      started: async () => {},
      suspect() {},
      stop() {},
    },
    log: keptLog(),
    apiToken: 'x'.repeat(16),
    hooks: openHookSources([], new Map(), { maxAgeSeconds: 300, now: () => new Date() }),
    publicUrl: null,
    app: () => null,
  };
  const server = createServer(context);
  const found: string[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    const methods = [method].flat().filter((name) => name !== 'HEAD');
    if (methods.length > 0) found.push(`${methods.join('|')} ${url}`);
  });
  serviceRoutes(server, context);
  return found;
}

/** What the channels answer with every setting that brings a route, as `POST /channels/telegram/webhook`. */
export function channelRoutes(): string[] {
  const env = { TELEGRAM_BOT_TOKEN: '1:a', TELEGRAM_WEBHOOK_SECRET: 'secret' };
  const { channels } = readSettings(env, channelModules);
  const context = testContext({ publicUrl: 'https://survey.example' });
  return channelModules.flatMap((module) => {
    const { routes = [] } = module.create(channels.get(module.name) ?? {}, context);
    return routes.map(({ method, path }) => `${method} /channels/${module.name}${path}`);
  });
}
