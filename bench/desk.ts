import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { channelModules, slackConnectionOf } from '../channels/index.ts';
import { readSettings } from '../src/config.ts';
import { openAfterword } from '../src/lifecycle.ts';
import { APP_TOKEN, BOT_TOKEN, type SlackFake, startSlackFake } from '../test/fakes/slack/fake.ts';
import { controlsOf } from '../test/fakes/slack/world.ts';
import { flood, refusedForRate } from '../test/support/desk-flood.ts';
import { askAtWill, client } from '../test/support/running.ts';
import { startPostgres } from '../test/support/servers.ts';
import { percentile, type Report } from './report.ts';

export const name = 'desk';
export const about =
  'scores of one minute into one channel of a Slack that holds us to its limits; npm run bench -- desk [scores] [seconds]';

const [, , , count = '500', seconds = '60'] = process.argv;
const TOKEN = 'a-token-for-the-benchmark';
const SCORES = 'C0SCORES';
const SUPPORT = 'C0SUPPORT';
const CUSTOMER = 'U0AYSE';
const DESK = `cards: [{ to: ${SCORES} }]\ncases: { on_bad_score: false }\nconversation_link: https://desk.example.com/{id}\n`;
const TEMPLATE = `
id: bench
metric: csat
languages: [en]
ask: { delay: 0s, expires_after: 1h }
questions:
  - { id: score, type: scale, scale: { min: 1, max: 5, good: [4, 5] }, text: { en: "How was it?" } }
thanks: { en: "Thanks!" }
`;

export async function run(report: Report): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const slack = await startSlackFake();
  opened.defer(() => slack.close());
  const app = await openApp(opened, slack);
  slack.enforceLimits();
  const scores = Array.from({ length: Number(count) }, (_, i) => (i % 10 === 9 ? 1 : 4));
  const pause = (Number(seconds) * 1000) / scores.length;
  const began = performance.now();
  const told: number[] = [];
  const seen = watchCards(slack, scores.length);
  await flood(app, scores, async (i) => {
    await sleep(Math.max(0, began + i * pause - performance.now()));
    told[i] = performance.now();
    report.progress(i, scores.length, 'scores');
  });
  const shown = await seen;
  const waited = (wanted: number) =>
    scores
      .flatMap((score, i) => (score === wanted ? [(shown.get(i) ?? Number.NaN) - (told[i] ?? 0)] : []))
      .sort((a, b) => a - b);
  const messages = slack.sent.filter(({ channel }) => channel === SCORES).length - 1;
  report.row({ what: 'scores shown', value: shown.size, unit: `of ${scores.length}` });
  report.row({ what: 'messages', value: messages, unit: 'posted' });
  report.row({ what: 'refused for their rate', value: refusedForRate(slack), unit: 'calls' });
  for (const [label, score] of [
    ['bad', 1],
    ['good', 4],
  ] as const) {
    report.row({
      what: `${label}: answer to card, median`,
      value: percentile(waited(score), 0.5),
      unit: 'ms',
    });
    report.row({ what: `${label}: answer to card, p95`, value: percentile(waited(score), 0.95), unit: 'ms' });
  }
}

async function openApp(opened: AsyncDisposableStack, slack: SlackFake) {
  slack.world.channel(SCORES);
  slack.world.channel(SUPPORT);
  slack.world.person(CUSTOMER);
  const dir = await mkdtemp(path.join(tmpdir(), 'afterword-bench-'));
  opened.defer(() => rm(dir, { recursive: true, force: true }));
  await writeFile(path.join(dir, 'bench.yaml'), TEMPLATE);
  await askAtWill(dir);
  await writeFile(path.join(dir, 'desk.conf'), DESK);
  const database = await startPostgres();
  opened.defer(() => database.stop());
  const env = {
    ...{
      HOST: '127.0.0.1',
      PORT: '0',
      API_TOKEN: TOKEN,
      SIGNING_SECRET: 'a-signing-secret-for-the-benchmark',
    },
    ...{ DATABASE_URL: database.url, DATA_DIR: path.join(dir, 'data'), TEMPLATES_DIR: dir },
    ...{ SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN, SLACK_API_URL: slack.url },
    DESK_FILE: path.join(dir, 'desk.conf'),
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
  const contact = { id: 'u-1', language: 'en', identities: [{ type: 'slack', value: `T0HOME/${CUSTOMER}` }] };
  await client(running.url ?? '', TOKEN).close('first', {
    channel: 'slack',
    address: { channel: SUPPORT },
    contact,
  });
  const question = await slack.waitForMessage((message) => controlsOf(message).length === 5);
  slack.clicks(question, '5', { as: CUSTOMER });
  await slack.waitForMessage(({ channel }) => channel === SCORES);
  return running.app;
}

/** When each card was first seen in Slack, by its number. */
async function watchCards(slack: SlackFake, wanted: number): Promise<Map<number, number>> {
  const seen = new Map<number, number>();
  const looked = new Set<string>();
  await slack.until(() => {
    for (const message of slack.sent) {
      if (message.channel !== SCORES || looked.has(message.ts)) continue;
      looked.add(message.ts);
      for (const [, i] of JSON.stringify(message.blocks).matchAll(/flood-(\d+)"/g))
        seen.set(Number(i), performance.now());
    }
    return seen.size >= wanted ? true : undefined;
  });
  return seen;
}
