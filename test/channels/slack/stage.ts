import { createSlack } from '../../../channels/slack/channel.ts';
import type { ConnectionPatience } from '../../../channels/slack/connection.ts';
import { SlackSettings } from '../../../channels/slack/settings.ts';
import type { Channel } from '../../../src/model/channel.ts';
import type { OutgoingMessage } from '../../../src/model/outgoing.ts';
import { type KeptLog, keptLog, testContext } from '../../contract/context.ts';
import { Inbox } from '../../contract/inbox.ts';
import {
  APP_TOKEN,
  BOT_TOKEN,
  type FakeOptions,
  type SlackFake,
  startSlackFake,
} from '../../fakes/slack/fake.ts';

export interface SlackStage {
  fake: SlackFake;
  channel: Channel;
  inbox: Inbox;
  log: KeptLog;
}

export const SUPPORT = 'C0SUPPORT';
export const AYSE = 'U0AYSE';
export const AGENT = 'U0AGENT';
const PARTNER = 'T0PARTNER';

/** Plays with a fake Slack and a channel that is not started yet: a support channel, a customer, an agent. */
export async function withSlack(
  play: (stage: SlackStage) => Promise<void>,
  {
    fake: options = {},
    settings = {},
    patience = {},
  }: { fake?: FakeOptions; settings?: Record<string, string>; patience?: ConnectionPatience } = {},
): Promise<void> {
  const fake = await startSlackFake(options);
  fake.world.channel(SUPPORT);
  fake.world.person(AYSE, { team_id: PARTNER, name: 'ayse', real_name: 'Ayşe', locale: 'tr-TR' });
  fake.world.person(AGENT, { name: 'deniz' });
  const log = keptLog();
  const parsed = SlackSettings.parse({
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_APP_TOKEN: APP_TOKEN,
    SLACK_API_URL: fake.url,
    SLACK_AGENTS: AGENT,
    SLACK_CLOSE_REACTION: ':white_check_mark:',
    ...settings,
  });
  const channel = createSlack(parsed, testContext({ log }), { secondLookMs: 0, ...patience });
  try {
    await play({ fake, log, inbox: new Inbox(), channel });
  } finally {
    await channel.stop();
    await fake.close();
  }
}

export const text = (words: string): OutgoingMessage => ({ kind: 'text', language: 'en', text: words });
export const question: OutgoingMessage = {
  kind: 'question',
  language: 'en',
  text: 'How was it?',
  layout: 'scale',
  choices: [1, 2, 3, 4, 5].map((n) => ({ token: `t.${n}`, label: String(n) })),
  typedHint: 'Answer with a number from 1 to 5.',
};
