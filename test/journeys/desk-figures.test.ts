import { afterEach, describe, expect, it } from 'vitest';
import { controls, readable } from '../fakes/slack/seen.ts';
import { textOf } from '../fakes/slack/world.ts';
import { ALERTS, deskFile } from '../support/desk.ts';
import { beginDesk, type DeskJourney, endAll, scored } from '../support/journey.ts';
import { until } from '../support/running.ts';
import { AGENT, AYSE, LEAD } from '../support/slack.ts';

afterEach(endAll);

/** Three answers of billing, one of sales. */
async function answered(begun: DeskJourney): Promise<void> {
  const scores = [5, 4, 1];
  for (const [i, score] of scores.entries()) {
    await scored(begun, `c-${i}`, score, { chat: 4242 + i, contact: { id: `u-${i}`, language: 'en' } });
  }
  await scored(begun, 'c-9', 3, {
    chat: 4299,
    contact: { id: 'u-9', language: 'en' },
    agent: { id: 'ag-9', team: 'sales' },
  });
  await until(
    () => begun.api.get('/v1/metrics/csat'),
    ({ body }) => body.n === 4,
  );
}

async function run({ slack }: DeskJourney, command: string, text: string, as: string): Promise<string> {
  const before = slack.ephemeral(as).length;
  await slack.settled(slack.runs(command, text, { as, in: ALERTS }));
  const message = await slack.until(() => slack.ephemeral(as)[before]);
  return textOf(message);
}

describe('scores on demand', () => {
  it('/scores tells figure, interval, n, funnel and trend, within what the person may see', async () => {
    const begun = await beginDesk('postgresql');
    await answered(begun);
    const team = await run(begun, '/scores', 'csat', AGENT);
    expect(team).toContain('Scores of the last 30 days · Team billing');
    expect(team).toMatch(/CSAT 66\.7% \(95 %: 20\.8% to 93\.9%\), n = 3/);
    expect(team).toContain('no answers before');
    expect(team).toContain('asked 3 → answered 3 (100.0%)');
    const [file] = begun.slack.world.files.values();
    expect(file).toMatchObject({ name: 'csat-light.png', complete: true });
    expect(file?.data?.subarray(1, 4).toString()).toBe('PNG');
    expect(await run(begun, '/scores', 'csat 7d', LEAD)).toContain('the last 7 days · Everybody');
    expect(await run(begun, '/scores', 'me nps', AGENT)).toContain('NPS nobody answered');
    expect(await run(begun, '/scores', 'team sales', AGENT)).toContain('Leads see all');
    expect(await run(begun, '/scores', 'csat team sales', LEAD)).toContain('n = 1');
    expect(await run(begun, '/scores', '', AYSE)).toContain('which agent you are');
    expect(await run(begun, '/scores', 'colour blue', LEAD)).toContain('Usage: /scores');
  });

  it('/why, /skip-survey and /case answer the person alone', async () => {
    const begun = await beginDesk('postgresql');
    await answered(begun);
    expect(await run(begun, '/why', 'c-0', AGENT)).toContain('asked with csat-after-support');
    expect(await run(begun, '/why', 'nothing', AGENT)).toContain('No such conversation');
    expect(await run(begun, '/why', 'c-0', AYSE)).toContain('no right');

    expect(await run(begun, '/skip-survey', 'c-0 because', AGENT)).toContain('Too late');
    expect(await run(begun, '/skip-survey', 'test-desk:c-20 A known test account', AGENT)).toContain('Noted');
    const told = await begun.api.close('c-20', { address: { chat_id: '4300' }, contact: { id: 'u-20' } });
    expect(told.body.decision).toMatchObject({ ask: false, rule: 'skipped_by_agent' });
    expect(await run(begun, '/skip-survey', 'c-0', AGENT)).toContain('Usage');

    expect(await run(begun, '/case', '', AGENT)).toMatch(/#\d+ · CSAT 1 · c-2 · billing/);
    const [number = ''] = /#\d+/.exec(await run(begun, '/case', '', LEAD)) ?? [];
    expect(await run(begun, '/case', number, AGENT)).toContain('A customer is unhappy');
    expect(await run(begun, '/case', '#999999', AGENT)).toContain('no such case');
  });
});

describe('the Home tab', () => {
  it('shows the scoreboard with open cases, and keeps what the person chose', async () => {
    const begun = await beginDesk('postgresql', deskFile().replace('language: en', 'language: tr'));
    const { slack } = begun;
    await answered(begun);
    slack.opensHome(LEAD);
    const home = await slack.waitForHome(LEAD);
    expect(readable(home.view.blocks)).toContain('Puanlar: son 30 gün · Herkes');
    expect(readable(home.view.blocks)).toContain('CSAT %50,0');
    expect(readable(home.view.blocks)).toContain('Kayıtlar: 1 açık');
    await slack.settled(slack.clicksIn(home, 'son 7 gün'));
    await slack.waitForHome(LEAD, ({ view }) => readable(view.blocks).includes('son 7 gün · Herkes'));
    const week = slack.world.homes.get(LEAD);
    if (week) await slack.settled(slack.clicksIn(week, 'Koyu renk grafikler'));
    await slack.waitForHome(LEAD, ({ view }) =>
      controls(view.blocks).some(({ label }) => label === 'Açık renk grafikler'),
    );
    expect(readable(slack.world.homes.get(LEAD)?.view.blocks ?? [])).toContain('son 7 gün');
    expect([...slack.world.files.values()].map(({ name }) => name)).toContain('csat-dark.png');
  });

  it("shows agents their team's figures and not everybody's, and strangers nothing", async () => {
    const begun = await beginDesk('postgresql');
    await answered(begun);
    begun.slack.opensHome(AGENT);
    const home = await begun.slack.waitForHome(AGENT);
    expect(readable(home.view.blocks)).toContain('Team billing');
    expect(controls(home.view.blocks).map(({ label }) => label)).not.toContain('Everybody');
    begun.slack.opensHome(AYSE);
    const other = await begun.slack.waitForHome(AYSE);
    expect(readable(other.view.blocks)).toContain('which agent you are');
  });
});
