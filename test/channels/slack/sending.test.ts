import { describe, expect, test } from 'vitest';
import { ChannelError } from '../../../src/model/channel-error.ts';
import { type Fault, faults } from '../../fakes/slack/faults.ts';
import { controlsOf } from '../../fakes/slack/world.ts';
import { freePort } from '../../support/servers.ts';
import { question, type SlackStage, SUPPORT, text, withSlack } from './stage.ts';

const address = { channel: SUPPORT };

async function refusal({ channel }: SlackStage, to = address): Promise<ChannelError> {
  const error: unknown = await channel.send(to, question, 'key-1').catch((thrown: unknown) => thrown);
  if (!(error instanceof ChannelError)) throw new Error('the send was taken');
  return error;
}

describe('what Slack says becomes what matters next', () => {
  const cases: [string, Fault, object][] = [
    ['429 with Retry-After', faults.rateLimit(30), { kind: 'rate_limited', retryAfterSeconds: 30 }],
    ['ratelimited in an answer', faults.refuse('ratelimited'), { kind: 'rate_limited' }],
    ['an archived channel', faults.refuse('is_archived'), { kind: 'unreachable', code: 'is_archived' }],
    ['a deleted channel', faults.refuse('channel_not_found'), { kind: 'unreachable' }],
    ['a revoked token', faults.refuse('token_revoked'), { kind: 'rejected', code: 'token_revoked' }],
    ['a missing scope', faults.refuse('missing_scope'), { kind: 'rejected', code: 'missing_scope' }],
    ['a fatal error, which may have done it', faults.refuse('fatal_error'), { kind: 'uncertain' }],
    ['a page of a gateway', faults.page(502), { kind: 'uncertain', code: '502' }],
    ['a page with status 200', faults.page(200), { kind: 'uncertain', code: 'unreadable' }],
    ['a service that is away', faults.page(503), { kind: 'temporary', code: '503' }],
    ['an answer that breaks off', faults.cut(), { kind: 'uncertain' }],
  ];
  test.each(cases)('%s', async (_, fault, expected) => {
    await withSlack(async (stage) => {
      stage.fake.strikes('chat.postMessage', fault);
      expect(await refusal(stage)).toMatchObject(expected);
      expect(stage.fake.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
    });
  });

  test('an answer that hangs is given up, and the message is found by its key', async () => {
    await withSlack(
      async (stage) => {
        stage.fake.strikes('chat.postMessage', faults.hang({ carriedOut: true }));
        expect(await refusal(stage)).toMatchObject({ kind: 'uncertain', code: 'timeout' });
        expect(await stage.channel.reconcile?.(address, 'key-1')).toEqual({
          channel: SUPPORT,
          ts: stage.fake.sent[0]?.ts,
        });
        expect(await stage.channel.reconcile?.(address, 'key-2')).toBe('not_sent');
      },
      { patience: { callTimeoutMs: 300 } },
    );
  });

  test('in a channel too full to be read through, it is unknown', async () => {
    await withSlack(async (stage) => {
      for (let i = 0; i < 1_001; i += 1)
        stage.fake.world.add({ channel: SUPPORT, user: 'U0AYSE', text: 'x' });
      expect(await stage.channel.reconcile?.(address, 'key-1')).toBe('unknown');
    });
  });

  test('nobody listens at the address: nothing was sent for certain', async () => {
    const settings = { SLACK_API_URL: `http://127.0.0.1:${await freePort()}` };
    await withSlack(
      async (stage) => {
        expect(await refusal(stage)).toMatchObject({ kind: 'temporary', code: 'ECONNREFUSED' });
      },
      { settings },
    );
  });

  test('a token stands in no log', async () => {
    await withSlack(async (stage) => {
      stage.fake.strikes('chat.postMessage', faults.refuse('invalid_auth'));
      await refusal(stage);
      expect(JSON.stringify(stage.log.lines)).not.toMatch(/xoxb|xapp/);
    });
  });

  test('what was tapped is shown in the message, without buttons, and twice the same is fine', async () => {
    await withSlack(async ({ channel, fake }) => {
      const ref = await channel.send(address, question, 'key-1');
      const answered = {
        kind: 'answered',
        language: 'en',
        text: 'How was it?',
        chosen: 'Your answer: 4',
      } as const;
      await channel.edit?.(address, ref, answered);
      await channel.edit?.(address, ref, answered);
      const [message] = fake.sent;
      expect(message && controlsOf(message)).toEqual([]);
      expect(fake.sent).toHaveLength(1);
    });
  });

  test('links live, and nothing else in a text does', async () => {
    await withSlack(async ({ channel, fake }) => {
      await channel.send(address, text('<!channel> `x` see https://example.com/a?b=1. <@U0AYSE>'), 'key-1');
      const [message] = fake.sent;
      expect(message?.blocks).toEqual([
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                { type: 'text', text: '<!channel> `x` see ' },
                { type: 'link', url: 'https://example.com/a?b=1' },
                { type: 'text', text: '. <@U0AYSE>' },
              ],
            },
          ],
        },
      ]);
      expect(message?.text).toContain('&lt;!channel&gt;');
    });
  });
});
