import path from 'node:path';
import { issueVisitorToken } from '../../channels/index.ts';
import { demoRoutes } from '../console/demo-routes.ts';
import { openPreview } from '../desk/index.ts';
import { createLog, environment, root, settingsFromEnvironment, start } from '../main.ts';
import type { AskingPolicy } from '../model/asking-policy.ts';
import type { TemplateSource } from '../templates/index.ts';
import { untilStopped } from './until-stopped.ts';

const DELAY_MS = 600;
const TOKEN_LIFE_MS = 30 * 86_400_000;

/** The demo keeps its own data and reads no settings that could reach the outside. */
const demoSettings = (): Record<string, string> => ({
  HOST: '127.0.0.1',
  DATA_DIR: path.join(environment().DATA_DIR || path.join(root, 'data'), 'demo'),
  LOG_LEVEL: 'warn',
  PUBLIC_URL: '',
  DATABASE_URL: '',
  REDIS_URL: '',
});

/**
 * A customer waits 45 s for a question without noticing; somebody who tries the demo does notice, and plays the same
 * customer again and again: the demo alone is exempt from every pause, cap and quiet hour.
 */
function forTrying(source: TemplateSource): TemplateSource {
  const all = () =>
    source.all().map(({ template, version }) => ({
      template: { ...template, ask: { ...template.ask, delay: DELAY_MS, cool_down: {} } },
      version: `${version}-demo`,
    }));
  const asking = (): AskingPolicy => ({
    ...source.asking(),
    floor: 0,
    caps: {},
    quiet_hours: null,
    business_days: null,
    countries: {},
  });
  return { ...source, all, asking };
}

/** `npx afterword demo`: one URL, no account, no server. */
export async function demo(): Promise<void> {
  const settings = settingsFromEnvironment(demoSettings());
  // Only the web chat: a demo must never speak to a real customer, whatever the environment says.
  const channels = new Map([...settings.channels].filter(([name]) => name === 'web-chat'));
  const log = createLog(settings.LOG_LEVEL);
  await untilStopped(async (signal) => {
    let visitorToken: (visitor: string) => string = () => '';
    const running = await start({ ...settings, channels }, log, {
      roles: { http: true, work: true },
      signal,
      nextFreePort: true,
      adjustTemplates: forTrying,
      extend: (server, context) => demoRoutes(server, context, (visitor) => visitorToken(visitor)),
    });
    running.app.desk = openPreview(running.app);
    const secret = running.secretFor('web-chat');
    visitorToken = (visitor) => issueVisitorToken(secret, visitor, new Date(Date.now() + TOKEN_LIFE_MS));
    process.stdout.write(
      `\n  afterword demo  →  ${running.url}\n\n  Stop with Ctrl-C; the next start goes on where it stood.\n\n`,
    );
    return running;
  });
}
