import { afterEach, describe, expect, it } from 'vitest';
import type { Afterword } from '../../src/lifecycle.ts';
import { faults } from '../fakes/telegram/faults.ts';
import {
  BACKENDS,
  type BackendName,
  client,
  openWorld,
  startIn,
  until,
  type World,
} from '../support/running.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function begin(backend: BackendName, delay?: string) {
  const world: World = await openWorld(backend, delay);
  open.push(() => world.dispose());
  const running: Afterword = await startIn(world);
  open.push(() => running.stop());
  return { world, fake: world.fake, api: client(running.url ?? '') };
}

const why = async (api: ReturnType<typeof client>, id: string) =>
  (await api.get(`/v1/conversations/${id}/why`)).body.closes[0];

describe.each(BACKENDS)('a survey on Telegram, queue on %s', (backend) => {
  it('is asked in the thread when the conversation closes, understood, followed up and scored once', async () => {
    const { fake, api } = await begin(backend);
    const told = await api.close('c-1');
    expect(told).toMatchObject({ status: 202, body: { decision: { ask: true, rule: 'eligible' } } });

    const question = await fake.waitForMessage((message) => message.buttons.flat().length === 5);
    expect(question.text).toContain('Size sağlanan destekten memnuniyetinizi nasıl değerlendirirsiniz?');
    const tap = fake.taps(question, '2');
    expect((await fake.waitForTapAnswer(tap)).text).toBeNull();
    await fake.waitForMessage((m) => m.message_id === question.message_id && m.text.includes('Yanıtınız'));

    const reason = await fake.waitForMessage((m) => m.text.includes('neden'));
    fake.taps(reason, 1);
    const comment = await fake.waitForMessage((m) => m.text.includes('Eklemek'));
    fake.says(4242, 'çok bekledim');
    await fake.waitForMessage((m) => m.message_id > comment.message_id && m.buttons.length === 0);

    const csat = (await api.get('/v1/metrics/csat?group_by=team')).body;
    expect(csat).toMatchObject({
      n: 1,
      value: 0,
      funnel: { eligible: 1, sent: 1, answered: 1, complete: 1, scored: 1 },
    });
    expect(csat.groups).toMatchObject([{ group: { team: 'billing' }, n: 1 }]);
    expect(fake.calls.filter((call) => call.method === 'sendMessage')).toHaveLength(4);
  });

  it('the same hook told three times more changes nothing and gets the same answer', async () => {
    const { fake, api } = await begin(backend);
    const closed_at = new Date().toISOString();
    const first = await api.close('c-1', { closed_at });
    await fake.waitForMessage(() => true);
    for (let i = 0; i < 3; i++) expect((await api.close('c-1', { closed_at })).body).toEqual(first.body);
    expect((await api.close('c-1')).body.conversation).not.toBe(null);
    const repeated = await Promise.all(
      [1, 2, 3, 4].map(() => api.close('c-2', { address: { chat_id: 4243 } })),
    );
    expect(new Set(repeated.map((answer) => answer.body.invitation)).size).toBe(1);
  });

  it('a typed answer counts, and a corrected one replaces it', async () => {
    const { fake, api } = await begin(backend);
    await api.close('c-1');
    await fake.waitForMessage((message) => message.buttons.flat().length === 5);
    fake.says(4242, 'beş');
    await until(
      () => api.get('/v1/metrics/csat'),
      ({ body }) => body.value === 100,
    );
    fake.says(4242, 'pardon 3 demek istedim');
    const { body } = await until(
      () => api.get('/v1/metrics/csat'),
      (answer) => answer.body.value === 0,
    );
    expect(body.n).toBe(1);
    const { answers } = await why(api, 'c-1');
    expect(
      answers.map((answer: { score: number; superseded: boolean }) => [answer.score, answer.superseded]),
    ).toEqual(
      expect.arrayContaining([
        [5, true],
        [3, false],
      ]),
    );
  });

  it('a reopened conversation cancels the question that is planned, and the one that is not answered', async () => {
    const { fake, api } = await begin(backend, '1s');
    await api.close('c-1');
    expect((await api.reopen('c-1')).body).toMatchObject({ cancelled: true });
    expect(await why(api, 'c-1')).toMatchObject({ state: 'cancelled', reason: 'reopened' });
    await api.close('c-2', { address: { chat_id: 4243 }, contact: { id: 'u-2', language: 'en' } });
    const question = await fake.waitForMessage((message) => message.chat.id === 4243);
    expect((await api.reopen('c-2')).body).toMatchObject({ cancelled: true });
    const tap = fake.taps(question, '5');
    expect((await fake.waitForTapAnswer(tap)).text).toBeTruthy();
    // The platform has the question before we have written down that it has.
    const { body } = await until(
      () => api.get('/v1/metrics/csat'),
      (answer) => answer.body.funnel.sent === 1,
    );
    expect(body).toMatchObject({
      n: 0,
      value: null,
      funnel: { cancelled: { reopened: 1 }, unanswered: { reopened: 1 } },
    });
    expect(fake.sent.filter((message) => message.chat.id === 4242)).toEqual([]);
  });

  it('a second close while the question is open asks no second one, and after the answer it does', async () => {
    const { fake, api } = await begin(backend);
    const at = (minute: number) => ({ closed_at: new Date(Date.UTC(2026, 10, 22, 9, minute)).toISOString() });
    await api.close('c-1', at(1));
    const question = await fake.waitForMessage((message) => message.buttons.flat().length === 5);
    expect((await api.close('c-1', at(2))).body.decision).toMatchObject({
      ask: false,
      rule: 'question_open',
    });
    expect((await api.close('c-1', at(0))).body.decision).toMatchObject({ ask: false, rule: 'overtaken' });
    fake.taps(question, '3');
    const comment = await fake.waitForMessage((m) => m.text.includes('Eklemek'));
    fake.taps(comment, 0);
    await until(
      () => api.get('/v1/metrics/csat'),
      ({ body }) => body.funnel.complete === 1,
    );
    expect((await api.close('c-1', at(3))).body.decision).toMatchObject({ ask: true });
  });

  it('a number typed after the survey made way belongs to nobody, and never to an older survey', async () => {
    const { fake, api } = await begin(backend);
    await api.close('c-1', { closed_at: '2026-11-22T09:00:00Z' });
    const first = await fake.waitForMessage((message) => message.buttons.flat().length === 5);
    fake.taps(first, '3');
    const comment = await fake.waitForMessage((m) => m.text.includes('Eklemek'));
    fake.taps(comment, 0);
    await until(
      () => why(api, 'c-1'),
      ({ reason }) => reason === 'complete',
    );
    await api.close('c-2', { closed_at: '2026-11-22T10:00:00Z' });
    const second = await fake.waitForMessage(
      (m) => m.message_id > comment.message_id && m.buttons.flat().length === 5,
    );
    fake.says(4242, 'siparişim hâlâ gelmedi, nerede kaldı?');
    // What can no longer be answered says so and loses its buttons.
    await fake.waitForMessage((m) => m.message_id === second.message_id && m.buttons.length === 0);
    fake.says(4242, '5');
    const { body } = await until(
      () => api.get('/v1/handovers'),
      (answer) => answer.body.handovers.length === 2,
    );
    expect(body.handovers[1]).toMatchObject({ text: '5', during_survey: false });
    expect((await why(api, 'c-1')).answers[0]).toMatchObject({ score: 3, superseded: false });
    expect((await api.get('/v1/metrics/csat')).body.histogram).toEqual({ 3: 1 });
  });

  it('a refusal ends the follow-ups of every survey in the thread', async () => {
    const { fake, api } = await begin(backend);
    await api.close('c-1', { closed_at: '2026-11-22T09:00:00Z' });
    const first = await fake.waitForMessage((message) => message.buttons.flat().length === 5);
    fake.taps(first, '3');
    const followUp = await fake.waitForMessage((m) => m.text.includes('Eklemek'));
    await api.close('c-9', { closed_at: '2026-11-22T10:00:00Z' });
    await fake.waitForMessage((m) => m.message_id > followUp.message_id && m.buttons.flat().length === 5);
    fake.says(4242, 'DUR');
    await until(
      () => why(api, 'c-9'),
      (found) => found.state === 'opted_out',
    );
    await fake.waitForMessage((m) => m.message_id === followUp.message_id && m.buttons.length === 0);
    fake.says(4242, '4');
    await until(
      () => api.get('/v1/handovers'),
      (answer) => answer.body.handovers.length === 1,
    );
    expect((await why(api, 'c-1')).answers.map((answer: { question: string }) => answer.question)).toEqual([
      'score',
    ]);
  });

  it('in a group each person answers their own question, and what others say is left alone', async () => {
    const { fake, api } = await begin(backend);
    fake.world.group(-200, { title: 'Shared' });
    const close = (id: string, person: string) =>
      api.close(id, {
        address: { chat_id: -200 },
        contact: { id: `u-${person}`, language: 'en', identities: [{ type: 'telegram', value: person }] },
      });
    await close('c-ann', '501');
    await fake.waitForMessage((message) => message.chat.id === -200);
    await close('c-bob', '502');
    await until(
      () => why(api, 'c-bob'),
      ({ state }) => state === 'asked',
    );
    fake.says(-200, '5', { as: 501 });
    fake.says(-200, 'Can you please look at my second order too?', { as: 503 });
    fake.says(-200, '2', { as: 502 });
    const { body } = await until(
      () => api.get('/v1/metrics/csat'),
      (answer) => answer.body.n === 2,
    );
    expect(body.histogram).toEqual({ 2: 1, 5: 1 });
    expect((await api.get('/v1/handovers')).body.handovers).toEqual([]);
  });

  it('a refusal after the end of a survey is heard', async () => {
    const { fake, api } = await begin(backend);
    await api.close('c-1');
    const question = await fake.waitForMessage((message) => message.buttons.flat().length === 5);
    fake.taps(question, '3');
    await fake.waitForMessage((m) => m.text.includes('Eklemek'));
    fake.says(4242, 'atla');
    const { answers } = await until(
      () => why(api, 'c-1'),
      ({ reason }) => reason === 'complete',
    );
    expect(answers.at(-1)).toMatchObject({ question: 'comment', has_text: false });
    fake.says(4242, 'STOP');
    await until(
      () => why(api, 'c-1'),
      ({ events }) => events.at(-1).outcome === 'opt_out',
    );
    expect((await api.close('c-2')).body.decision).toMatchObject({ ask: false, rule: 'opted_out' });
    fake.says(4242, 'START');
    await until(
      () => why(api, 'c-1'),
      ({ events }) => events.at(-1).outcome === 'opt_in',
    );
    expect((await api.close('c-3')).body.decision).toMatchObject({ ask: true });
  });

  it('a person who blocks the bot leaves nothing waiting', async () => {
    const { fake, api } = await begin(backend, '1h');
    await api.close('c-1');
    fake.blocks(4242);
    const found = await until(
      () => why(api, 'c-1'),
      (answer) => answer.state === 'failed',
    );
    expect(found.reason).toBe('unreachable');
  });

  it('a new problem typed instead of a score reaches the agents, and the survey ends', async () => {
    const { fake, api } = await begin(backend);
    await api.close('c-1');
    await fake.waitForMessage((message) => message.buttons.flat().length === 5);
    fake.says(4242, 'siparişim hâlâ gelmedi, nerede kaldı?');
    const { body } = await until(
      () => api.get('/v1/handovers'),
      (answer) => answer.body.handovers.length > 0,
    );
    expect(body.handovers[0]).toMatchObject({
      text: 'siparişim hâlâ gelmedi, nerede kaldı?',
      during_survey: true,
    });
    expect(await why(api, 'c-1')).toMatchObject({ state: 'handed_over', reason: 'request' });
  });

  it('a refusal ends the survey, and the next conversation is not asked about', async () => {
    const { fake, api } = await begin(backend);
    await api.close('c-1');
    await fake.waitForMessage((message) => message.buttons.flat().length === 5);
    fake.says(4242, 'DUR');
    await until(
      () => why(api, 'c-1'),
      (found) => found.state === 'opted_out',
    );
    expect((await api.close('c-2')).body).toMatchObject({
      invitation: null,
      decision: { ask: false, rule: 'opted_out' },
    });

    fake.says(4242, 'BAŞLAT');
    await until(
      () => why(api, 'c-1'),
      ({ events }) => events.at(-1).outcome === 'opt_in',
    );
    expect((await api.close('c-3')).body.decision).toMatchObject({ ask: true });
  });

  it("a tap that is forged, another person's or too late is answered politely, recorded and not scored", async () => {
    const { fake, api } = await begin(backend);
    fake.world.group(-100, { title: 'Support' });
    const identities = [{ type: 'telegram', value: '4242' }];
    await api.close('c-1', { address: { chat_id: -100 }, contact: { language: 'en', identities } });
    const question = await fake.waitForMessage((message) => message.buttons.flat().length === 5);
    const wrong = fake.taps(question, '1', { as: 555 });
    expect((await fake.waitForTapAnswer(wrong)).text).toBeTruthy();
    const forged = fake.forges(question, `${question.buttons.flat()[0]?.callback_data.slice(0, -1)}x`, {
      as: 4242,
    });
    expect((await fake.waitForTapAnswer(forged)).text).toBeTruthy();
    expect((await api.get('/v1/metrics/csat')).body.n).toBe(0);
    const right = fake.taps(question, '4', { as: 4242 });
    expect((await fake.waitForTapAnswer(right)).text).toBeNull();
    await until(
      () => api.get('/v1/metrics/csat'),
      ({ body }) => body.n === 1,
    );
    const { events } = await why(api, 'c-1');
    expect(events.map((event: { outcome: string }) => event.outcome)).toEqual(['wrong_person', 'answer']);
  });

  it('two quick taps leave one score, the second', async () => {
    const { fake, api } = await begin(backend);
    await api.close('c-1');
    const question = await fake.waitForMessage((message) => message.buttons.flat().length === 5);
    fake.taps(question, '1');
    fake.taps(question, '5');
    await until(
      () => api.get('/v1/metrics/csat'),
      ({ body }) => body.n === 1 && body.value === 100,
    );
  });

  it('a rate limit is waited out, a blocked bot ends it with its code', async () => {
    const { fake, api } = await begin(backend);
    fake.strikes('sendMessage', faults.rateLimit(1));
    await api.close('c-1');
    await fake.waitForMessage((message) => message.buttons.flat().length === 5);
    const calls = fake.calls.filter((call) => call.method === 'sendMessage');
    expect(calls).toHaveLength(2);
    fake.world.close(4243, 'blocked');
    await api.close('c-2', { address: { chat_id: 4243 }, contact: { id: 'u-2' } });
    const found = await until(
      () => why(api, 'c-2'),
      (answer) => answer.state === 'failed',
    );
    expect(found.reason).toContain('403');
  });
});
