import type { Selectable } from 'kysely';
import type { Database, Db } from './schema.ts';

/** A customer's message that is the agents' to answer. One a message, however often it is worked. */
export async function insertHandover(
  db: Db,
  handover: {
    inboundId: number | null;
    invitationId: number | null;
    channel: string;
    threadKey: string;
    reason: string;
    text: string;
    at: Date;
  },
): Promise<void> {
  await db
    .insertInto('handovers')
    .values({
      inbound_id: handover.inboundId,
      invitation_id: handover.invitationId,
      channel: handover.channel,
      thread_key: handover.threadKey,
      reason: handover.reason,
      text: handover.text,
      at: handover.at,
    })
    .onConflict((conflict) => conflict.column('inbound_id').doNothing())
    .execute();
}

/** Handed-over messages after this id, oldest first. */
export function handoversSince(
  db: Db,
  afterId: number,
  limit: number,
): Promise<Selectable<Database['handovers']>[]> {
  return db
    .selectFrom('handovers')
    .selectAll()
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .execute();
}
