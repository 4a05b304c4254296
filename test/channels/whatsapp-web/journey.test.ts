import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Afterword } from '../../../src/lifecycle.ts';
import { startWhatsappWebFake, type WhatsappWebFake } from '../../fakes/whatsapp-web/fake.ts';
import { chromiumPath } from '../../support/browser.ts';
import { client, openWorld, startIn, until } from '../../support/running.ts';
import { PHONE } from './bed.ts';

const LONG = 60_000;

let fake: WhatsappWebFake;
let world: Awaited<ReturnType<typeof openWorld>>;
let running: Afterword;

beforeAll(async () => {
  fake = await startWhatsappWebFake();
  fake.state.linked = false;
  world = await openWorld('postgresql');
  const env = { WHATSAPP_WEB: '1', CHROMIUM_PATH: chromiumPath(), WHATSAPP_WEB_ARGS: fake.args.join(' ') };
  running = await startIn({ ...world, env: { ...world.env, ...env } });
}, LONG);
afterAll(async () => {
  await running.stop();
  await fake.close();
  await world.dispose();
}, LONG);

test('the phone is linked on the page, a closed conversation is asked about in a poll, and the vote counts', {
  timeout: 120_000,
}, async () => {
  const page = `${running.url}/channels/whatsapp-web/pair`;
  const post = (token: string) =>
    fetch(page, { method: 'POST', body: new URLSearchParams({ token }), redirect: 'manual' });
  expect((await post('not the token')).status).toBe(401);
  expect((await post('x'.repeat(5_000))).status).toBe(413);
  const admitted = await post(running.apiToken);
  expect(new URL(admitted.headers.get('location') ?? '', page).href).toBe(page);
  const [cookie = ''] = (admitted.headers.get('set-cookie') ?? '').split(';');
  const shows = (words: string) =>
    until(
      async () => (await fetch(page, { headers: { cookie } })).text(),
      (html) => html.includes(words),
      LONG,
    );
  await shows('<svg');
  fake.links();
  await shows('Linked as +905550000000');

  const person = fake.person(PHONE);
  const api = client(running.url ?? '');
  await api.close('web-1', { channel: 'whatsapp-web', address: { phone: `+${PHONE}` } });
  const poll = await fake.waitForMessage(({ options }) => options.length === 5);
  fake.votes(person, poll, [4]);
  await until(
    async () => (await api.get('/v1/metrics/csat')).body,
    ({ n, value }) => n === 1 && value === 100,
    LONG,
  );
});
