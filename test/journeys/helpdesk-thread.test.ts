import { afterEach, describe, expect, it } from 'vitest';
import type { Afterword } from '../../src/lifecycle.ts';
import { type HelpdeskName, STARTS } from '../contract/helpdesk.ts';
import type { HelpdeskFake } from '../fakes/helpdesk/fake.ts';
import { client, openWorld, startIn, until } from '../support/running.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const CUSTOMER = { id: '9', name: 'Ayşe' };

/** An afterword whose hooks and messages come from one helpdesk, all to the one address that was pasted there. */
async function begin(name: HelpdeskName) {
  const fake: HelpdeskFake = await STARTS[name]();
  open.push(() => fake.close());
  const world = await openWorld('postgresql');
  open.push(() => world.dispose());
  Object.assign(world.env, fake.settings);
  const running: Afterword = await startIn(world);
  open.push(() => running.stop());
  fake.deliveries.to(`${running.url}/hooks/${name}`);
  const api = client(running.url ?? '');
  const why = async (id: string) => (await api.get(`/v1/conversations/${name}:${id}/why`)).body.closes ?? [];
  const hooks = () => running.app.db.selectFrom('hooks').selectAll().orderBy('id').execute();
  return { fake, api, why, hooks };
}

const csat = (api: ReturnType<typeof client>, n: number) =>
  until(
    () => api.get('/v1/metrics/csat'),
    ({ body }) => body.n === n,
  );

describe.each(Object.keys(STARTS) as HelpdeskName[])('a survey in the thread of %s', (name) => {
  it('is asked there, answered there, and neither cancelled nor asked again because the answer opened it', async () => {
    const { fake, api, why, hooks } = await begin(name);
    fake.conversation('2376', CUSTOMER);
    fake.closes('2376');
    const question = await fake.waitForMessage(({ text }) => /satisf|memnun/i.test(text));
    expect(question.conversation).toBe('2376');
    fake.echoes();
    fake.says('2376', '5');
    const { body } = await csat(api, 1);
    expect(body).toMatchObject({ value: 100, histogram: { 5: 1 } });
    expect((await why('2376'))[0]).toMatchObject({ state: 'answered' });

    // The agent closes what the answer had opened.
    const before = (await hooks()).length;
    fake.closes('2376', new Date(Date.now() + 2_000));
    const worked = await until(
      hooks,
      (rows) => rows.length > before && rows.every(({ processed_at }) => processed_at !== null),
    );
    expect(worked.at(-1)).toMatchObject({ outcome: 'ignored', reason: 'closed_after_answer' });
    expect(await why('2376')).toHaveLength(1);
  });

  it('that is refused for its rate, or struck by trouble, is asked once all the same', async () => {
    const { fake, why } = await begin(name);
    const { refusals } = fake.dialect;
    fake.strikes({ kind: 'answer', answer: refusals.rateLimit(1) });
    fake.strikes({ kind: 'answer', answer: refusals.trouble });
    fake.conversation('2377', CUSTOMER);
    fake.closes('2377');
    await fake.waitForMessage(({ text }) => /satisf|memnun/i.test(text));
    await until(
      () => why('2377'),
      ([close]) => close?.state === 'asked',
    );
    expect(fake.sent).toHaveLength(1);
    expect(fake.sendRequests).toBe(3);
  });

  it('whose conversation is gone has failed, and what customers say elsewhere is nobody’s answer', async () => {
    const { fake, api, why } = await begin(name);
    fake.conversation('2378', CUSTOMER).gone = true;
    fake.closes('2378');
    await until(
      () => why('2378'),
      ([close]) => close?.state === 'failed',
    );
    fake.conversation('9999', { id: '77', name: 'Can' });
    fake.says('9999', '5');
    await fake.deliveries.settled();
    expect((await api.get('/v1/handovers')).body.handovers).toEqual([]);
    expect(fake.sent).toEqual([]);
  });
});

describe('in Chatwoot', () => {
  it('a tap counts, and opens nothing', async () => {
    const { fake, api } = await begin('chatwoot');
    const conversation = fake.conversation('2376', CUSTOMER);
    fake.closes('2376');
    const question = await fake.waitForMessage(({ items }) => items.length === 5);
    fake.taps(question, question.items[3]?.value ?? '');
    expect((await csat(api, 1)).body.histogram).toEqual({ 4: 1 });
    expect(conversation.open).toBe(false);
  });

  it('a conversation that an agent takes up again before the question is not asked about', async () => {
    const { fake, why, hooks } = await begin('chatwoot');
    fake.conversation('2376', CUSTOMER);
    const at = Date.now();
    fake.reopens('2376', new Date(at + 5_000));
    fake.closes('2376', new Date(at));
    await until(
      hooks,
      (rows) => rows.length === 2 && rows.every(({ processed_at }) => processed_at !== null),
    );
    expect(await why('2376')).toEqual([]);
    expect(fake.sent).toEqual([]);
  });
});
