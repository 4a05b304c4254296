import { checkView } from '../blocks.ts';
import type { Payload, Platform } from '../platform.ts';
import { refuse } from '../refusals.ts';
import type { OpenView } from '../world.ts';

export function openView(platform: Platform, payload: Payload): object {
  const trigger = platform.triggers.take(payload.trigger_id);
  if (typeof trigger === 'string') throw refuse(trigger);
  const view = checkView(payload.view);
  if (view.type !== 'modal') throw refuse('invalid_arguments', { errors: ['view.type must be modal'] });
  const { world } = platform;
  const id = world.id('V');
  const opened: OpenView = { id, user: trigger.user, view, hash: hash(platform), root: id };
  world.views.set(id, opened);
  return { view: shape(opened) };
}

export function updateView(platform: Platform, payload: Payload): object {
  const { world } = platform;
  const open = [...world.views.values()].find(
    ({ id, view }) =>
      id === payload.view_id || (view.external_id && view.external_id === payload.external_id),
  );
  if (open === undefined) throw refuse('not_found');
  if (payload.hash !== undefined && payload.hash !== open.hash) throw refuse('hash_conflict');
  open.view = checkView(payload.view);
  open.hash = hash(platform);
  return { view: shape(open) };
}

export function publishView(platform: Platform, payload: Payload): object {
  const { world } = platform;
  const user = world.user(payload.user_id).id;
  const known = world.homes.get(user);
  if (payload.hash !== undefined && known !== undefined && payload.hash !== known.hash) {
    throw refuse('hash_conflict');
  }
  const view = checkView(payload.view);
  if (view.type !== 'home') throw refuse('invalid_arguments', { errors: ['view.type must be home'] });
  const id = known?.id ?? world.id('V');
  const home: OpenView = { id, user, view, hash: hash(platform), root: id };
  world.homes.set(user, home);
  return { view: shape(home) };
}

const hash = ({ world }: Platform): string => `${Math.floor(Date.now() / 1000)}.${world.id('h')}`;

export const shape = ({ id, view, hash: at, root }: OpenView): Record<string, unknown> => ({
  id,
  team_id: 'T0HOME',
  app_id: 'A0AFTERWORD',
  bot_id: 'B0BOT',
  hash: at,
  root_view_id: root,
  previous_view_id: null,
  private_metadata: '',
  callback_id: '',
  external_id: '',
  ...view,
});
