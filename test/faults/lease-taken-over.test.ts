import { afterEach, describe, expect, it } from 'vitest';
import { runCli, type Watched } from '../support/processes.ts';
import { client, openWorld, until, type World } from '../support/running.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function serve(on: World): Promise<Watched> {
  const process = runCli(['serve'], { env: on.env });
  open.push(() => process.end('SIGKILL'));
  await process.line(/afterword is ready/);
  return process;
}

const urlOf = async (process: Watched): Promise<string> =>
  (JSON.parse(await process.line(/afterword is ready/)) as { url: string }).url;

describe('the one connection that may poll Telegram', () => {
  it('is in another process within 15 s when its holder is killed with -9, and no tap is lost meanwhile', async () => {
    const on = await openWorld('postgresql', '0s');
    open.push(() => on.dispose());
    const holder = await serve(on);
    await holder.line(/lease taken/);
    const other = await serve(on);
    const api = client(await urlOf(other));
    await api.close('c-1');
    const question = await on.fake.waitForMessage((message) => message.buttons.length > 0);
    expect(other.output()).not.toMatch(/lease taken/);
    // Killed between the platform's answer and our note of it, a question is uncertain and cannot be edited any more.
    await until(
      () => api.get('/v1/conversations/c-1/why'),
      ({ body }) => JSON.stringify(body).includes('"asked"'),
    );

    await holder.end('SIGKILL');
    const tap = on.fake.taps(question, '5');
    await other.line(/lease taken/, 15_000);
    expect(await on.fake.waitForTapAnswer(tap)).toMatchObject({ id: tap });
    await on.fake.waitForMessage((message) => message.edits > 0);
  }, 90_000);
});
