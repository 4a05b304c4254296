import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Afterword } from '../../src/lifecycle.ts';
import { CLOSE, client, openWorld, startIn, type World } from '../support/running.ts';

let world: World;
let running: Afterword;
const api = () => client(running.url ?? '');

beforeAll(async () => {
  world = await openWorld('postgresql');
  running = await startIn(world);
});
afterAll(async () => {
  await running.stop();
  await world.dispose();
});

const stored = async () => {
  const { count } = await running.app.db
    .selectFrom('conversations')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
};

describe('a hook that cannot be taken', () => {
  it.each([
    [
      'wrong fields: every fault with its path',
      { ...CLOSE, id: '', tags: 'x', colour: 1 },
      400,
      'AW_HOOK_FIELDS',
    ],
    ['a NUL', { ...CLOSE, id: 'a\0b' }, 400, 'AW_HOOK_FIELDS'],
    ['half a surrogate pair', { ...CLOSE, id: 'x', tags: ['\ud800'] }, 400, 'AW_HOOK_FIELDS'],
    ['a close of next year', { ...CLOSE, id: 'x', closed_at: '2099-01-01T00:00:00Z' }, 400, 'AW_HOOK_FIELDS'],
    ['no JSON', '{"event": ', 400, 'AW_HOOK_JSON'],
    ['an empty body', '', 400, 'AW_HOOK_JSON'],
    ['an unknown channel', { ...CLOSE, id: 'x', channel: 'fax' }, 422, 'AW_CHANNEL_UNKNOWN'],
    ['no address', { ...CLOSE, id: 'x', address: undefined }, 422, 'AW_ADDRESS'],
    [
      'an address of another channel',
      { ...CLOSE, id: 'x', address: { email: 'a@example.com' } },
      422,
      'AW_ADDRESS',
    ],
    ['more than 1 MiB', { ...CLOSE, id: 'x', note: 'x'.repeat(1024 * 1024) }, 413, 'AW_TOO_LARGE'],
  ])('%s', async (_name, body, status, code) => {
    const before = await stored();
    const answer = await api().post('/hooks/generic', body);
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    expect(answer.body.error.next).toBeTruthy();
    expect(await stored()).toBe(before);
  });

  it('names every fault with its path', async () => {
    const { body } = await api().post('/hooks/generic', { ...CLOSE, id: '', tags: 'x', colour: 1 });
    expect(body.error.faults.map((fault: { path: string }) => fault.path).sort()).toEqual([
      'colour',
      'id',
      'tags',
    ]);
  });

  it('names the channels that are on', async () => {
    const { body } = await api().post('/hooks/generic', { ...CLOSE, id: 'x', channel: 'fax' });
    expect(body.error.message).toContain('telegram, web-chat');
  });

  it('without the token, or with another one, is not even read', async () => {
    for (const token of [null, 'wrong-token-wrong-token', '']) {
      const answer = await client(running.url ?? '', token).post('/hooks/generic', '{ not json');
      expect(answer).toMatchObject({ status: 401, body: { error: { code: 'AW_UNAUTHORIZED' } } });
    }
  });
});

describe('the read API', () => {
  it('wants the token everywhere', async () => {
    const anonymous = client(running.url ?? '', null);
    for (const path of ['/v1/metrics/csat', '/v1/conversations/x/why', '/v1/handovers']) {
      expect((await anonymous.get(path)).status).toBe(401);
    }
  });

  it('says what there is when a metric or a parameter is unknown', async () => {
    expect((await api().get('/v1/metrics/happiness')).body.error.message).toContain('csat, ces, nps');
    const { status, body } = await api().get('/v1/metrics/csat?group_by=colour&from=whenever&x=1');
    expect(status).toBe(400);
    expect(body.error.faults.map((fault: { path: string }) => fault.path).sort()).toEqual([
      'from',
      'group_by[0]',
      'query',
    ]);
  });

  it.each(['/v1/conversations/a%00b/why', '/v1/metrics/a%00b', '/v1/metrics/csat?filter[agent]=a%00b'])(
    'refuses what no database can look up: %s',
    async (path) => {
      expect(await api().get(path)).toMatchObject({ status: 400, body: { error: { code: 'AW_QUERY' } } });
    },
  );

  it.each(['2026-11-22', '2026-11-22T09:20:00Z'])('takes a day or an instant: %s', async (time) => {
    expect((await api().get(`/v1/metrics/csat?from=${time}`)).status).toBe(200);
  });

  it.each(['5', '', '2026-13-01', '1970-01-01'])(
    'says which times it takes instead of "%s"',
    async (time) => {
      const { status, body } = await api().get(`/v1/metrics/csat?to=${time}`);
      expect(status).toBe(400);
      expect(body.error.faults).toEqual([{ path: 'to', message: expect.stringMatching(/such as "20|2000/) }]);
    },
  );

  it('answers null and not 0 where nobody answered', async () => {
    expect((await api().get('/v1/metrics/nps')).body).toMatchObject({ value: null, n: 0, interval: null });
  });

  it('answers 404 with a code for a path that is not there', async () => {
    expect((await api().get('/v2/nothing')).body.error.code).toBe('AW_NOT_FOUND');
  });
});
