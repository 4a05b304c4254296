import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Afterword } from '../../src/lifecycle.ts';
import { signed } from '../fakes/slack/requests.ts';
import { controlsOf, textOf } from '../fakes/slack/world.ts';
import { ALERTS, deskFile, openDeskWorld } from '../support/desk.ts';
import { client, startIn } from '../support/running.ts';
import { AGENT, AYSE, AYSE_IDENTITY, type SlackWorld, SUPPORT } from '../support/slack.ts';

const SECRET = 'signing-secret-of-the-fake';

describe('Slack and the desk over signed HTTP', () => {
  let world: SlackWorld;
  let running: Afterword;
  let events: string;

  beforeAll(async () => {
    world = await openDeskWorld('postgresql', deskFile(), {
      SLACK_APP_TOKEN: '',
      SLACK_SIGNING_SECRET: SECRET,
    });
    running = await startIn(world);
    events = `${running.url}/channels/slack/events`;
    world.slack.usesHttp({ url: events, secret: SECRET });
  });

  afterAll(async () => {
    await running?.stop();
    await world?.dispose();
  });

  it('hears taps, clicks, modals and commands at one address', async () => {
    const { slack } = world;
    const { ts } = slack.world.add({ channel: SUPPORT, user: AYSE, text: 'It does not work' });
    const contact = { id: 'u-1', language: 'tr', identities: [AYSE_IDENTITY] };
    const address = { channel: SUPPORT, thread_ts: ts };
    await client(running.url ?? '').close('c-1', { channel: 'slack', address, contact });
    const question = await slack.waitForMessage((message) => controlsOf(message).length === 5);
    await slack.settled(slack.clicks(question, '1', { as: AYSE }));
    const alert = await slack.waitForMessage((message) => message.channel === ALERTS);
    await slack.settled(slack.clicks(alert, 'Reply to the customer', { as: AGENT }));
    const modal = await slack.waitForView(({ user }) => user === AGENT);
    const empty = await slack.settled(slack.submits(modal, { text: '  ' }));
    expect(empty.response).toEqual({
      response_action: 'errors',
      errors: { text: 'Please write something.' },
    });
    await slack.settled(slack.submits(modal, { text: 'Bakıyoruz' }));
    await slack.waitForMessage(
      (message) => message.thread_ts === ts && textOf(message) === 'Deniz: Bakıyoruz',
    );
    await slack.settled(slack.runs('/case', '', { as: AGENT, in: ALERTS }));
    expect(textOf(await slack.waitForEphemeral(AGENT))).toContain('CSAT 1 · c-1 · billing');
  });

  it('believes no request that is not signed, and answers none of it', async () => {
    const forged = new URLSearchParams({ command: '/case', user_id: AGENT, text: '' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const post = (more: object) =>
      fetch(events, { method: 'POST', body: forged, headers: { ...headers, ...more } });
    expect((await post({})).status).toBe(401);
    expect((await post(signed('another-secret', forged))).status).toBe(401);
    const old = Math.floor(Date.now() / 1000) - 600;
    expect((await post(signed(SECRET, forged, old))).status).toBe(401);
  });
});
