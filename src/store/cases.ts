import type { Db } from './schema.ts';

/** Opens a case for an invitation; a second reason for the same invitation opens no second case. */
export async function openCase(
  db: Db,
  input: { invitationId: number; alertTo: string | null; now: Date },
): Promise<void> {
  await db
    .insertInto('cases')
    .values({ invitation_id: input.invitationId, alert_to: input.alertTo, opened_at: input.now })
    .onConflict((conflict) => conflict.column('invitation_id').doNothing())
    .execute();
}
