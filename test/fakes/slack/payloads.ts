import type { Control } from './seen.ts';
import { APP_ID, BOT_USER, type FakeMessage, type FakeUser, HOME_TEAM, type World } from './world.ts';

/** What Slack tells the app, in its true shape. */

const TOKEN = 'verification-token';
export const team = { id: HOME_TEAM, domain: 'home' };

export const person = ({ id, name, team_id }: FakeUser) => ({ id, username: name, name, team_id });

export const eventCallback = (world: World, event: Record<string, unknown>) => ({
  token: TOKEN,
  team_id: HOME_TEAM,
  context_team_id: HOME_TEAM,
  context_enterprise_id: null,
  api_app_id: APP_ID,
  event,
  type: 'event_callback',
  event_id: world.id('Ev'),
  event_time: Math.floor(Date.now() / 1000),
  authorizations: [
    {
      enterprise_id: null,
      team_id: HOME_TEAM,
      user_id: BOT_USER,
      is_bot: true,
      is_enterprise_install: false,
    },
  ],
  is_ext_shared_channel: false,
  event_context: '4-fake',
});

/** A message as an event; of a person from another workspace it also says which. */
export function messageEvent(world: World, message: FakeMessage): Record<string, unknown> {
  const stranger = message.team !== HOME_TEAM;
  const { is_im } = world.channel(message.channel);
  return {
    ...world.asMessage(message),
    channel: message.channel,
    event_ts: message.ts,
    channel_type: is_im ? 'im' : 'channel',
    ...(stranger && { user_team: message.team, source_team: message.team }),
  };
}

interface Click {
  user: FakeUser;
  trigger: string;
  ts: string;
}

export function blockActions(
  world: World,
  message: FakeMessage,
  control: Control,
  { user, trigger, ts, response }: Click & { response: string },
): Record<string, unknown> {
  const { channel, thread_ts, ephemeralFor } = message;
  return {
    type: 'block_actions',
    user: person(user),
    api_app_id: APP_ID,
    token: TOKEN,
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel,
      is_ephemeral: ephemeralFor !== undefined,
      ...(thread_ts !== undefined && { thread_ts }),
    },
    trigger_id: trigger,
    team,
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel, name: world.channel(channel).name },
    message: world.asMessage(message),
    state: { values: {} },
    response_url: response,
    actions: [action(control, ts)],
  };
}

export function action(control: Control, ts: string): Record<string, unknown> {
  const { block_id, action_id, label, value, menu } = control;
  const text = { type: 'plain_text', text: label, emoji: true };
  if (control.type === 'button') {
    return { action_id, block_id, text, value, type: 'button', action_ts: ts };
  }
  return { type: menu, action_id, block_id, selected_option: { text, value }, action_ts: ts };
}

export const messageShortcut = (
  world: World,
  message: FakeMessage,
  { user, trigger, ts, response, callback }: Click & { response: string; callback: string },
) => ({
  type: 'message_action',
  token: TOKEN,
  action_ts: ts,
  team,
  user: person(user),
  channel: { id: message.channel, name: world.channel(message.channel).name },
  is_enterprise_install: false,
  enterprise: null,
  callback_id: callback,
  trigger_id: trigger,
  response_url: response,
  message_ts: message.ts,
  message: world.asMessage(message),
});

export const slashCommand = (
  world: World,
  channel: string,
  {
    user,
    trigger,
    response,
    command,
    text,
  }: Omit<Click, 'ts'> & Record<'response' | 'command' | 'text', string>,
) => ({
  token: TOKEN,
  team_id: HOME_TEAM,
  team_domain: team.domain,
  channel_id: channel,
  channel_name: world.channel(channel).name,
  user_id: user.id,
  user_name: user.name,
  command,
  text,
  api_app_id: APP_ID,
  is_enterprise_install: 'false',
  response_url: response,
  trigger_id: trigger,
});
