import { describe, expect, test } from 'vitest';
import type { IncomingEvent } from '../../../src/model/incoming.ts';
import { faults } from '../../fakes/slack/faults.ts';
import { textOf } from '../../fakes/slack/world.ts';
import { AGENT, AYSE, type SlackStage, SUPPORT, withSlack } from './stage.ts';

const isClosed = (event: IncomingEvent): event is Extract<IncomingEvent, { kind: 'closed' }> =>
  event.kind === 'closed';
const closed = async ({ inbox }: SlackStage) => (await inbox.event(isClosed)) as ReturnType<typeof Object>;

/** Ayşe asks, the agent answers in the thread. */
async function thread({ fake, channel, inbox }: SlackStage) {
  await channel.start(inbox.sink);
  await fake.connected();
  const asked = fake.says(SUPPORT, 'It does not work', { as: AYSE });
  const answered = fake.says(SUPPORT, 'Now it does', { as: AGENT, thread: asked.ts });
  await inbox.text('It does not work');
  return { asked, answered };
}

const ayse = { type: 'slack', value: 'T0PARTNER/U0AYSE', name: 'ayse', language: 'tr' };

describe('an agent closes a conversation in Slack', () => {
  test('by the shortcut on any message of the thread, and is told so', async () => {
    await withSlack(async (stage) => {
      const { asked, answered } = await thread(stage);
      const envelope = await stage.fake.settled(
        stage.fake.shortcut('afterword_close', answered, { as: AGENT }),
      );
      expect(envelope.state).toBe('acked');
      expect(await closed(stage)).toMatchObject({
        address: { channel: SUPPORT, thread_ts: asked.ts },
        sender: { type: 'slack', value: 'T0HOME/U0AGENT', name: 'deniz' },
        customer: ayse,
        conversation: expect.stringMatching(new RegExp(`^${SUPPORT}/${asked.ts}@\\d+\\.\\d+$`)),
      });
      expect(textOf(await stage.fake.waitForEphemeral(AGENT))).toContain('The conversation is closed');
    });
  });

  test('by the emoji of the settings, with any skin tone; another emoji closes nothing', async () => {
    await withSlack(async (stage) => {
      const { asked, answered } = await thread(stage);
      stage.fake.reacts(answered, 'tada', { as: AGENT });
      stage.fake.reacts(answered, 'white_check_mark::skin-tone-3', { as: AGENT });
      expect(await closed(stage)).toMatchObject({
        address: { channel: SUPPORT, thread_ts: asked.ts },
        customer: ayse,
      });
      expect(stage.inbox.events.filter(isClosed)).toHaveLength(1);
    });
  });

  test('by /close with a link to the thread, and without one the conversation of the channel', async () => {
    await withSlack(async (stage) => {
      const { asked } = await thread(stage);
      const link = `https://home.slack.com/archives/${SUPPORT}/p${asked.ts.replace('.', '')}`;
      await stage.fake.settled(stage.fake.runs('/close', `<${link}>`, { as: AGENT, in: SUPPORT }));
      expect((await closed(stage)).address).toEqual({ channel: SUPPORT, thread_ts: asked.ts });
      await stage.fake.settled(stage.fake.runs('/close', '', { as: AGENT, in: SUPPORT }));
      const [, second] = stage.inbox.events.filter(isClosed);
      expect(second).toMatchObject({ address: { channel: SUPPORT }, customer: ayse });
    });
  });

  test('who belongs to a user group of agents may, and the group is the team', async () => {
    await withSlack(
      async (stage) => {
        stage.fake.world.usergroups.set('S0BILLING', {
          id: 'S0BILLING',
          handle: 'billing',
          name: 'Billing',
          users: [AGENT],
        });
        const { answered } = await thread(stage);
        stage.fake.shortcut('afterword_close', answered, { as: AGENT });
        expect(await closed(stage)).toMatchObject({ team: 'billing' });
      },
      { settings: { SLACK_AGENTS: 'S0BILLING' } },
    );
  });

  test('everybody of the own workspace may under "team", and nobody of another', async () => {
    await withSlack(
      async (stage) => {
        const { asked } = await thread(stage);
        await stage.fake.settled(stage.fake.shortcut('afterword_close', asked, { as: AYSE }));
        expect(stage.inbox.events.filter(isClosed)).toEqual([]);
        expect(textOf(await stage.fake.waitForEphemeral(AYSE))).toContain('yalnızca temsilciler');
        stage.fake.shortcut('afterword_close', asked, { as: AGENT });
        await closed(stage);
      },
      { settings: { SLACK_AGENTS: 'team' } },
    );
  });

  test('direct messages are one conversation with the person they are with', async () => {
    await withSlack(async (stage) => {
      const { id } = stage.fake.world.direct(AYSE);
      await thread(stage);
      stage.fake.world.add({ channel: id, user: AYSE, text: 'hello' });
      await stage.fake.settled(stage.fake.runs('/close', '', { as: AGENT, in: id }));
      expect(await closed(stage)).toMatchObject({ address: { channel: id }, customer: ayse });
    });
  });

  test('where Slack cannot be asked about the thread, the agent is told to try again', async () => {
    await withSlack(async (stage) => {
      const { asked } = await thread(stage);
      stage.fake.strikes('conversations.replies', faults.rateLimit(5));
      await stage.fake.settled(stage.fake.shortcut('afterword_close', asked, { as: AGENT }));
      expect(textOf(await stage.fake.waitForEphemeral(AGENT))).toContain('try again');
      expect(stage.inbox.events.filter(isClosed)).toEqual([]);
    });
  });

  test('the same closing told twice has the same event id', async () => {
    await withSlack(async (stage) => {
      const { asked } = await thread(stage);
      stage.fake.shortcut('afterword_close', asked, { as: AGENT });
      await closed(stage);
      stage.fake.repeatsLast();
      await stage.fake.until(() => (stage.inbox.events.filter(isClosed).length === 2 ? true : undefined));
      expect(new Set(stage.inbox.events.filter(isClosed).map((event) => event.eventId)).size).toBe(1);
    });
  });

  test('what agents write is no word of a customer', async () => {
    await withSlack(async (stage) => {
      await thread(stage);
      stage.fake.says(SUPPORT, 'thanks', { as: AYSE });
      await stage.inbox.text('thanks');
      expect(stage.inbox.events.map((event) => event.kind === 'text' && event.text)).toEqual([
        'It does not work',
        'thanks',
      ]);
    });
  });
});
