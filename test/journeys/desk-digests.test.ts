import { afterEach, describe, expect, it } from 'vitest';
import { slackConnectionOf } from '../../channels/index.ts';
import type { RaisedAlarm } from '../../src/app/alarms.ts';
import { inTransaction } from '../../src/app/unit.ts';
import { alarmContent } from '../../src/desk/alarms.ts';
import { parseDeskConfig } from '../../src/desk/config.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { figureWords } from '../../src/desk/figure-words.ts';
import { digestId } from '../../src/desk/schedule.ts';
import { deskWords } from '../../src/desk/words.ts';
import { readable } from '../fakes/slack/seen.ts';
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

describe('an alarm', () => {
  it('says what moved, since when and how sure, with its control chart; a look that finds nothing is silent', async () => {
    const { slack, app } = await beginDesk('postgresql', FILE);
    const channel = app.channels.get('slack')?.channel;
    const workspace = channel && slackConnectionOf(channel);
    if (workspace == null) throw new Error('Slack is on');
    const desk: Desk = {
      app,
      workspace,
      config: parseDeskConfig(FILE, 'desk.yaml'),
      words: deskWords('tr'),
      figureWords: figureWords('tr'),
      gallery: (chart) => workspace.upload({ name: chart.name, alt: chart.alt, data: chart.png }),
    };
    const point = (i: number, value: number) => ({
      day: new Date(Date.UTC(2026, 10, 1 + i)),
      value,
      n: 40,
      lcl: 70,
      ucl: 96,
      out: value < 70,
    });
    const alarm: RaisedAlarm = {
      metric: 'csat',
      instrument: 'csat:1-5:high_is_good:4,5',
      group: { team: 'billing' },
      since: new Date('2026-11-05T00:00:00Z'),
      before: 83.1,
      after: 60.2,
      n_before: 400,
      n_after: 120,
      difference: -22.9,
      interval: { low: -32, high: -14, confidence: 0.95, method: 'newcombe', of: 'difference' },
      p: 0.001,
      direction: 'worse',
      confidence: 0.999,
      chart: { centre: 83, points: [84, 82, 85, 61, 59].map((value, i) => point(i, value)) },
    };
    const { blocks } = await alarmContent(desk, alarm);
    const [file] = slack.world.files.values();
    expect(file?.data?.length).toBeGreaterThan(5_000);
    expect(readable(blocks as Parameters<typeof readable>[0])).toContain('📉 CSAT · billing');
    expect(readable(blocks as Parameters<typeof readable>[0])).toContain('%83,1 değerinden %60,2 değerine');
    await bring(app, 'desk-alarms-now', 'alarms', '2026-11-22');
    await until(
      () => app.db.selectFrom('outbox').select('key').where('key', '=', 'desk-alarms-now').execute(),
      (rows) => rows.length === 0,
    );
    expect(slack.sent).toEqual([]);
  });
});
