import type { AskingPolicy } from '../model/asking-policy.ts';
import { type AskingFacts, speaksAgainst } from '../planning/index.ts';
import { factsForAsking } from '../store/asking-facts.ts';
import { lockInvitation, plannedForContact } from '../store/invitations.ts';
import type { InvitationRow } from '../store/schema.ts';
import type { App } from './app.ts';
import { apply, templateOf } from './apply.ts';
import { policyOf } from './planning-facts.ts';
import type { Unit } from './unit.ts';

/** What speaks for or against an invitation now, with everything that is known of its person. */
export async function askingFacts(app: App, unit: Unit, row: InvitationRow): Promise<AskingFacts> {
  const { person, wroteAt } = await factsForAsking(unit.db, row, unit.now);
  const inForce = app.templates.all().some(({ template }) => template.id === row.template_id);
  return { now: unit.now, channel: row.channel, person, policy: policyOf(app), wroteAt, inForce };
}

/** When the survey has to be over because the channel's window closes; null without one. */
export const windowEnd = ({ window_closes_at: closes }: InvitationRow, policy: AskingPolicy): Date | null =>
  closes === null ? null : new Date(closes.getTime() - policy.window_margin);

/**
 * Handles turned out to be of one person: what was planned for either of them is looked at again at once, with the
 * refusals and the surveys of both. Of two that are still planned the first to fall due is asked, and then speaks
 * against the other.
 */
export async function recheckPlanned(app: App, unit: Unit, contactId: number): Promise<void> {
  for (const { id } of await plannedForContact(unit.db, contactId)) {
    const row = await lockInvitation(unit.db, id);
    if (row === undefined) continue;
    const rule = speaksAgainst(await askingFacts(app, unit, row), await templateOf(unit.db, row));
    if (rule !== null) await apply(app, unit, row, { type: 'withheld', rule });
  }
}
