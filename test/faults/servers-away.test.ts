import { afterEach, describe, expect, it } from 'vitest';
import { runCli } from '../support/processes.ts';
import { restartablePostgres, restartableRedis } from '../support/restartable.ts';
import { CLOSE, client, openWorld, until } from '../support/running.ts';
import { freePort } from '../support/servers.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const readiness = async (url: string) => {
  const response = await fetch(`${url}/ready`);
  return {
    status: response.status,
    body: (await response.json()) as { waiting_for: Record<string, string | null> },
  };
};

describe.each(['PostgreSQL', 'Redis'] as const)('%s is not reachable', (which) => {
  it('hooks get 503 and readiness is red, until it is back and everything goes on', async () => {
    const server = which === 'Redis' ? await restartableRedis() : await restartablePostgres();
    open.push(() => server.remove());
    const world = await openWorld('postgresql');
    open.push(() => world.dispose());
    const port = String(await freePort());
    const setting = which === 'Redis' ? { REDIS_URL: server.url } : { DATABASE_URL: server.url };
    const process = runCli(['serve'], { env: { ...world.env, PORT: port, ...setting } });
    open.push(() => process.end('SIGKILL'));
    const url = `http://127.0.0.1:${port}`;
    const api = client(url);

    // At the start: alive, and not ready.
    await process.line(/not reachable/);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await readiness(url)).status).toBe(503);
    const refused = await api.close('c-1');
    expect(refused).toMatchObject({
      status: 503,
      body: { error: { next: expect.stringContaining('waits') } },
    });
    expect(refused.headers.get('retry-after')).toBe('5');

    await server.up();
    await until(
      () => readiness(url),
      ({ status }) => status === 200,
    );
    expect((await api.close('c-1')).status).toBe(202);
    await world.fake.waitForMessage((message) => message.buttons.length > 0);

    // In the middle of its life: the same, and again back by itself.
    await server.down();
    await until(
      () => readiness(url),
      ({ status }) => status === 503,
    );
    expect((await api.post('/hooks/generic', { ...CLOSE, id: 'c-2' })).status).toBe(503);
    // A site that embeds the chat shows it meanwhile, and what is written there is kept and sent again.
    const widget = await fetch(`${url}/channels/web-chat/widget.js`);
    expect([widget.status, widget.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('javascript'),
    ]);
    await server.up();
    await until(
      () => readiness(url),
      ({ status }) => status === 200,
    );
    const other = { address: { chat_id: 4243 }, contact: { id: 'u-2', language: 'tr' } };
    expect((await api.close('c-3', other)).status).toBe(202);
    await world.fake.waitForMessage((message) => message.chat.id === 4243);

    const complaints = process
      .output()
      .split('\n')
      .filter((line) => line.includes('not reachable'));
    const times = complaints.map((line) => Date.parse((JSON.parse(line) as { time: string }).time));
    const pauses = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    // Once a second at most; a few milliseconds for the time that a line needs to be written.
    expect(Math.min(...pauses), complaints.join('\n')).toBeGreaterThanOrEqual(990);
  }, 90_000);
});
