import type { Payload, Platform } from '../platform.ts';
import { refuse } from '../refusals.ts';
import { APP_ID, BOT_ID, BOT_USER, HOME_TEAM } from '../world.ts';

export const authTest = ({ world }: Platform): object => ({
  url: 'https://home.slack.test/',
  team: 'Home',
  user: world.user(BOT_USER).name,
  team_id: HOME_TEAM,
  user_id: BOT_USER,
  bot_id: BOT_ID,
  app_id: APP_ID,
  is_enterprise_install: false,
});

export function usersInfo({ world }: Platform, payload: Payload): object {
  const { locale, ...user } = world.user(payload.user);
  const profile = { real_name: user.real_name, display_name: user.name };
  return { user: { ...user, profile, ...(payload.include_locale === 'true' && { locale }) } };
}

export const usergroupsList = ({ world }: Platform): object => ({
  usergroups: [...world.usergroups.values()].map(({ users, ...group }) => ({
    ...group,
    user_count: users.length,
  })),
});

export function usergroupsUsers({ world }: Platform, payload: Payload): object {
  const group = world.usergroups.get(String(payload.usergroup));
  if (group === undefined) throw refuse('no_such_subteam');
  return { users: group.users };
}

export function reactionsAdd({ world }: Platform, payload: Payload): object {
  const message = world.find(world.known(payload.channel).id, payload.timestamp);
  if (message === undefined) throw refuse('message_not_found');
  const name = String(payload.name);
  const known = message.reactions.find((reaction) => reaction.name === name);
  if (known?.users.includes(BOT_USER)) throw refuse('already_reacted');
  if (known === undefined) message.reactions.push({ name, users: [BOT_USER] });
  else known.users.push(BOT_USER);
  return {};
}
