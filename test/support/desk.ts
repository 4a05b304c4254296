import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BackendName } from './running.ts';
import { AGENT, LEAD, openSlackWorld, type SlackWorld } from './slack.ts';

export const SCORES = 'C0SCORES';
export const BILLING = 'C0BILLING';
export const ALERTS = 'C0ALERTS';

/** A world with a desk: cards of billing in a channel of their own, alerts in another, a lead. */
export async function openDeskWorld(
  backend: BackendName,
  file: string = deskFile(),
  env: Record<string, string> = {},
): Promise<SlackWorld> {
  const world = await openSlackWorld(backend, env);
  for (const id of [SCORES, BILLING, ALERTS]) world.slack.world.channel(id);
  const where = path.join(world.env.DATA_DIR ?? '', 'desk.yaml');
  await writeFile(where, file);
  return { ...world, env: { ...world.env, DESK_FILE: where } };
}

export const deskFile = (more = ''): string => `
language: en
timezone: Europe/Istanbul
cards:
  - { team: billing, to: ${BILLING} }
  - { to: ${SCORES} }
cases:
  to: ${ALERTS}
  lead: ${LEAD}
  hours: { days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "23:59" }
conversation_link: https://desk.example.com/c/{id}
agents:
  ${AGENT}: { agent: ag-5, team: billing }
leads: [${LEAD}]
${more}`;
