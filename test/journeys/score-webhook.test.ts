import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Afterword } from '../../src/lifecycle.ts';
import { startReceiver } from '../support/receiver.ts';
import { client, openWorld, startIn, until, type World } from '../support/running.ts';

const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

let world: World;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let running: Afterword;
beforeAll(async () => {
  receiver = await startReceiver([503]);
  world = await openWorld('postgresql');
  const scores = `http://${receiver.host}/scores`;
  Object.assign(world.env, { WEBHOOK_SECRET: SECRET, WEBHOOK_HOSTS: receiver.host, SCORE_WEBHOOKS: scores });
  running = await startIn(world);
});
afterAll(async () => {
  await running?.stop();
  await world?.dispose();
  await receiver?.close();
});

const told = () =>
  receiver.taken.map(({ body, headers }) => ({
    id: headers['webhook-id'],
    ...(new Webhook(SECRET).verify(body, headers as Record<string, string>) as {
      type: string;
      data: { score: number | null };
    }),
  }));

it('every score is told as it is given, signed, tried again, and once more on request under the same id', async () => {
  const { fake } = world;
  const api = client(running.url ?? '');
  await api.close('c-1');
  const question = await fake.waitForMessage(({ buttons }) => buttons.flat().length >= 5);
  fake.taps(question, 0);
  const first = await until(
    async () => told(),
    (messages) => messages.length === 2,
  );
  expect(new Set(first.map(({ id }) => id)).size).toBe(1);
  expect(first[1]).toMatchObject({
    type: 'survey.scored',
    data: { conversation: { id: 'c-1', source: 'test-desk' }, team: 'billing', metric: 'csat', score: 1 },
  });

  const range = `from=2020-01-01&to=${new Date(Date.now() + 86_400_000).toISOString()}`;
  expect((await api.post(`/v1/webhooks/replay?${range}`, {})).body).toEqual({ scores: 1, addresses: 1 });
  const again = await until(
    async () => told(),
    (messages) => messages.length === 3,
  );
  expect(again[2]).toEqual(first[1]);
  expect((await api.post('/v1/webhooks/replay?from=2020-01-01', {})).status).toBe(400);
});
