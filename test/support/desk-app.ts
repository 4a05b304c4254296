import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { channelModules, slackConnectionOf } from '../../channels/index.ts';
import { readSettings } from '../../src/config.ts';
import { type Afterword, openAfterword } from '../../src/lifecycle.ts';
import { APP_TOKEN, BOT_TOKEN, type SlackFake } from '../fakes/slack/fake.ts';
import { askAtWill, client } from './running.ts';
import { startPostgres } from './servers.ts';
import { AYSE, SUPPORT } from './slack.ts';

const TOKEN = 'a-token-outside-of-tests';

/** An afterword with a desk outside of tests, over a Slack that stands already; `template` in place of the ready-made. */
export async function openDeskApp(
  opened: AsyncDisposableStack,
  slack: SlackFake,
  { desk, template }: { desk: string; template: string },
): Promise<Afterword> {
  const dir = await mkdtemp(path.join(tmpdir(), 'afterword-desk-'));
  opened.defer(() => rm(dir, { recursive: true, force: true }));
  await writeFile(path.join(dir, 'survey.yaml'), template);
  await askAtWill(dir);
  const file = path.join(dir, 'desk.conf');
  await writeFile(file, desk);
  const database = await startPostgres();
  opened.defer(() => database.stop());
  const env = {
    ...{
      HOST: '127.0.0.1',
      PORT: '0',
      API_TOKEN: TOKEN,
      SIGNING_SECRET: 'a-signing-secret-outside-of-tests',
    },
    ...{ DATABASE_URL: database.url, DATA_DIR: path.join(dir, 'data'), TEMPLATES_DIR: dir, DESK_FILE: file },
    ...{ SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN, SLACK_API_URL: slack.url },
  };
  const running = await openAfterword({
    settings: readSettings(env, channelModules),
    log: pino({ level: 'silent' }),
    roles: { http: true, work: true },
    modules: channelModules,
    workspaceOf: slackConnectionOf,
    holder: randomUUID(),
  });
  opened.defer(() => running.stop());
  await slack.connected();
  return running;
}

/** A conversation in the support channel of Slack is closed; its customer is asked there. */
export async function closeInSlack(
  { url }: Afterword,
  slack: SlackFake,
  hook: { id: string; contact?: object; agent?: object },
): Promise<void> {
  slack.world.channel(SUPPORT);
  const { team_id } = slack.world.person(AYSE);
  const identities = [{ type: 'slack', value: `${team_id}/${AYSE}` }];
  const { id, contact = {}, ...more } = hook;
  const place = { channel: 'slack', address: { channel: SUPPORT } };
  await client(url ?? '', TOKEN).close(id, {
    ...place,
    contact: { id: 'u-1', language: 'en', identities, ...contact },
    ...more,
  });
}
