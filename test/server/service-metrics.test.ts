import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Afterword } from '../../src/lifecycle.ts';
import { openWorld, startIn, type World } from '../support/running.ts';

let world: World;
let running: Afterword;
beforeAll(async () => {
  world = await openWorld('postgresql');
  world.env.PUBLIC_URL = 'https://survey.example';
  world.env.TELEGRAM_WEBHOOK_SECRET = 'a-secret-of-the-webhook';
  running = await startIn(world);
});
afterAll(async () => {
  await running?.stop();
  await world?.dispose();
});

const post = (where: string, body: BodyInit, headers: Record<string, string> = {}) =>
  fetch(`${running.url}${where}`, { method: 'POST', body, headers });
const counted = async () => (await fetch(`${running.url}/metrics`)).text();

describe('what is refused for its signature', () => {
  it('is counted by where it was sent to, and nothing of it is read', async () => {
    const bodies = ['{"update_id":', 'not json', '{}', '\u0000\u0001'];
    for (const body of bodies) {
      const answer = await post('/channels/telegram/webhook', body, {
        'x-telegram-bot-api-secret-token': 'no',
      });
      expect([answer.status, await answer.text()]).toEqual([401, '']);
    }
    await post('/hooks/generic', '{', { authorization: 'Bearer nonsense' });
    const text = await counted();
    expect(text).toContain('afterword_unauthorized_total{at="/channels/telegram/webhook"} 4');
    expect(text).toContain('afterword_unauthorized_total{at="/hooks/generic"} 1');
    const rows = await running.app.db.selectFrom('inbound').select('id').execute();
    expect(rows).toEqual([]);
  });

  it('is no more than a count: addresses that nobody has make no lines', async () => {
    await post('/channels/nobody"} 1\n/x', '{}');
    expect(await counted()).not.toContain('nobody');
    const { headers } = await fetch(`${running.url}/metrics`);
    expect(headers.get('content-type')).toContain('text/plain');
  });
});
