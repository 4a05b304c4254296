import { Agent } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { postHook, SENDER_SETTINGS } from '../../bench/support/hook-sender.ts';
import { openDatabase } from '../../src/store/open.ts';
import { keptLog } from '../support/log.ts';
import { runCli, type Watched } from '../support/processes.ts';
import { BACKENDS, type BackendName, openWorld, until } from '../support/running.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function serve(env: Record<string, string>): Promise<{ process: Watched; url: string }> {
  const process = runCli(['serve'], { env });
  open.push(() => process.end('SIGKILL'));
  const line = await process.line(/afterword is ready/, 60_000);
  return { process, url: (JSON.parse(line) as { url: string }).url };
}

describe.each(BACKENDS)('killed with -9 under a flood of hooks, queue on %s', (backend: BackendName) => {
  it('every hook that was acknowledged is worked after the restart, once, and what was not is taken again', async () => {
    const world = await openWorld(backend, '1h');
    open.push(() => world.dispose());
    Object.assign(world.env, SENDER_SETTINGS);
    const first = await serve(world.env);
    const agent = new Agent({ keepAlive: true, maxSockets: 32 });
    open.push(async () => agent.destroy());

    const ids = Array.from({ length: 120 }, (_, i) => String(10_000 + i));
    const closedAt = new Date();
    let answered = 0;
    const sending = Promise.all(
      ids.map(async (id) => {
        const sent = await postHook(agent, first.url, id, closedAt, performance.now());
        answered += sent.status === 200 ? 1 : 0;
        // Some are acknowledged and worked by now, some are stored, some are on their way.
        if (answered === 40) void first.process.end('SIGKILL');
        return sent;
      }),
    );
    const sent = await sending;
    const acknowledged = sent.filter(({ status }) => status === 200).map(({ id }) => id);
    expect(acknowledged.length).toBeGreaterThanOrEqual(40);

    const second = await serve(world.env);
    const lost = sent.filter(({ status }) => status !== 200);
    const again = await Promise.all(
      lost.map(({ id }) => postHook(agent, second.url, id, closedAt, performance.now())),
    );
    expect(again.filter(({ status }) => status !== 200)).toEqual([]);

    const database = await openDatabase(
      { DATABASE_URL: world.env.DATABASE_URL, DATA_DIR: world.env.DATA_DIR ?? '' },
      keptLog(),
      { max: 2 },
    );
    open.push(() => database.close());
    const closes = () => database.db.selectFrom('conversations').select('external_id').execute();
    const found = await until(closes, (rows) => rows.length >= ids.length, 60_000);
    expect(found.map(({ external_id }) => external_id).sort()).toEqual(ids);
    const hooks = await database.db.selectFrom('hooks').select(['delivery_id', 'outcome']).execute();
    expect(hooks.map(({ delivery_id }) => delivery_id).sort()).toEqual(ids);
  }, 150_000);
});
