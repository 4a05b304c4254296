import { afterEach, describe, expect, it } from 'vitest';
import { controlsOf, textOf } from '../fakes/slack/world.ts';
import { BACKENDS, type BackendName, client, startIn, until } from '../support/running.ts';
import { AGENT, AYSE, AYSE_IDENTITY, openSlackWorld, SUPPORT } from '../support/slack.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function begin(backend: BackendName) {
  const world = await openSlackWorld(backend);
  open.push(() => world.dispose());
  const running = await startIn(world);
  open.push(() => running.stop());
  await world.slack.connected();
  return { slack: world.slack, api: client(running.url ?? '') };
}

describe.each(BACKENDS)('a survey in a Slack thread, queue on %s', (backend) => {
  it('is asked in the thread of the customer, taken from the customer alone, and scored once', async () => {
    const { slack, api } = await begin(backend);
    const { ts } = slack.world.add({ channel: SUPPORT, user: AYSE, text: 'It does not work' });
    const told = await api.close('c-1', {
      channel: 'slack',
      address: { channel: SUPPORT, thread_ts: ts },
      contact: { id: 'u-1', language: 'tr', identities: [AYSE_IDENTITY] },
    });
    expect(told.body).toMatchObject({ decision: { ask: true } });
    const question = await slack.waitForMessage((message) => controlsOf(message).length === 5);
    expect(question.thread_ts).toBe(ts);
    expect(textOf(question)).toContain('memnuniyetinizi');

    const byAgent = await slack.settled(slack.clicks(question, '5', { as: AGENT }));
    expect(byAgent.state).toBe('acked');
    expect(textOf(await slack.waitForEphemeral(AGENT))).not.toBe('');
    slack.clicks(question, '2', { as: AYSE });
    slack.repeatsLast();
    await slack.waitForMessage((message) => message.ts === question.ts && textOf(message).includes('✓'));
    await slack.waitForMessage((message) => textOf(message).includes('neden'));
    const { body } = await until(
      () => api.get('/v1/metrics/csat'),
      (answer) => answer.body.n === 1,
    );
    expect(body).toMatchObject({ value: 0, funnel: { sent: 1, answered: 1 } });
  });
});

describe('a conversation that an agent closes in Slack', () => {
  it('is asked about in its thread, in the language of the customer', async () => {
    const { slack, api } = await begin('postgresql');
    const asked = slack.says(SUPPORT, 'It does not work', { as: AYSE });
    slack.says(SUPPORT, 'Now it does', { as: AGENT, thread: asked.ts });
    slack.reacts(asked, 'white_check_mark', { as: AGENT });
    const question = await slack.waitForMessage((message) => controlsOf(message).length === 5);
    expect(question).toMatchObject({ channel: SUPPORT, thread_ts: asked.ts });
    expect(textOf(question)).toContain('memnuniyetinizi');
    slack.says(SUPPORT, 'beş ⭐', { as: AYSE, thread: asked.ts });
    await until(
      () => api.get('/v1/metrics/csat'),
      ({ body }) => body.value === 100,
    );
  });
});
