import { afterEach, describe, expect, it } from 'vitest';
import { faults } from '../fakes/telegram/faults.ts';
import { runCli, type Watched } from '../support/processes.ts';
import { BACKENDS, type BackendName, client, openWorld, until, type World } from '../support/running.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function world(backend: BackendName, delay: string): Promise<World> {
  const made = await openWorld(backend, delay);
  open.push(() => made.dispose());
  return made;
}

/** `afterword serve` as a process of its own, ready to be asked. */
async function serve(of: World): Promise<{ process: Watched; api: ReturnType<typeof client> }> {
  const process = runCli(['serve'], { env: of.env });
  open.push(() => process.end('SIGKILL'));
  const line = await process.line(/afterword is ready/);
  return { process, api: client((JSON.parse(line) as { url: string }).url) };
}

const questionsTo = (of: World) => of.fake.sent.filter((message) => message.text.includes('memnuniyetinizi'));

describe.each(BACKENDS)('killed with -9, queue on %s', (backend) => {
  it('between the hook and the question: it is asked once after the restart', async () => {
    const on = await world(backend, '3s');
    const first = await serve(on);
    expect((await first.api.close('c-1')).status).toBe(202);
    await first.process.end('SIGKILL');
    expect(questionsTo(on)).toHaveLength(0);

    const second = await serve(on);
    const question = await on.fake.waitForMessage((message) => message.buttons.length > 0);
    on.fake.taps(question, '5');
    await until(
      () => second.api.get('/v1/metrics/csat'),
      ({ body }) => body.n === 1,
    );
    expect(questionsTo(on)).toHaveLength(1);
  });

  it('between the question and the answer: the answer counts once and nothing is asked again', async () => {
    const on = await world(backend, '0s');
    const first = await serve(on);
    await first.api.close('c-1');
    const question = await on.fake.waitForMessage((message) => message.buttons.length > 0);
    await until(
      () => first.api.get('/v1/conversations/c-1/why'),
      ({ body }) => body.closes[0].state === 'asked',
    );
    await first.process.end('SIGKILL');
    on.fake.taps(question, '4');

    const second = await serve(on);
    const { body } = await until(
      () => second.api.get('/v1/metrics/csat'),
      (answer) => answer.body.n === 1,
    );
    expect(body.histogram).toEqual({ 4: 1 });
    expect(questionsTo(on)).toHaveLength(1);
  });

  it('while the platform has the question and has not said so: it counts as sent and is never sent again', async () => {
    const on = await world(backend, '0s');
    on.fake.strikes('sendMessage', faults.hang({ carriedOut: true }));
    const first = await serve(on);
    await first.api.close('c-1');
    await on.fake.waitForMessage((message) => message.buttons.length > 0);
    await first.process.end('SIGKILL');

    const second = await serve(on);
    const { body } = await until(
      () => second.api.get('/v1/conversations/c-1/why'),
      (answer) => answer.body.closes[0].state === 'asked',
      60_000,
    );
    expect(body.closes[0]).toMatchObject({ reason: 'uncertain', messages: [{ state: 'uncertain' }] });
    expect(questionsTo(on)).toHaveLength(1);
    const [question] = questionsTo(on);
    if (question === undefined) throw new Error('the question is gone');
    on.fake.taps(question, '5');
    await until(
      () => second.api.get('/v1/metrics/csat'),
      (answer) => answer.body.n === 1,
    );
  }, 90_000);
});

describe('Redis flushed', () => {
  it('between the hook and the question: it is still asked, once', async () => {
    const on = await world('redis', '2s');
    const { api } = await serve(on);
    await api.close('c-1');
    await on.flushQueue();
    const question = await on.fake.waitForMessage((message) => message.buttons.length > 0);
    on.fake.taps(question, '5');
    await until(
      () => api.get('/v1/metrics/csat'),
      ({ body }) => body.n === 1,
    );
    expect(questionsTo(on)).toHaveLength(1);
  });
});

describe('two processes on one database', () => {
  it('share the work: fifty questions are asked once each', async () => {
    const on = await world('redis', '0s');
    const [first] = await Promise.all([serve(on), serve(on)]);
    const chats = Array.from({ length: 50 }, (_, i) => 10_000 + i);
    for (const chat of chats) {
      await first.api.close(`c-${chat}`, {
        address: { chat_id: chat },
        contact: { id: `u-${chat}`, language: 'tr' },
      });
    }
    await until(
      () => first.api.get('/v1/metrics/csat'),
      ({ body }) => body.funnel.sent === chats.length,
    );
    expect(
      questionsTo(on)
        .map((message) => message.chat.id)
        .sort(),
    ).toEqual(chats);
  });
});
