import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Afterword } from '../../src/lifecycle.ts';
import { blocksOf, read } from '../docs/documents.ts';
import { startReceiver } from '../support/receiver.ts';
import { client, openWorld, startIn, until, type World } from '../support/running.ts';

const OLD_SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

let world: World;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let running: Afterword;
beforeAll(async () => {
  receiver = await startReceiver([503]);
  world = await openWorld('postgresql');
  // An address of this machine: whoever sets it needs no WEBHOOK_HOSTS, which is for what templates name.
  const SCORE_WEBHOOKS = `http://${receiver.host}/scores`;
  Object.assign(world.env, { WEBHOOK_SECRET: `${SECRET},${OLD_SECRET}`, SCORE_WEBHOOKS });
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

type Verify = (headers: IncomingHttpHeaders, body: string, secret: string) => unknown;

/** The lines that docs/api.md gives to receivers. */
async function documentedVerify(): Promise<Verify> {
  const code = blocksOf(read('docs/api.md')).find(({ language }) => language === 'js');
  const { verify } = await import(`data:text/javascript,${encodeURIComponent(code?.text ?? '')}`);
  return verify as Verify;
}

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
  const [shown] = blocksOf(read('docs/api.md')).flatMap(({ language, text }) =>
    language === 'json' && text.includes('"survey.scored"') ? [JSON.parse(text)] : [],
  );
  const { id: _, ...message } = first[1] ?? { id: '', data: {} };
  expect([Object.keys(message), Object.keys(message.data)]).toEqual([
    Object.keys(shown),
    Object.keys(shown.data),
  ]);
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

it('what came is verified by the lines that the documentation gives, with the new secret and with the old one', async () => {
  const verify = await documentedVerify();
  const [message] = receiver.taken;
  const { body, headers } = message ?? { body: '', headers: {} };
  for (const secret of [SECRET, OLD_SECRET]) expect(verify(headers, body, secret)).toEqual(JSON.parse(body));
  const stranger = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
  expect(() => verify(headers, body, stranger)).toThrow('not signed');
  expect(() => verify(headers, body.replace('"score":1', '"score":5'), SECRET)).toThrow('not signed');
  expect(() => verify({ ...headers, 'webhook-id': 'other' }, body, SECRET)).toThrow('not signed');
  expect(() => verify({}, body, SECRET)).toThrow('not signed');
});
