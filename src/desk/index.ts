import type { App, DeskPort } from '../app/app.ts';
import { workAlarms } from './alarms.ts';
import { listenForCases } from './case-clicks.ts';
import { workOverdue, workReply } from './case-jobs.ts';
import { customerWrote } from './case-steps.ts';
import { invitationChanged } from './changed.ts';
import { createGallery } from './charts.ts';
import { listenForCommands } from './commands.ts';
import type { DeskConfig } from './config.ts';
import type { Desk } from './desk.ts';
import { workDigest } from './digest.ts';
import { figureWords } from './figure-words.ts';
import { listenForHome } from './home.ts';
import { workLane } from './lane.ts';
import { planAhead } from './schedule.ts';
import { tellOfTemplates } from './template-faults.ts';
import { deskWords } from './words.ts';
import type { Workspace } from './workspace.ts';

export { type DeskConfig, readDeskConfig } from './config.ts';
export { actOnCase, openPreview, type Preview, previewsOf } from './preview.ts';
export type { Workspace } from './workspace.ts';

/** Opens the agents' desk over a connection to Slack: listeners at once, work as the queue brings it. */
export function openDesk(app: App, workspace: Workspace, config: DeskConfig): DeskPort {
  const desk: Desk = {
    app,
    workspace,
    config,
    words: deskWords(config.language),
    figureWords: figureWords(config.language),
    gallery: createGallery(workspace),
  };
  reservePlaces(desk);
  listenForCases(desk);
  listenForCommands(desk);
  listenForHome(desk);
  tellOfTemplates(desk);
  void planAhead(desk).catch((error: unknown) => {
    app.log.warn({ error: String(error) }, 'desk: digests could not be planned; the next start plans them');
  });
  return {
    changed: (unit, invitationId) => invitationChanged(desk, unit, invitationId),
    heard: (unit, { threadKey, text }) => customerWrote(unit, threadKey, text),
    work: (key, { work, id }) => workOf(desk, key, work, id),
  };
}

const WORK: Readonly<Record<string, (desk: Desk, key: string, id: string) => Promise<void>>> = {
  lane: workLane,
  reply: workReply,
  overdue: workOverdue,
  digest: workDigest,
  alarms: (desk, key) => workAlarms(desk, key),
};

async function workOf(desk: Desk, key: string, work: string, id: string): Promise<void> {
  const known = WORK[work];
  if (known !== undefined) return known(desk, key, id);
  // Of a later version, by a process that still runs this one: left to the others.
  desk.app.log.warn({ work }, 'desk: this kind of work is not known here');
}

/** Where the desk itself speaks, nobody is a customer. */
function reservePlaces({ config, workspace }: Desk): void {
  const places = [
    ...config.cards.map(({ to }) => to),
    ...config.digests.map(({ to }) => to),
    ...[config.cases.to, config.admins, config.fallback, config.alarms?.to].flatMap((place) => place ?? []),
  ];
  const own = new Set(places);
  workspace.reserve((channel) => own.has(channel));
}
