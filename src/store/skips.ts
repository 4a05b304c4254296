import type { Db } from './schema.ts';

/** An agent's wish not to ask about a conversation. */
export interface Skip {
  id: number;
  agent_id: string;
  reason: string;
}

/** Keeps the wish; it holds for the next close of the conversation, unless it is used at once. */
export async function insertSkip(
  db: Db,
  skip: {
    source: string;
    externalId: string;
    agentId: string;
    reason: string;
    usedBy: number | null;
    now: Date;
  },
): Promise<void> {
  await db
    .insertInto('skips')
    .values({
      source: skip.source,
      external_id: skip.externalId,
      agent_id: skip.agentId,
      reason: skip.reason,
      used_by: skip.usedBy,
      at: skip.now,
    })
    .execute();
}

/** The wish that waits for this conversation's next close. */
export function waitingSkip(db: Db, source: string, externalId: string): Promise<Skip | undefined> {
  return db
    .selectFrom('skips')
    .select(['id', 'agent_id', 'reason'])
    .where('source', '=', source)
    .where('external_id', '=', externalId)
    .where('used_by', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The wishes that waited were for this close. */
export async function useSkips(
  db: Db,
  conversation: { source: string; externalId: string; publicId: string },
): Promise<void> {
  await db
    .updateTable('skips')
    .set((set) => ({
      used_by: set.selectFrom('conversations').select('id').where('public_id', '=', conversation.publicId),
    }))
    .where('source', '=', conversation.source)
    .where('external_id', '=', conversation.externalId)
    .where('used_by', 'is', null)
    .execute();
}
