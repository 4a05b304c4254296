import { APP_TOKEN, BOT_TOKEN, type SlackFake, startSlackFake } from '../fakes/slack/fake.ts';
import { type BackendName, openWorld, type World } from './running.ts';

export const SUPPORT = 'C0SUPPORT';
/** The customer: of another workspace, who reads Turkish. */
export const AYSE = 'U0AYSE';
export const AYSE_IDENTITY = { type: 'slack', value: 'T0PARTNER/U0AYSE' };
export const AGENT = 'U0AGENT';
export const LEAD = 'U0LEAD';

export interface SlackWorld extends World {
  slack: SlackFake;
}

/** A world with a Slack in it: a support channel, a customer of another company, an agent and a lead. */
export async function openSlackWorld(
  backend: BackendName,
  env: Record<string, string> = {},
): Promise<SlackWorld> {
  const [world, slack] = await Promise.all([openWorld(backend), startSlackFake()]);
  slack.world.channel(SUPPORT, { is_ext_shared: true });
  slack.world.person(AYSE, { team_id: 'T0PARTNER', name: 'ayse', real_name: 'Ayşe', locale: 'tr-TR' });
  slack.world.person(AGENT, { name: 'deniz', real_name: 'Deniz' });
  slack.world.person(LEAD, { name: 'lead', real_name: 'Lena Lead' });
  return {
    ...world,
    slack,
    env: {
      ...world.env,
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_APP_TOKEN: APP_TOKEN,
      SLACK_API_URL: slack.url,
      SLACK_AGENTS: [AGENT, LEAD].join(','),
      SLACK_CLOSE_REACTION: 'white_check_mark',
      ...env,
    },
    dispose: async () => {
      await slack.close();
      await world.dispose();
    },
  };
}
