import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createConnection } from '../../../channels/slack/connection.ts';
import { eventsRoute } from '../../../channels/slack/http-events.ts';
import { SCOPES } from '../../../channels/slack/scopes.ts';
import { SlackSettings } from '../../../channels/slack/settings.ts';
import { keptLog } from '../../contract/context.ts';
import { BOT_TOKEN } from '../../fakes/slack/fake.ts';
import { faults } from '../../fakes/slack/faults.ts';
import { signed } from '../../fakes/slack/requests.ts';
import { textOf } from '../../fakes/slack/world.ts';
import { AYSE, question, SUPPORT, withSlack } from './stage.ts';

describe('Socket Mode', () => {
  test('comes back at once when Slack recycles the connection, and hears what was said meanwhile', async () => {
    await withSlack(async ({ fake, channel, inbox }) => {
      await channel.start(inbox.sink);
      await fake.connected();
      fake.socket.refresh();
      await fake.until(() => (fake.socket.opened === 2 ? true : undefined));
      fake.socket.breaks();
      fake.says(SUPPORT, 'anybody?', { as: AYSE });
      await inbox.text('anybody?');
      expect(fake.socket.connections).toHaveLength(1);
    });
  });

  test('an event in a frame of an unknown shape does no harm', async () => {
    await withSlack(async ({ fake, channel, inbox }) => {
      await channel.start(inbox.sink);
      await fake.connected();
      for (const connection of fake.socket.connections) {
        connection.send('not json');
        connection.send('{"type":"events_api","envelope_id":"e"}');
        connection.send('{"type":"events_api","envelope_id":"e","payload":{"event":null}}');
      }
      fake.says(SUPPORT, 'still there?', { as: AYSE });
      await inbox.text('still there?');
    });
  });

  test('goes on trying while Slack refuses to open a connection', async () => {
    await withSlack(async ({ fake, channel, inbox, log }) => {
      fake.strikes('apps.connections.open', faults.refuse('internal_error'));
      fake.strikes('apps.connections.open', faults.page(500));
      await channel.start(inbox.sink);
      await fake.connected();
      expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(2);
    });
  });

  test('a notice to a tap is shown to that person alone', async () => {
    await withSlack(async ({ fake, channel, inbox }) => {
      inbox.notice = 'This survey is over.';
      await channel.start(inbox.sink);
      await fake.connected();
      await channel.send({ channel: SUPPORT }, question, 'key-1');
      const sent = await fake.waitForMessage(() => true);
      fake.clicks(sent, '5', { as: AYSE });
      expect(textOf(await fake.waitForEphemeral(AYSE))).toBe('This survey is over.');
      expect(fake.sent).toHaveLength(1);
    });
  });

  test('what cannot be stored stays unconfirmed, and Slack gives it again', async () => {
    await withSlack(
      async ({ fake, channel, inbox }) => {
        inbox.refuseNext(5);
        await channel.start(inbox.sink);
        await fake.connected();
        fake.says(SUPPORT, 'hold on to this', { as: AYSE });
        await inbox.text('hold on to this');
        expect(new Set(inbox.offered.map((event) => event.eventId)).size).toBe(1);
      },
      { fake: { patience: { ackMs: 1_600, retryMs: [0, 0, 0] } } },
    );
  });
});

describe('HTTP', () => {
  const SECRET = 'a-signing-secret';
  const now = new Date('2026-11-22T09:00:00Z');
  const seconds = now.getTime() / 1000;
  const settings = SlackSettings.parse({ SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: SECRET });
  const route = eventsRoute({
    secret: SECRET,
    connection: createConnection(settings, { log: keptLog() }),
    running: () => true,
    now: () => now,
  });
  const post = (body: string, headers: Record<string, string>) =>
    route.handle({
      method: 'POST',
      path: '/events',
      query: new URLSearchParams(),
      headers: { 'content-type': 'application/json', ...headers },
      body: Buffer.from(body),
      signal: new AbortController().signal,
    });
  const challenge = JSON.stringify({ type: 'url_verification', challenge: 'abc' });

  test('answers the handshake, signed', async () => {
    const answer = await post(challenge, signed(SECRET, challenge, seconds));
    expect(answer).toMatchObject({ status: 200, body: '{"challenge":"abc"}' });
  });

  test.each([
    ['no signature', {}],
    ['another secret', signed('another-secret', challenge, seconds)],
    ['a signature over other bytes', signed(SECRET, `${challenge} `, seconds)],
    ['a time long past', signed(SECRET, challenge, seconds - 301)],
    ['a time to come', signed(SECRET, challenge, seconds + 301)],
    ['no time', { 'x-slack-signature': signed(SECRET, challenge, seconds)['x-slack-signature'] }],
    ['a signature of another kind', { ...signed(SECRET, challenge, seconds), 'x-slack-signature': 'v1=00' }],
  ])('refuses %s', async (_, headers) => {
    expect(await post(challenge, headers)).toEqual({ status: 401 });
  });

  test.each(['', '[]', 'null', '{"type":', '"text"'])(
    'refuses the body %j, although it is signed',
    async (body) => {
      expect(await post(body, signed(SECRET, body, seconds))).toEqual({ status: 400 });
    },
  );
});

describe('the Slack app', () => {
  test('its manifest asks for exactly the scopes that are explained', async () => {
    const manifest = parse(
      await readFile(new URL('../../../channels/slack/manifest.yaml', import.meta.url), 'utf8'),
    );
    expect(manifest.oauth_config.scopes.bot).toEqual(Object.keys(SCOPES));
  });

  test('doctor says who we are, and names each scope that is missing', async () => {
    await withSlack(async ({ fake, channel }) => {
      expect(await channel.check?.()).toEqual({
        ok: true,
        detail: '@afterword in Home (T0HOME), Socket Mode',
      });
      fake.scopes.delete('usergroups:read');
      fake.scopes.delete('files:write');
      const { ok, next } = (await channel.check?.()) ?? {};
      expect(ok).toBe(false);
      expect(next).toContain('files:write (uploads charts), usergroups:read (knows who belongs');
    });
  });

  test('doctor says what to do about a token that is refused', async () => {
    await withSlack(async ({ fake, channel }) => {
      fake.strikes('apps.connections.open', faults.refuse('invalid_auth'));
      expect((await channel.check?.())?.next).toContain('SLACK_APP_TOKEN');
      fake.revokesToken();
      expect(await channel.check?.()).toMatchObject({
        ok: false,
        detail: 'Slack: token_revoked',
        next: expect.stringContaining('SLACK_BOT_TOKEN'),
      });
    });
  });

  test('without a way to hear, the settings are refused', () => {
    const { error } = SlackSettings.safeParse({ SLACK_BOT_TOKEN: BOT_TOKEN });
    expect(error?.issues[0]?.message).toContain('SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET');
  });
});
