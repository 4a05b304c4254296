import { type Selectable, sql } from 'kysely';
import type { ConversationClosed } from '../model/conversation.ts';
import type { ConversationRow, Database, Db } from './schema.ts';

/** Events about one conversation of one helpdesk are handled one at a time until this transaction ends. */
export async function lockConversation(db: Db, source: string, externalId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${source}\n${externalId}`}, 10))`.execute(db);
}

/** All closes of a conversation, the latest first. */
export function closesOf(db: Db, source: string, externalId: string): Promise<ConversationRow[]> {
  return db
    .selectFrom('conversations')
    .selectAll()
    .where('source', '=', source)
    .where('external_id', '=', externalId)
    .orderBy('closed_at', 'desc')
    .execute();
}

export async function insertConversation(
  db: Db,
  close: ConversationClosed,
  rest: { closedAt: Date; contactId: number | null; threadKey: string; now: Date },
): Promise<Selectable<Database['conversations']>> {
  return db
    .insertInto('conversations')
    .values({
      source: close.source,
      external_id: close.id,
      closed_at: rest.closedAt,
      closed_at_given: close.closed_at !== undefined,
      contact_id: rest.contactId,
      channel: close.channel,
      thread_key: rest.threadKey,
      address: JSON.stringify(close.address),
      agent_id: close.agent?.id ?? null,
      agent_name: close.agent?.name ?? null,
      team: close.agent?.team ?? null,
      tags: close.tags,
      opened_at: close.opened_at ?? null,
      first_response_at: close.first_response_at ?? null,
      last_customer_message_at: close.last_customer_message_at ?? null,
      handle_seconds: close.handle_seconds ?? null,
      customer_messages: close.customer_messages ?? null,
      closed_by: close.closed_by ?? null,
      received_at: rest.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function markReopened(db: Db, id: number, now: Date): Promise<void> {
  await db.updateTable('conversations').set({ reopened_at: now }).where('id', '=', id).execute();
}

/** By our own id, by the helpdesk's id, or by "source:id"; the latest close first. */
export async function findConversations(db: Db, name: string): Promise<ConversationRow[]> {
  const [source = '', ...rest] = name.split(':');
  return db
    .selectFrom('conversations')
    .selectAll()
    .where((where) =>
      where.or([
        where(sql<string>`public_id::text`, '=', name),
        where('external_id', '=', name),
        where.and([where('source', '=', source), where('external_id', '=', rest.join(':'))]),
      ]),
    )
    .orderBy('closed_at', 'desc')
    .limit(20)
    .execute();
}
