import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inTransaction } from '../src/app/unit.ts';
import { parseDeskConfig } from '../src/desk/config.ts';
import { digestId } from '../src/desk/schedule.ts';
import type { Block } from '../test/fakes/slack/blocks.ts';
import { startSlackFake } from '../test/fakes/slack/fake.ts';
import { controlsOf, type FakeMessage, textOf } from '../test/fakes/slack/world.ts';
import { launchBrowser } from '../test/support/browser.ts';
import { closeInSlack, openDeskApp } from '../test/support/desk-app.ts';
import { flood } from '../test/support/desk-flood.ts';
import { AGENT, AYSE, LEAD } from '../test/support/slack.ts';
import { slackPage } from './slack-page.ts';

/** Draws docs/desk-*.png: the program runs over a Slack of our own, and what it posts there is drawn. */
const root = path.dirname(import.meta.dirname);
const [SCORES, ALERTS, DIGESTS] = ['C0SCORES', 'C0ALERTS', 'C0DIGESTS'];
const DAY_MS = 86_400_000;
const DESK = `
language: en
timezone: Europe/Istanbul
cards: [{ to: ${SCORES} }]
cases: { to: ${ALERTS}, hours: { days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "23:59" } }
conversation_link: https://desk.example.com/c/{id}
digests: [{ to: ${DIGESTS}, every: week, team: billing }]
agents: { ${AGENT}: { agent: ag-5, team: billing } }
leads: [${LEAD}]
`;

await using opened = new AsyncDisposableStack();
const slack = await startSlackFake();
opened.defer(() => slack.close());
for (const id of [SCORES, ALERTS, DIGESTS]) slack.world.channel(id ?? '');
slack.world.person(AGENT, { real_name: 'Deniz' });
slack.world.person(LEAD, { real_name: 'Lena' });
const template = (await readFile(path.join(root, 'templates/csat.yaml'), 'utf8')).replace(
  /delay: \S+/,
  'delay: 0s',
);
const running = await openDeskApp(opened, slack, { desk: DESK, template });
const { app } = running;

const agent = { id: 'ag-5', name: 'Deniz', team: 'billing' };
await closeInSlack(running, slack, { id: 'c-1001', contact: { name: 'Ayşe', language: 'en' }, agent });
const question = await slack.waitForMessage((message) => controlsOf(message).length === 5);
slack.clicks(question, '2', { as: AYSE });
const reason = await slack.waitForMessage((message) => textOf(message).includes('main reason'));
slack.clicks(reason, 1, { as: AYSE });
await slack.waitForMessage((message) => textOf(message).includes('anything you would like'));
slack.says(question.channel, 'Three days for an answer, and then it was the wrong one.', { as: AYSE });
const inPlace = (place: string | undefined, words: string) => (message: FakeMessage) =>
  message.channel === place && textOf(message).includes(words);
const card = await slack.waitForMessage(
  (message) => inPlace(SCORES, 'the wrong one')(message) && !textOf(message).includes('still answering'),
);
const alert = await slack.waitForMessage(inPlace(ALERTS, 'the wrong one'));
const drawnAlert = structuredClone(alert.blocks ?? []);
await slack.settled(slack.clicks(alert, 'Reply to the customer', { as: AGENT }));
const modal = await slack.waitForView(({ user }) => user === AGENT);
slack.submits(modal, { text: 'You are right, and I am sorry. It is corrected now: please look again.' });
await slack.waitForMessage(inPlace(ALERTS, 'Delivered'));
slack.says(question.channel, 'Thank you, that was quick!', { as: AYSE });
await slack.waitForMessage(inPlace(ALERTS, 'that was quick'));
const thread = slack.sent.filter((message) => message.thread_ts === alert.ts);

// Two months with a better second half, the same each time.
const scores = Array.from({ length: 240 }, (_, i) =>
  (i * 7) % 10 < (i < 120 ? 7 : 8) ? 4 + (i % 2) : 1 + (i % 3),
);
const now = Date.now();
await flood(app, scores, undefined, (i) => new Date(now - ((240 - i) / 4) * DAY_MS));
slack.opensHome(LEAD);
const home = await slack.waitForHome(LEAD);
const [digest] = parseDeskConfig(DESK, 'desk.yaml').digests;
if (digest === undefined) throw new Error('there is a digest');
const tomorrow = new Date(now + DAY_MS).toISOString().slice(0, 10);
const payload = { work: 'digest', id: `${digestId(digest)}/${tomorrow}` };
await inTransaction(app, async (unit) => {
  unit.emit({ key: 'desk-digest-picture', job: 'desk', payload, runAt: unit.now });
});
const told = await slack.waitForMessage((message) => message.channel === DIGESTS);

const pictures: Record<string, readonly (readonly Block[])[]> = {
  card: [card.blocks ?? []],
  alert: [drawnAlert, ...thread.map(({ blocks }) => blocks ?? [])],
  home: [home.view.blocks],
  digest: [told.blocks ?? []],
};
const browser = await launchBrowser();
opened.defer(() => browser.close());
const page = await browser.newPage({ deviceScaleFactor: 2, viewport: { width: 760, height: 400 } });
for (const [name, posts] of Object.entries(pictures)) {
  await page.setContent(slackPage(posts, slack.world));
  const picture = await page.locator('main').screenshot();
  await writeFile(path.join(root, `docs/desk-${name}.png`), picture);
  process.stderr.write(`wrote docs/desk-${name}.png\n`);
}
