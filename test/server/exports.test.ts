import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Afterword } from '../../src/lifecycle.ts';
import { client, openWorld, startIn, TOKEN, type World } from '../support/running.ts';

let world: World;
let running: Afterword;
beforeAll(async () => {
  world = await openWorld('postgresql', '1h');
  running = await startIn(world);
  const answer = (i: number) => ({
    kind: 'answer',
    id: `a-${i}`,
    at: '2026-03-01T10:00:00Z',
    metric: 'nps',
    score: i % 4 === 0 ? 9 : 2,
    team: i % 2 === 0 ? '-=team' : 'İstanbul',
  });
  const facts = Array.from({ length: 40 }, (_, i) => answer(i));
  await client(running.url ?? '').post('/v1/facts', { facts });
});
afterAll(async () => {
  await running?.stop();
  await world?.dispose();
});

const download = async (path: string) => {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await fetch(`${running.url}/v1/exports/${path}`, { headers });
  return { status: response.status, text: await response.text() };
};

describe('GET /v1/exports/figures', () => {
  it('has one row a figure and one a group; negative numbers stay numbers, and no name becomes a formula', async () => {
    const { text } = await download('figures?metrics=nps,nps&group_by=team');
    const rows = text.trimEnd().split('\r\n');
    expect(rows.map((line) => line.split(',').slice(0, 7).join())).toEqual([
      'metric,row,from,to,team,value,n',
      'nps,all,,,,-50,40',
      "nps,group,,,'-=team,0,20",
      'nps,group,,,İstanbul,-100,20',
    ]);
  });

  it('has a row of each instrument: they are never pooled, and none is left out', async () => {
    const scale = { min: 1, max: 7, good: [6, 7], orientation: 'high_is_good' };
    const facts = [5, 4, 1, 7, 2, 6].map((score, i) => ({
      kind: 'answer',
      id: `two-${i}`,
      at: '2026-04-01T10:00:00Z',
      metric: 'csat',
      score,
      ...(i > 2 ? { scale } : {}),
    }));
    expect((await client(running.url ?? '').post('/v1/facts', { facts })).status).toBe(200);
    const { text } = await download('figures?metrics=csat,aht&format=jsonl');
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ metric, instrument, n, rejected }) => [metric, instrument, n, rejected])).toEqual([
      ['csat', 'csat:1-5:high_is_good:4,5', 3, 0],
      ['csat', 'csat:1-7:high_is_good:6,7', 3, 0],
      ['aht', null, 0, 0],
    ]);
    // As many answers each: which of them is told as the value must not change from call to call.
    const { body } = await client(running.url ?? '').get('/v1/metrics/csat');
    expect(body.instrument).toBe('csat:1-5:high_is_good:4,5');
  });

  it('that cannot be told apart so is an error, and no file that breaks off', async () => {
    const { status, text } = await download('figures?group_by=team');
    expect([status, JSON.parse(text).error.code]).toEqual([400, 'AW_QUERY']);
  });
});

it('GET /v1/exports/responses without any has the heading alone', async () => {
  const { status, text } = await download('responses');
  expect([status, text.split('\r\n').length]).toEqual([200, 2]);
  expect((await download('responses?from=2026-04-01&to=2026-03-01')).status).toBe(400);
});
