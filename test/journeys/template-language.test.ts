import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { startReceiver } from '../support/receiver.ts';
import { client, openWorld, startIn, until } from '../support/running.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function receiver(codes: readonly number[] = []) {
  const started = await startReceiver(codes);
  open.push(started.close);
  return started;
}

async function begin(template: string, settings: Record<string, string> = {}) {
  const world = await openWorld('postgresql');
  open.push(() => world.dispose());
  await writeFile(join(world.templates, 'own.yaml'), template);
  Object.assign(world.env, { WEBHOOK_SECRET: SECRET, ...settings });
  const running = await startIn(world);
  open.push(() => running.stop());
  const api = client(running.url ?? '');
  const why = async (id: string) => (await api.get(`/v1/conversations/${id}/why`)).body.closes[0];
  return { world, running, fake: world.fake, api, why };
}

const template = (more: { text?: string; rest?: string } = {}) => `
id: own
metric: csat
languages: [en]
priority: 50
ask: { delay: 0s }
questions:
  - id: score
    type: scale
    scale: { min: 1, max: 5 }
    text: { en: "${more.text ?? 'How was it?'}" }
  - id: reasons
    type: choice
    multiple: true
    text: { en: "Which of these?" }
    choices:
      - { value: price, label: { en: "The price" } }
      - { value: wait, label: { en: "The wait" } }
      - { value: tone, label: { en: "The tone" } }
thanks: { en: "Thank you, {contact.name|friend}!" }
${more.rest ?? ''}`;

const labels = (message: { buttons: { text: string }[][] }) => message.buttons.flat().map(({ text }) => text);

describe('a template of the whole language', () => {
  it('names people, shows marks, takes several answers, tags, and invites to a review', async () => {
    const { fake, api, why } = await begin(
      template({
        text: 'Hi {contact.name|there}, how was {agent.name|our team} of {agent.team}?',
        rest: `actions:
  - { if: "score <= 2 and reasons == 'price'", tag: price }
  - { if: "reasons == 'tone'", tag: tone }
  - review: { url: "https://example.com/review", text: { en: "Tell others:" } }`,
      }),
    );
    const contact = { id: 'u-1', name: '<b>Ayşe</b> {agent.name}', language: 'en' };
    await api.close('c-1', { contact, agent: { id: 'ag', name: 'Deniz', team: 'billing' } });
    const question = await fake.waitForMessage(({ buttons }) => buttons.flat().length === 5);
    expect(question.text).toBe('Hi <b>Ayşe</b> {agent.name}, how was Deniz of billing?');
    fake.taps(question, '2');

    const reasons = await fake.waitForMessage(({ text }) => text.startsWith('Which of these?'));
    expect(labels(reasons)).toEqual(['The price', 'The wait', 'The tone']);
    expect(reasons.text).toContain('You can choose more than one.');
    const now = (wanted: string[]) =>
      fake.waitForMessage((m) => m.message_id === reasons.message_id && labels(m).join() === wanted.join());
    fake.taps(reasons, 'The tone');
    await now(['The price', 'The wait', '✓ The tone', 'Done']);
    fake.taps(reasons, 0);
    fake.taps(reasons, 2);
    const marked = await now(['✓ The price', 'The wait', 'The tone', 'Done']);
    fake.taps(marked, 'Done');
    await fake.waitForMessage((m) => m.message_id === reasons.message_id && m.text.includes('The price'));
    const thanks = await fake.waitForMessage(({ text }) => text.startsWith('Thank you'));
    expect(thanks.text).toBe(
      'Thank you, <b>Ayşe</b> {agent.name}!\n\nTell others:\nhttps://example.com/review',
    );
    const told = await why('c-1');
    expect(told.tags).toEqual(['price']);
    expect(told.answers.at(-1)).toMatchObject({ question: 'reasons', choices: ['price'] });
    expect(told.actions.map(({ kind, state }: Record<string, string>) => [kind, state])).toEqual([
      ['tag', 'done'],
      ['review', 'done'],
    ]);
  });

  it('takes a typed list', async () => {
    const { fake, api, why } = await begin(template());
    await api.close('c-1', { contact: { id: 'u-1', language: 'en' } });
    fake.taps(await fake.waitForMessage(({ buttons }) => buttons.flat().length === 5), '4');
    await fake.waitForMessage(({ text }) => text.startsWith('Which of these?'));
    fake.says(4242, '1 and 3');
    await fake.waitForMessage(({ text }) => text === 'Thank you, friend!');
    expect((await why('c-1')).answers.at(-1)).toMatchObject({ choices: ['price', 'tone'] });
  });

  it('asks each person in one of two wordings, and in the words of the channel', async () => {
    const { fake, api, why } = await begin(
      template({
        rest: `variants:
  - id: usual
  - { id: short, questions: { score: { text: { en: "Short?" } } } }`,
      }).replace(
        '    text: { en: "How was it?" }',
        '    text: { en: "How was it?" }\n    channels: { telegram: { text: { en: "On Telegram?" } } }',
      ),
    );
    const seen = new Set<string>();
    const people = Array.from({ length: 12 }, (_, i) => 5_001 + i);
    for (const id of people) {
      fake.world.person({ id });
      await api.close(`c-${id}`, { address: { chat_id: id }, contact: { id: `u-${id}`, language: 'en' } });
    }
    for (const id of people) {
      const { text } = await fake.waitForMessage((message) => message.chat.id === id);
      const { variant } = await why(`c-${id}`);
      expect(text).toBe(variant === 'short' ? 'Short?' : 'On Telegram?');
      seen.add(variant);
    }
    expect([...seen].sort()).toEqual(['short', 'usual']);
    const { body } = await api.get('/v1/metrics/csat?group_by=variant');
    expect(body.groups.map(({ group }: { group: object }) => group)).toEqual(
      expect.arrayContaining([{ variant: 'short' }, { variant: 'usual' }]),
    );
  });
});

describe('a webhook', () => {
  it('is sent once, signed, and tried again under the same id with the same bytes', async () => {
    const { taken, host } = await receiver([503]);
    const rest = `actions: [{ if: "score <= 2", webhook: "http://${host}/hook" }]`;
    const { running, fake, api, why } = await begin(template({ rest }), { WEBHOOK_HOSTS: host });
    await api.close('c-1', { contact: { id: 'u-1', language: 'en' } });
    fake.taps(await fake.waitForMessage(({ buttons }) => buttons.flat().length === 5), '1');
    const waiting = await until(
      () => why('c-1'),
      (told) => told.actions[0]?.code === 'http_503',
    );
    expect(waiting.actions).toMatchObject([{ kind: 'webhook', detail: host, state: 'pending' }]);
    const row = await running.app.db
      .selectFrom('outbox')
      .select(['run_at', 'attempts'])
      .where('job', '=', 'webhook')
      .executeTakeFirstOrThrow();
    expect(row.attempts).toBe(1);
    await until(
      () => why('c-1'),
      (told) => told.actions[0]?.state === 'done',
    );
    expect(taken).toHaveLength(2);
    const [first, second] = taken;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    for (const { body, headers } of taken) {
      const told = new Webhook(SECRET).verify(body, headers as Record<string, string>);
      expect(told).toMatchObject({
        type: 'survey.answered',
        data: { conversation: { id: 'c-1' }, template: 'own', score: 1, answers: { score: { score: 1 } } },
      });
    }
  });

  it('does not leave to a host that is not named, or to this machine while none is', async () => {
    const { taken, host } = await receiver();
    const rest = `actions: [{ webhook: "http://${host}/hook" }]`;
    const { fake, api, why } = await begin(template({ rest }));
    await api.close('c-1', { contact: { id: 'u-1', language: 'en' } });
    fake.taps(await fake.waitForMessage(({ buttons }) => buttons.flat().length === 5), '1');
    const told = await until(
      () => why('c-1'),
      ({ actions }) => actions[0]?.state === 'failed',
    );
    expect(told.actions[0].code).toBe('host_not_allowed');
    expect(taken).toEqual([]);
  });

  it('follows no redirect', async () => {
    const { taken, host } = await receiver([302]);
    const rest = `actions: [{ webhook: "http://${host}/hook" }]`;
    const { fake, api, why } = await begin(template({ rest }), { WEBHOOK_HOSTS: host });
    await api.close('c-1', { contact: { id: 'u-1', language: 'en' } });
    fake.taps(await fake.waitForMessage(({ buttons }) => buttons.flat().length === 5), '1');
    await until(
      () => why('c-1'),
      ({ actions }) => actions[0]?.code === 'http_302',
    );
    expect(taken).toHaveLength(1);
  });
});
