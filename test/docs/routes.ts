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

/** Settings that switch every channel on, in the way that brings routes. */
const EVERY_CHANNEL = {
  TELEGRAM_BOT_TOKEN: '1:a',
  TELEGRAM_WEBHOOK_SECRET: 'secret',
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: 'a-signing-secret',
  WHATSAPP_TOKEN: 'EAAG-a-token-that-is-long-enough',
  WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
  WHATSAPP_APP_SECRET: 'an-app-secret-of-16',
  WHATSAPP_VERIFY_TOKEN: 'a-verify-token-of-16',
  WHATSAPP_WEB: '1',
  SMTP_URL: 'smtp://127.0.0.1:1',
  EMAIL_FROM: 'support@example.com',
  EMAIL_INBOUND_SECRET: 'an-inbound-secret-of-16',
  CHATWOOT_URL: 'https://chatwoot.example',
  CHATWOOT_API_TOKEN: 'token',
  CHATWOOT_WEBHOOK_SECRET: 'a-webhook-secret-of-16',
};

/** What the channels answer with every setting that brings a route, as `POST /channels/telegram/webhook`. */
export function channelRoutes(): string[] {
  const { channels } = readSettings(EVERY_CHANNEL, channelModules);
  const context = testContext({ publicUrl: 'https://survey.example' });
  return channelModules.flatMap((module) => {
    const settings = channels.get(module.name);
    if (settings === undefined) throw new Error(`EVERY_CHANNEL lacks what switches ${module.name} on`);
    const { routes = [] } = module.create(settings, context);
    return routes.map(({ method, path }) => `${method} /channels/${module.name}${path}`);
  });
}
