import { setTimeout as sleep } from 'node:timers/promises';
import { type SlackFake, startSlackFake } from '../test/fakes/slack/fake.ts';
import { controlsOf } from '../test/fakes/slack/world.ts';
import { closeInSlack, openDeskApp } from '../test/support/desk-app.ts';
import { FIRST_OF_FLOOD, flood, refusedForRate } from '../test/support/desk-flood.ts';
import { AYSE } from '../test/support/slack.ts';
import { percentile, type Report } from './report.ts';

export const name = 'desk';
export const about =
  'scores of one minute into one channel of a Slack that holds us to its limits; npm run bench -- desk [scores] [seconds]';

const [, , , count = '500', seconds = '60'] = process.argv;
const SCORES = 'C0SCORES';
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
  slack.world.channel(SCORES);
  const running = await openDeskApp(opened, slack, { desk: DESK, template: TEMPLATE });
  await closeInSlack(running, slack, { id: 'first' });
  const question = await slack.waitForMessage((message) => controlsOf(message).length === 5);
  slack.clicks(question, '5', { as: AYSE });
  await slack.waitForMessage(({ channel }) => channel === SCORES);
  slack.enforceLimits();
  const scores = Array.from({ length: Number(count) }, (_, i) => (i % 10 === 9 ? 1 : 4));
  const pause = (Number(seconds) * 1000) / scores.length;
  const began = performance.now();
  const told: number[] = [];
  const seen = watchCards(slack, scores.length);
  await flood(running.app, scores, async (i) => {
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

/** When each card was first seen in Slack, by its number. */
async function watchCards(slack: SlackFake, wanted: number): Promise<Map<number, number>> {
  const seen = new Map<number, number>();
  const looked = new Set<string>();
  await slack.until(() => {
    for (const message of slack.sent) {
      if (message.channel !== SCORES || looked.has(message.ts)) continue;
      looked.add(message.ts);
      for (const [, i] of JSON.stringify(message.blocks).matchAll(/c-(\d+)"/g))
        seen.set(Number(i) - FIRST_OF_FLOOD, performance.now());
    }
    return seen.size >= wanted ? true : undefined;
  });
  return seen;
}
