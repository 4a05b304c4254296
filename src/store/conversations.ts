import { type Insertable, type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { ConversationRow, Database, Db, InvitationRow } from './schema.ts';

/** The key under which events about one conversation of one helpdesk wait for each other. */
export const conversationLock = ({ source, id }: { source: string; id: string }) =>
  sql`hashtextextended(${`${source}\n${id}`}, 10)`;

/** Events about one conversation of one helpdesk are handled one at a time until this transaction ends. */
export async function lockConversation(db: Db, conversation: { source: string; id: string }): Promise<void> {
  await sql`select pg_advisory_xact_lock(${conversationLock(conversation)})`.execute(db);
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

export function conversationById(db: Db, id: number): Promise<ConversationRow> {
  return db.selectFrom('conversations').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

/** What a close leaves in the database, by the names that the outside knows it by. */
export interface StoredClose {
  conversation: { public_id: string };
  invitation: Pick<InvitationRow, 'id' | 'public_id' | 'due_at' | 'reason'>;
}

/**
 * The attributes of a person by which figures are told apart, as they are now, and the stage of their way. To be
 * written with the close: later changes move no old figure.
 */
export const segmentAtClose = (
  contactId: number | null,
  attributes: readonly string[],
  stage: string | null,
): RawBuilder<string> =>
  sql<string>`segment_of(${contactId}, ${attributes}) || ${JSON.stringify(stage === null ? {} : { stage })}::jsonb`;

/** Stores a close with its invitation and the invitation's first state: always together, and so in one statement. */
export async function insertClose(
  db: Db,
  conversation: Insertable<Database['conversations']>,
  invitation: Omit<Insertable<Database['invitations']>, 'conversation_id'>,
): Promise<StoredClose> {
  const row = await db
    .with('closed', (cte) =>
      cte.insertInto('conversations').values(conversation).returning(['id', 'public_id']),
    )
    .with('invited', (cte) =>
      cte
        .insertInto('invitations')
        .values((select) => ({
          ...invitation,
          conversation_id: select.selectFrom('closed').select('closed.id'),
        }))
        .returning(['id', 'public_id', 'due_at', 'state', 'reason', 'created_at']),
    )
    .with('began', (cte) =>
      cte
        .insertInto('transitions')
        .columns(['invitation_id', 'at', 'state', 'reason'])
        .expression((select) => select.selectFrom('invited').select(['id', 'created_at', 'state', 'reason'])),
    )
    .selectFrom(['invited', 'closed'])
    .select(['invited.id', 'invited.public_id', 'invited.due_at', 'invited.reason'])
    .select('closed.public_id as conversation')
    .executeTakeFirstOrThrow();
  const { conversation: public_id, ...stored } = row;
  return { conversation: { public_id }, invitation: stored };
}

export async function markReopened(db: Db, id: number, now: Date): Promise<void> {
  await db.updateTable('conversations').set({ reopened_at: now }).where('id', '=', id).execute();
}

const isUuid = (name: string): boolean => z.guid().safeParse(name).success;

/** By our own id, by the helpdesk's id, or by "source:id"; the latest close first. */
export async function findConversations(db: Db, name: string): Promise<ConversationRow[]> {
  const [source = '', ...rest] = name.split(':');
  return db
    .selectFrom('conversations')
    .selectAll()
    .where((where) =>
      where.or([
        ...(isUuid(name) ? [where('public_id', '=', name)] : []),
        where('external_id', '=', name),
        where.and([where('source', '=', source), where('external_id', '=', rest.join(':'))]),
      ]),
    )
    .orderBy('closed_at', 'desc')
    .limit(20)
    .execute();
}
