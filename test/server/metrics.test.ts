import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Afterword } from '../../src/lifecycle.ts';
import { foldCells } from '../../src/store/fold-cells.ts';
import { client, openWorld, startIn, type World } from '../support/running.ts';

let world: World;
let running: Afterword;
let api: ReturnType<typeof client>;
beforeAll(async () => {
  world = await openWorld('postgresql', '1h');
  running = await startIn(world);
  api = client(running.url ?? '');
});
afterAll(async () => {
  await running?.stop();
  await world?.dispose();
});

const day = (n: number, time = '10:00:00') => `2026-03-${String(n).padStart(2, '0')}T${time}Z`;

/** A close of a person, so many minutes long. */
const closed = (id: string, person: string, at: number, minutes: number, more: object = {}) => {
  const end = new Date(day(at));
  return api.close(id, {
    address: { chat_id: String(1000 + Number(person)) },
    contact: { id: `p-${person}`, attributes: { plan: Number(person) % 2 === 0 ? 'pro' : 'free', age: 40 } },
    opened_at: new Date(end.getTime() - minutes * 60_000).toISOString(),
    first_response_at: new Date(end.getTime() - minutes * 30_000).toISOString(),
    closed_at: end.toISOString(),
    handle_seconds: minutes * 20,
    ...more,
  });
};

const figure = async (path: string) => (await api.get(path)).body;

describe('figures of the conversations themselves', () => {
  beforeAll(async () => {
    await closed('s-1', '1', 2, 10);
    await closed('s-2', '2', 2, 20, { agent: { id: 'ag-6', team: 'sales' } });
    // The same person again after two days, and one after nine.
    await closed('s-3', '1', 4, 40);
    await closed('s-4', '2', 13, 30);
    // Told late: an earlier contact of the first person.
    await closed('s-0', '1', 1, 5, { tags: ['support', 'escalated'], journey_step: 'onboarding' });
  });

  it('tell resolution, first response and handle time with mean, median, p90 and interval', async () => {
    const resolution = await figure('/v1/metrics/resolution_time');
    expect(resolution).toMatchObject({
      metric: 'resolution_time',
      value: 1260,
      n: 5,
      mean: 1260,
      rejected: 0,
    });
    expect(resolution.median).toBeGreaterThan(1200 * 0.95);
    expect(resolution.median).toBeLessThan(1200 * 1.05);
    expect(resolution.interval).toMatchObject({ method: 'modified_cox', confidence: 0.95 });
    expect(await figure('/v1/metrics/first_response_time')).toMatchObject({ value: 630, n: 5 });
    expect(await figure('/v1/metrics/aht')).toMatchObject({ value: 420, n: 5 });
  });

  it('count as resolved at first contact only whoever did not come back within the window', async () => {
    const gross = await figure('/v1/metrics/fcr');
    expect(gross).toMatchObject({ rule: 'gross', window_days: 7, n: 5, value: 60 });
    expect(await figure('/v1/metrics/fcr?window_days=1')).toMatchObject({ value: 80 });
    expect(await figure('/v1/metrics/fcr?window_days=14')).toMatchObject({ value: 40 });
    expect(await figure('/v1/metrics/fcr?rule=net')).toMatchObject({ rule: 'net', value: 75, gross: 60 });
  });

  it('are told apart by team, segment and stage, before and after they are folded', async () => {
    const path = '/v1/metrics/resolution_time?group_by=team,segment.plan';
    const before = await figure(path);
    expect(before.groups.map((one: { group: object; n: number }) => [one.group, one.n])).toEqual([
      [{ team: 'billing', 'segment.plan': 'free' }, 3],
      [{ team: 'billing', 'segment.plan': 'pro' }, 1],
      [{ team: 'sales', 'segment.plan': 'pro' }, 1],
    ]);
    await foldCells(running.app.db);
    expect(await figure(path)).toEqual(before);
    const stages = await figure('/v1/metrics/fcr?group_by=stage');
    expect(
      stages.groups.map((one: { group: { stage: string | null }; n: number }) => [one.group.stage, one.n]),
    ).toEqual([
      // One named its own; the others are of the stage that names the template of their survey.
      ['onboarding', 1],
      ['service', 4],
    ]);
    expect(
      await figure('/v1/metrics/aht?filter[segment.plan]=pro&from=2026-03-01&to=2026-03-03'),
    ).toMatchObject({
      n: 1,
      value: 400,
    });
  });

  it('a reopening counts as coming back', async () => {
    await api.reopen('s-4');
    expect(await figure('/v1/metrics/fcr?window_days=365')).toMatchObject({ value: 20 });
  });
});

const facts = (list: object[]) => api.post('/v1/facts', { facts: list });

describe('business facts', () => {
  const customer = (n: number, until?: string) => ({
    kind: 'customer',
    id: `p-${n}`,
    since: '2025-01-01T00:00:00Z',
    ...(until === undefined ? {} : { until }),
    attributes: { plan: n % 2 === 0 ? 'pro' : 'free' },
    identities: [{ type: 'contact@test-desk', value: `p-${n}` }],
  });
  const told = [
    ...Array.from({ length: 10 }, (_, i) => customer(i + 1, i < 3 ? '2026-02-15T00:00:00Z' : undefined)),
    { ...customer(11), since: '2026-02-10T00:00:00Z' },
    ...[1, 2, 3, 4].map((n) => ({
      kind: 'purchase',
      id: `b-${n}`,
      customer: `p-${n}`,
      at: '2026-02-01T12:00:00Z',
      amount: 100 * n,
      currency: 'TRY',
      referred: n === 1,
    })),
    {
      kind: 'trial',
      id: 't-1',
      started_at: '2026-01-20T00:00:00Z',
      ended_at: '2026-02-03T00:00:00Z',
      converted: true,
    },
    {
      kind: 'trial',
      id: 't-2',
      started_at: '2026-01-20T00:00:00Z',
      ended_at: '2026-02-04T00:00:00Z',
      converted: false,
    },
    {
      kind: 'trial',
      id: 't-3',
      started_at: '2026-02-20T00:00:00Z',
      ended_at: '2026-03-04T00:00:00Z',
      converted: true,
    },
    { kind: 'mention', id: 'm-1', at: '2026-02-03T00:00:00Z', negative: true, opened_case: true },
    { kind: 'mention', id: 'm-2', at: '2026-02-03T01:00:00Z', repost_of: 'm-1', negative: true },
  ];
  const february = 'from=2026-02-01&to=2026-03-01';

  it('are kept once: again they change nothing, and with another content they are corrected', async () => {
    expect((await facts(told)).body).toEqual({ added: 20, changed: 0, known: 0 });
    expect((await facts(told)).body).toEqual({ added: 0, changed: 0, known: 20 });
    const corrected = { ...told[13], amount: 500 };
    expect((await facts([corrected])).body).toEqual({ added: 0, changed: 1, known: 0 });
    expect((await facts([told[13] ?? {}])).body).toEqual({ added: 0, changed: 1, known: 0 });
  });

  it('with a fault are all refused, and every fault has its path', async () => {
    const { status, body } = await facts([
      { kind: 'purchase', id: 'x', customer: 'p', at: 'yesterday', amount: 1, currency: 'lira' },
      { kind: 'answer', id: 'y', at: '2026-02-01T00:00:00Z', metric: 'nps', score: 11 },
      { ...customer(1), until: '2020-01-01T00:00:00Z' },
    ]);
    expect(status).toBe(400);
    expect(body.error.faults.map(({ path }: { path: string }) => path)).toEqual([
      'facts[0].at',
      'facts[0].currency',
      'facts[1].score',
      'facts[2].until',
    ]);
  });

  it('become churn, retention, referrals, conversions and mentions of a period', async () => {
    expect(await figure(`/v1/metrics/churn?${february}`)).toMatchObject({ value: 30, n: 10, lost: 3 });
    expect(await figure(`/v1/metrics/crr?${february}`)).toMatchObject({ value: 70, n: 10, new: 1, end: 8 });
    expect(await figure(`/v1/metrics/referral_rate?${february}`)).toMatchObject({ value: 25, n: 4 });
    expect(await figure(`/v1/metrics/trial_to_paid?${february}`)).toMatchObject({ value: 50, n: 2 });
    expect(await figure(`/v1/metrics/social_monitoring?${february}`)).toMatchObject({
      n: 1,
      value: 125,
      reposts: 1,
      support_cases: { count: 1 },
    });
    const stays = await figure('/v1/metrics/survival?to=2026-03-01&at=300,420');
    expect(stays.n).toBe(11);
    expect(stays.survival.map(({ value }: { value: number }) => value)).toEqual([1, 0.7]);
  });

  it('tell the value of a customer with all that goes into it, and none without a margin', async () => {
    const without = await figure(`/v1/metrics/clv?${february}`);
    expect(without).toMatchObject({ value: null, average_sale: 250, currency: 'TRY', margin: null });
    const clv = await figure(`/v1/metrics/clv?${february}&margin=0.5`);
    expect(clv.value).toBeCloseTo(250 * clv.transactions_per_year * clv.retention_years * 0.5, 9);
  });

  it('are told apart by attributes of the customers', async () => {
    const { groups } = await figure(`/v1/metrics/churn?${february}&group_by=segment.plan`);
    expect(groups.map((one: { group: object; value: number }) => [one.group, one.value])).toEqual([
      [{ 'segment.plan': 'free' }, 40],
      [{ 'segment.plan': 'pro' }, 20],
    ]);
    const { status, body } = await api.get('/v1/metrics/churn?group_by=team');
    expect([status, body.error.code]).toEqual([400, 'AW_QUERY']);
  });

  it('of a period that has not ended are told until now: what is still to come has not failed', async () => {
    await facts([
      {
        kind: 'trial',
        id: 't-runs',
        started_at: '2026-02-20T00:00:00Z',
        ended_at: '2099-01-01T00:00:00Z',
        converted: false,
      },
      { ...customer(20, '2099-01-01T00:00:00Z'), since: '2026-02-03T00:00:00Z' },
      // Nobody knows since when this one is a customer.
      {
        kind: 'purchase',
        id: 'b-unknown',
        customer: 'p-unknown',
        at: '2026-03-02T12:00:00Z',
        amount: 100,
        currency: 'TRY',
      },
    ]);
    expect(await figure('/v1/metrics/trial_to_paid?to=2099-06-01')).toMatchObject({ n: 3, converted: 2 });
    expect(await figure('/v1/metrics/churn?from=2026-03-01&to=2099-06-01')).toMatchObject({ n: 9, lost: 0 });
    const stays = await figure('/v1/metrics/survival?to=2099-06-01&at=20000');
    expect(stays.survival[0].value).toBeNull();
    const value = await figure('/v1/metrics/clv?from=2026-03-01&to=2026-04-01');
    expect(value).toMatchObject({ n: 1, average_sale: 100, transactions_per_year: 0 });
  });

  it.each([
    ['csat?from=2026-03-02&to=2026-03-01', 'to'],
    ['clv?margin=', 'margin'],
    ['clv?margin=0x1', 'margin'],
    ['survival?at=', 'at[0]'],
    ['fcr?window_days=1e1', 'window_days'],
    ['csat?filter=x&filter[team]=y', 'filter'],
    ['csat?constructor=1', 'query'],
    ['fcr?group_by=template', 'template'],
    ['aht?filter[language]=tr', 'language'],
  ])('%s is a fault at %s, and not a figure of something else', async (query, path) => {
    const { status, body } = await api.get(`/v1/metrics/${query}`);
    expect([status, body.error?.code]).toEqual([400, 'AW_QUERY']);
    expect(body.error.faults[0].path).toBe(path);
  });

  it('a filter by a name that schemas pass over is a fault, and not no filter', async () => {
    const { status, body } = await api.get('/v1/metrics/csat?filter[__proto__]=x');
    expect([status, body.error.code]).toEqual([400, 'AW_QUERY']);
  });

  it('answers from elsewhere are figures as any other, by their own instrument', async () => {
    const scores = [10, 9, 9, 7, 3];
    const answer = (score: number, i: number) => ({
      kind: 'answer',
      id: `a-${i}`,
      at: '2026-02-05T10:20:00Z',
      metric: 'nps',
      score,
      channel: 'kiosk',
      segment: { plan: 'pro' },
    });
    await facts(scores.map(answer));
    const nps = await figure(`/v1/metrics/nps?${february}&group_by=channel`);
    expect(nps).toMatchObject({ value: 40, n: 5, instrument: 'nps:0-10:high_is_good' });
    expect(nps.groups[0].group).toEqual({ channel: 'kiosk' });
    // How many were asked there nobody knows: they raise no response rate.
    expect(nps.funnel).toMatchObject({ eligible: 0, sent: 0, answered: 0, waiting: 0 });
    expect(await figure(`/v1/metrics/response_rate?${february}`)).toMatchObject({ value: null, n: 0 });
    await facts([answer(0, 0)]);
    expect((await figure(`/v1/metrics/nps?${february}`)).value).toBe(0);
  });

  it('many metrics come at once', async () => {
    const { metrics } = await figure(`/v1/metrics?metrics=churn,nps,fcr&${february}`);
    expect(metrics.map(({ metric, n }: { metric: string; n: number }) => [metric, n])).toEqual([
      ['churn', 10],
      ['nps', 5],
      ['fcr', 0],
    ]);
    const all = await figure('/v1/metrics');
    expect(all.metrics).toHaveLength(15);
    expect((await api.get('/v1/metrics/nps?rule=net')).body.error.faults[0].message).toContain(
      'belongs to fcr',
    );
  });
});
