import { describe, expect, test } from 'vitest';
import { createWhatsappCloud } from '../../../channels/whatsapp-cloud/channel.ts';
import { WhatsappCloudSettings } from '../../../channels/whatsapp-cloud/settings.ts';
import { testContext } from '../../contract/context.ts';
import { type Fault, faults } from '../../fakes/whatsapp-cloud/faults.ts';
import { type Refusal, refusals } from '../../fakes/whatsapp-cloud/refusals.ts';
import { memoryTranscript } from '../../support/memory-transcript.ts';
import { byPhone, byUserId, failure, PHONE, scale, text, USER_ID, withWhatsapp } from './stage.ts';

const hello = text('Merhaba');

describe('sending on WhatsApp', () => {
  test('goes to a number as "to", and to a user id as "recipient"', () =>
    withWhatsapp(async ({ fake, channel }) => {
      await channel.send(byPhone, hello, 'k-1');
      await channel.send(byUserId, hello, 'k-2');
      expect(fake.calls[0]?.payload).toMatchObject({ to: PHONE, recipient_type: 'individual' });
      expect(fake.calls[1]?.payload).toMatchObject({ recipient: USER_ID });
      expect(fake.calls[1]?.payload).not.toHaveProperty('to');
    }));

  test('carries our name of the send, which comes back with every status', () =>
    withWhatsapp(async ({ fake, channel }) => {
      await channel.send(byPhone, hello, 'ask-17-score');
      expect(fake.calls[0]?.payload).toMatchObject({ biz_opaque_callback_data: 'ask-17-score' });
    }));

  test('asks five answers in a list, three in buttons, and eleven in text', () =>
    withWhatsapp(async ({ fake, channel }) => {
      for (const [min, max] of [
        [1, 5],
        [1, 3],
        [0, 10],
      ] as const) {
        await channel.send(byPhone, scale(min, max), `k-${max}`);
      }
      expect(fake.sent.map(({ widget }) => widget)).toEqual(['list', 'button', 'text']);
    }));

  test('opens a Flow for eleven answers where there is one, and its answer is a tap', () =>
    withWhatsapp(
      async ({ fake, channel, inbox }) => {
        await channel.send(byPhone, scale(0, 10), 'ask-17-score');
        const [sent] = fake.sent;
        expect(sent).toMatchObject({ widget: 'flow' });
        expect(sent?.text).toContain('Lütfen 0 ile 10 arasında bir sayı yazın.');
        if (sent) fake.taps(sent, 9);
        expect(await inbox.choice('t.9')).toMatchObject({ message: { id: sent?.id } });
      },
      { settings: { WHATSAPP_FLOW_ID: '1234567890' } },
    ));

  const codes: [string, Refusal, object][] = [
    [
      'a rate limit without a pause named',
      refusals.throughput(),
      { kind: 'rate_limited', retryAfterSeconds: 2, scope: 'account' },
    ],
    [
      'the pair rate',
      refusals.pair(),
      { kind: 'rate_limited', retryAfterSeconds: 6, code: '131056', scope: 'chat' },
    ],
    [
      "the account's limit, told in minutes",
      refusals.accountLimit(3),
      { kind: 'rate_limited', retryAfterSeconds: 180 },
    ],
    ['a token that has ended', refusals.token(), { kind: 'rejected', code: '190' }],
    ['a person who cannot be reached', refusals.undeliverable(), { kind: 'unreachable', code: '131026' }],
    ['a closed window', refusals.windowClosed(), { kind: 'rejected', code: 'window_closed' }],
    ['an unknown error of theirs', refusals.unknown(), { kind: 'temporary', code: '1' }],
    ['an account that is blocked', refusals.blocked(), { kind: 'rejected', code: '368' }],
  ];
  for (const [what, refusal, meaning] of codes) {
    test(`${what} is ${JSON.stringify(meaning)}`, () =>
      withWhatsapp(async ({ fake, channel }) => {
        fake.strikes('messages', faults.refuse(refusal));
        expect(await failure(channel, [byPhone, hello, 'k'])).toMatchObject(meaning);
        expect(await channel.reconcile?.(byPhone, 'k')).toBe('not_sent');
      }));
  }

  const bad: [string, Fault, string, number][] = [
    ['a page in place of a success', faults.page(200, { carriedOut: true }), 'uncertain', 1],
    ['half a success', faults.cut(), 'uncertain', 1],
    ['a page of an error', faults.page(500), 'uncertain', 0],
    ["a gateway's time-out", faults.page(504, { carriedOut: true }), 'uncertain', 1],
    ["a gateway's other trouble", faults.page(502), 'temporary', 0],
    ['a connection that is closed unanswered', faults.drop(), 'uncertain', 0],
    ['a server that hangs', faults.hang(), 'uncertain', 0],
    ['a server that hangs after it has sent', faults.hang({ carriedOut: true }), 'uncertain', 1],
  ];
  for (const [what, fault, kind, out] of bad) {
    test(`${what} is ${kind}, one request was made, and whether it went out is known if it did`, () =>
      withWhatsapp(
        async ({ fake, channel }) => {
          fake.strikes('messages', fault);
          expect(await failure(channel, [byPhone, hello, 'k'])).toMatchObject({ kind });
          expect(fake.calls).toHaveLength(1);
          expect(fake.sent).toHaveLength(out);
          await fake.heard();
          const known = kind === 'temporary' ? 'not_sent' : 'unknown';
          expect(await channel.reconcile?.(byPhone, 'k')).toEqual(
            out === 1 ? { id: fake.sent[0]?.id } : known,
          );
        },
        { patience: { callTimeoutMs: 300, statusTimeoutMs: 50 } },
      ));
  }

  test('a server that is not there is temporary, and check says where to look', async () => {
    const settings = WhatsappCloudSettings.parse({
      WHATSAPP_TOKEN: 'EAAfakefake',
      WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
      WHATSAPP_APP_SECRET: 'app-secret',
      WHATSAPP_VERIFY_TOKEN: 'verify-token',
      WHATSAPP_API_ROOT: 'http://127.0.0.1:2',
    });
    const channel = createWhatsappCloud(settings, testContext({ transcript: memoryTranscript() }));
    expect(await failure(channel, [byPhone, hello, 'k'])).toMatchObject({
      kind: 'temporary',
      code: 'ECONNREFUSED',
    });
    const check = await channel.check?.();
    expect(check).toMatchObject({ ok: false, next: expect.stringContaining('WHATSAPP_API_ROOT') });
  });

  test('nothing is sent that could not be written down beforehand', () =>
    withWhatsapp(
      async ({ fake, channel }) => {
        expect(await failure(channel, [byPhone, hello, 'k'])).toMatchObject({
          kind: 'temporary',
          code: 'transcript',
        });
        expect(fake.calls).toEqual([]);
      },
      {
        transcript: {
          ...memoryTranscript(),
          append: () => Promise.reject(new Error('the database is away')),
        },
      },
    ));

  test('no token and no word of a customer stands in the log', () =>
    withWhatsapp(async ({ fake, channel, log, inbox, person }) => {
      fake.strikes('messages', faults.refuse(refusals.token()));
      await failure(channel, [byPhone, text('gizli söz'), 'k']);
      inbox.refuseNext(1);
      fake.says(person, 'gizli söz');
      await inbox.text('gizli söz');
      const said = JSON.stringify(log.lines);
      expect(log.lines).not.toEqual([]);
      expect(said).not.toContain('gizli');
      expect(said).not.toContain(fake.token);
    }));
});

describe('whether a message went out', () => {
  test('is known to another process, from what the first wrote down', () =>
    withWhatsapp(async ({ channel, another }) => {
      const ref = await channel.send(byPhone, hello, 'k');
      expect(await another().reconcile?.(byPhone, 'k')).toEqual(ref);
    }));

  test('is known from a status that comes while it is asked', () =>
    withWhatsapp(async ({ fake, channel, person }) => {
      const url = fake.webhook.options.url;
      fake.webhook.options.url = null;
      fake.strikes('messages', faults.drop({ carriedOut: true }));
      await failure(channel, [byPhone, hello, 'k']);
      const asked = channel.reconcile?.(byPhone, 'k');
      fake.webhook.options.url = url;
      fake.says(person, 'selam');
      expect(await asked).toEqual({ id: fake.sent[0]?.id });
    }));

  test('a message that failed afterwards did not; its second form, under the same name, may', () =>
    withWhatsapp(async ({ fake, channel, person, inbox }) => {
      person.lastHeard = null;
      fake.world.template({ name: 'afterword_csat' });
      await channel.send(byPhone, scale(1, 5), 'k');
      expect(await inbox.event(({ kind }) => kind === 'status')).toMatchObject({
        status: 'failed',
        code: 'window_closed',
      });
      await fake.heard();
      expect(await channel.reconcile?.(byPhone, 'k')).toBe('not_sent');
      const ref = await channel.send(byPhone, scale(1, 5), 'k', { rung: 'template', reason: '' });
      expect(await channel.reconcile?.(byPhone, 'k')).toEqual(ref);
    }));
});

describe('checking WhatsApp', () => {
  test('names the number, and the templates with approval and category', () =>
    withWhatsapp(async ({ fake, channel }) => {
      fake.world.template({ name: 'afterword_csat', category: 'MARKETING' });
      fake.world.template({ name: 'afterword_nps', language: 'en', status: 'PENDING' });
      fake.world.template({ name: 'afterword_ces', status: 'PAUSED' });
      fake.world.template({ name: 'hello_world' });
      expect(await channel.check?.()).toEqual({
        ok: true,
        detail:
          'Afterword Test (+1 555-078-3881), quality GREEN; templates: afterword_csat (tr, APPROVED, MARKETING), afterword_nps (en, PENDING, UTILITY), afterword_ces (tr, PAUSED, UTILITY)',
      });
    }));

  test('says that nobody is asked outside the 24 hours where there is no template', () =>
    withWhatsapp(async ({ channel }) => {
      expect((await channel.check?.())?.detail).toContain('no template');
    }));

  test('says what to do about a token that has ended', () =>
    withWhatsapp(
      async ({ channel }) => {
        const check = await channel.check?.();
        expect(check).toMatchObject({ ok: false, next: expect.stringContaining('WHATSAPP_TOKEN') });
      },
      { settings: { WHATSAPP_TOKEN: 'EAAwrongwrong' } },
    ));
});

describe('settings of WhatsApp', () => {
  const needed = {
    WHATSAPP_TOKEN: 'EAAfakefake',
    WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
    WHATSAPP_APP_SECRET: 'app-secret',
    WHATSAPP_VERIFY_TOKEN: 'verify-token',
  };

  test('need secret and verify word, and read names of templates', () => {
    const told = WhatsappCloudSettings.parse({
      ...needed,
      WHATSAPP_TEMPLATES: 'csat=our_csat, nps/score = our_nps',
    });
    expect([...told.WHATSAPP_TEMPLATES]).toEqual([
      ['csat', 'our_csat'],
      ['nps/score', 'our_nps'],
    ]);
    const { WHATSAPP_APP_SECRET: _, ...rest } = needed;
    const wrong = [
      rest,
      { ...needed, WHATSAPP_PHONE_NUMBER_ID: '+15550783881' },
      { ...needed, WHATSAPP_TEMPLATES: 'csat' },
      { ...needed, WHATSAPP_API_ROOT: 'ftp://x' },
      { ...needed, WHATSAPP_API_VERSION: '24' },
    ];
    for (const settings of wrong) expect(WhatsappCloudSettings.safeParse(settings).success).toBe(false);
  });

  test('a root that brings its own version keeps it', () =>
    withWhatsapp(async ({ fake, channel: _ }) => {
      const settings = WhatsappCloudSettings.parse({
        ...fake.settings,
        WHATSAPP_API_ROOT: `${fake.url}/v25.0/`,
      });
      const channel = createWhatsappCloud(settings, testContext({ transcript: memoryTranscript() }));
      await channel.send(byPhone, hello, 'k');
      expect(fake.sent).toHaveLength(1);
      await channel.stop();
    }));
});
