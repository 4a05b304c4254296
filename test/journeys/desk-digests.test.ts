import { afterEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../src/app/unit.ts';
import { parseDeskConfig } from '../../src/desk/config.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { digestId } from '../../src/desk/schedule.ts';
import { textOf } from '../fakes/slack/world.ts';
import { BILLING, deskFile, SCORES } from '../support/desk.ts';
import { beginDesk, endAll, scored } from '../support/journey.ts';
import { until } from '../support/running.ts';

afterEach(endAll);

const FILE = deskFile(`
digests:
  - { to: ${SCORES}, every: day, at: "09:00", team: billing, timezone: Europe/Istanbul }
alarms: { to: ${SCORES} }
`);

/** Now, by the outbox: the work that a clock would bring. */
const bring = (app: Desk['app'], key: string, work: string, id: string) =>
  inTransaction(app, async (unit) => {
    unit.emit({ key, job: 'desk', payload: { work, id }, runAt: unit.now });
  });

describe('a digest', () => {
  it('tells a team what moved, why, in which words and what is open, once; and the next is planned', async () => {
    const begun = await beginDesk('postgresql', FILE);
    const { slack, telegram, app } = begun;
    await scored(begun, 'c-1', 1, { contact: { id: 'u-1', language: 'en' } });
    const reason = await telegram.waitForMessage((m) => m.text.includes('main reason'));
    telegram.taps(reason, 1);
    await telegram.waitForMessage((m) => m.text.includes('anything you would like'));
    telegram.says(4242, 'I waited *three* days for <!here> an answer');
    await slack.waitForMessage((m) => m.channel === BILLING && textOf(m).includes('three'));
    const [digest] = parseDeskConfig(FILE, 'desk.yaml').digests;
    if (digest === undefined) throw new Error('the file has a digest');
    // Of the day that ends tomorrow: it has today's answers.
    const day = new Date(Date.now() + 86_400_000 + 3 * 3_600_000).toISOString().slice(0, 10);
    const id = `${digestId(digest)}/${day}`;
    await bring(app, 'desk-digest-now', 'digest', id);
    const told = await slack.waitForMessage((m) => m.channel === SCORES);
    await bring(app, 'desk-digest-again', 'digest', id);
    expect(textOf(told)).toContain('billing');
    expect(textOf(told)).toContain('CSAT 0.0%');
    expect(textOf(told)).toContain('1 × It took too long');
    expect(textOf(told)).toContain('> I waited *three* days for <!here> an answer');
    expect(textOf(told)).toContain('CSAT 1 · c-1 · billing');
    const planned = () => app.db.selectFrom('outbox').select(['key']).where('job', '=', 'desk').execute();
    const keys = await until(planned, (rows) => rows.every(({ key }) => !/now|again|lane/.test(key)));
    expect(keys.map(({ key }) => key.split('-')[1])).toEqual(expect.arrayContaining(['digest', 'alarms']));
    expect(slack.sent.filter((m) => m.channel === SCORES)).toHaveLength(1);
  });
});

const DAY = 86_400_000;

describe('an alarm', () => {
  it('raised by the history is posted with its control chart, once, and not again when it is found again', async () => {
    const begun = await beginDesk('postgresql', FILE.replace('language: en', 'language: tr'));
    const { slack, app, api } = begun;
    const today = Math.floor(Date.now() / DAY) * DAY;
    const answers = (team: string, daysAgo: number, scores: readonly number[]) =>
      scores.map((score, i) => ({
        ...{ kind: 'answer', id: `${team}-${daysAgo}-${i}`, metric: 'csat', score, team },
        ...{ channel: 'telegram', at: new Date(today - daysAgo * DAY + 43_200_000).toISOString() },
      }));
    const usual = [5, 5, 4, 5, 2];
    const facts = Array.from({ length: 60 }, (_, i) => i + 1).flatMap((daysAgo) => [
      ...answers('billing', daysAgo, daysAgo > 5 ? usual : [1, 1, 2, 1, 5]),
      ...answers('sales', daysAgo, usual),
    ]);
    expect((await api.post('/v1/facts', { facts })).status).toBe(200);
    const look = async (key: string) => {
      await bring(app, key, 'alarms', 'today');
      await until(
        () => app.db.selectFrom('outbox').select('key').where('key', '=', key).execute(),
        (rows) => rows.length === 0,
      );
    };
    await look('desk-alarms-now');
    const billing = await slack.waitForMessage((m) => textOf(m).includes('📉 CSAT · billing'));
    expect(billing.channel).toBe(SCORES);
    expect(textOf(billing)).toContain('%80,0 değerinden %20,0 değerine');
    expect(JSON.stringify(billing.blocks)).toContain('slack_file');
    expect(slack.sent.some((m) => textOf(m).includes('sales'))).toBe(false);
    const pictures = [...slack.world.files.values()];
    expect(pictures.every(({ complete, data }) => complete && (data?.length ?? 0) > 5_000)).toBe(true);
    const waiting = () =>
      app.db.selectFrom('desk_messages').select('name').where('state', '!=', 'posted').execute();
    await until(waiting, (rows) => rows.length === 0);
    const told = slack.sent.length;
    await look('desk-alarms-again');
    await until(waiting, (rows) => rows.length === 0);
    expect(slack.sent).toHaveLength(told);
    expect(new Set(slack.sent.map(textOf)).size).toBe(told);
    const planned = await app.db.selectFrom('outbox').select('key').where('job', '=', 'desk').execute();
    expect(planned.map(({ key }) => key)).toContainEqual(expect.stringMatching(/^desk-alarms-\d{4}-/));
  });
});
