import { createHash } from 'node:crypto';
import { type AlarmReport, alarmReport, type RaisedAlarm } from '../app/alarms.ts';
import { shorten } from '../model/shorten.ts';
import { lastNamed } from '../store/desk.ts';
import { bold, header, lines, notification, text } from './blocks.ts';
import { controlChartOf } from './charts.ts';
import type { Desk } from './desk.ts';
import { PRIORITY, tell } from './notes.ts';
import { figure, percent, whole } from './render-scores.ts';
import { once, planAlarms } from './schedule.ts';
import type { PostContent } from './workspace.ts';

const MOST_AT_ONCE = 10;

/** The daily look at what moved: each alarm is told once, with a picture of its control chart. */
export async function workAlarms(desk: Desk, key: string): Promise<void> {
  const { app, config } = desk;
  const to = config.alarms?.to;
  const report =
    to === undefined ? null : await alarmReport(app.db, app.measurement, { to: null }, app.now());
  const fresh = report === null ? [] : await notToldYet(desk, report);
  const told = await Promise.all(
    fresh.map(async ({ name, alarm }) => ({ name, content: await alarmContent(desk, alarm) })),
  );
  await once(desk, key, async (unit) => {
    if (to === undefined) return;
    for (const { name, content } of told) {
      await tell(unit, { name, place: to, kind: 'digest', priority: PRIORITY.alert, body: { ...content } });
    }
    planAlarms(desk, unit);
  });
}

/**
 * The same move is told once, although it is found again every day, and not always since the same day: what began
 * before it was last spoken of is known already.
 */
async function notToldYet({ app }: Desk, { alarms }: AlarmReport) {
  const named = apart(alarms).map((alarm) => ({ alarm, of: nameOf(alarm) }));
  const told = await Promise.all(named.map(({ of }) => lastNamed(app.db, `${of}-`)));
  return named
    .filter(({ alarm }, i) => (told[i] ?? new Date(0)) < alarm.since)
    .slice(0, MOST_AT_ONCE)
    .map(({ alarm, of }) => ({ alarm, name: `${of}-${alarm.since.toISOString().slice(0, 10)}` }));
}

/** Where the only team of a channel moves, that is one move and not two; what has no name is in the whole already. */
function apart(alarms: readonly RaisedAlarm[]): RaisedAlarm[] {
  const named = alarms.filter(({ group }) => !Object.values(group).includes(null));
  const moveOf = ({ metric, instrument, since, ...of }: RaisedAlarm) =>
    JSON.stringify([metric, instrument, since, of.before, of.after, of.n_before, of.n_after]);
  return [...Map.groupBy(named, moveOf).values()].flatMap(([first]) => first ?? []);
}

function nameOf({ metric, instrument, group, direction }: RaisedAlarm): string {
  const what = JSON.stringify([metric, instrument, group, direction]);
  return `alarm-${createHash('sha256').update(what).digest('hex').slice(0, 24)}`;
}

/** An alarm in words, with its control chart where it has one. */
export async function alarmContent(desk: Desk, alarm: RaisedAlarm): Promise<PostContent> {
  const { figureWords: words, config } = desk;
  const { metric, group, before, after, n_before, n_after, since, direction } = alarm;
  const where = Object.values(group).filter((name) => name !== null);
  const title = [`${direction === 'worse' ? '📉' : '📈'} ${metric.toUpperCase()}`, ...where].join(' · ');
  const day = new Intl.DateTimeFormat(words.locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(since);
  const said = words.alarm(figure(metric, before, words), figure(metric, after, words), day);
  const sure = words.sure(
    percent(100 * alarm.confidence, words),
    whole(n_before, words),
    whole(n_after, words),
  );
  const blocks = [header(shorten(title, 140)), lines([{ parts: [bold(said)] }, { parts: [text(sure)] }])];
  if (alarm.chart === null) return { text: notification(`${title}: ${said}`), blocks };
  try {
    const chart = await controlChartOf(alarm.chart, {
      title,
      theme: 'light',
      words,
      timezone: config.timezone,
    });
    const id = await desk.gallery(chart);
    return {
      text: notification(`${title}: ${said}`),
      blocks: [...blocks, { type: 'image', alt_text: chart.alt, slack_file: { id } }],
    };
  } catch (error) {
    desk.app.log.warn(
      { error: String(error) },
      'desk: a picture could not be shown; the alarm stands without',
    );
    return { text: notification(`${title}: ${said}`), blocks };
  }
}
