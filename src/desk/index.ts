import type { App, DeskPort } from '../app/app.ts';
import { invitationChanged } from './changed.ts';
import type { DeskConfig } from './config.ts';
import type { Desk } from './desk.ts';
import { workLane } from './lane.ts';
import { deskWords } from './words.ts';
import type { Workspace } from './workspace.ts';

export { type DeskConfig, readDeskConfig } from './config.ts';
export type { Workspace } from './workspace.ts';

/** Opens the agents' desk over a connection to Slack: listeners at once, work as the queue brings it. */
export function openDesk(app: App, workspace: Workspace, config: DeskConfig): DeskPort {
  const desk: Desk = { app, workspace, config, words: deskWords(config.language) };
  reservePlaces(desk);
  return {
    changed: (unit, invitationId) => invitationChanged(desk, unit, invitationId),
    heard: async () => {},
    work: async (key, { work, id }) => {
      if (work === 'lane') await workLane(desk, key, id);
    },
  };
}

/** Where the desk itself speaks, nobody is a customer. */
function reservePlaces({ config, workspace }: Desk): void {
  const places = [
    ...config.cards.map(({ to }) => to),
    ...config.digests.map(({ to }) => to),
    ...[config.cases.to, config.fallback].flatMap((place) => place ?? []),
  ];
  const own = new Set(places);
  workspace.reserve((channel) => own.has(channel));
}
