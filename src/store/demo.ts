import type { Selectable } from 'kysely';
import type { Database, Db } from './schema.ts';

export type DemoSession = Selectable<Database['demo_sessions']>;

export const DEMO_SOURCE = 'demo';

export async function insertDemoSession(db: Db, session: DemoSession): Promise<void> {
  await db.insertInto('demo_sessions').values(session).execute();
}

/** Changes just these columns: requests of one page come side by side and must not undo each other. */
export async function changeDemoSession(
  db: Db,
  id: string,
  change: Partial<Omit<DemoSession, 'id' | 'created_at'>>,
): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await db.updateTable('demo_sessions').set(change).where('id', '=', id).execute();
}

/** The next conversation of a session whose present one is closed; the same call twice begins one. */
export async function beginNextConversation(db: Db, session: DemoSession): Promise<void> {
  await db
    .updateTable('demo_sessions')
    .set({ status: 'open', conversation: session.conversation + 1 })
    .where('id', '=', session.id)
    .where('conversation', '=', session.conversation)
    .where('status', '=', 'closed')
    .execute();
}

export function demoSession(db: Db, id: string): Promise<DemoSession | undefined> {
  return db.selectFrom('demo_sessions').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function addAgentMessage(db: Db, session: string, text: string, at: Date): Promise<void> {
  await db.insertInto('demo_agent_messages').values({ session_id: session, text, at }).execute();
}

export function agentMessages(db: Db, session: string) {
  return db
    .selectFrom('demo_agent_messages')
    .selectAll()
    .where('session_id', '=', session)
    .orderBy('id')
    .execute();
}

/** Customer's messages that reached the agent: those outside a survey, and those that were no answer to one. */
export function customerMessages(db: Db, threadKey: string) {
  return db.selectFrom('handovers').selectAll().where('thread_key', '=', threadKey).orderBy('id').execute();
}

/** The latest answers to score questions of all demo sessions, newest first. */
export function latestAnswers(db: Db, limit: number) {
  return db
    .selectFrom('invitations')
    .innerJoin('conversations', 'conversations.id', 'invitations.conversation_id')
    .leftJoin('responses', (join) =>
      join
        .onRef('responses.invitation_id', '=', 'invitations.id')
        .on('responses.text', 'is not', null)
        .on('responses.superseded_at', 'is', null),
    )
    .select((select) => [
      'invitations.scored_at',
      'invitations.metric',
      'invitations.score',
      'invitations.language',
      'invitations.channel',
      select.fn.agg<string | null>('string_agg', ['responses.text', select.val(' · ')]).as('comment'),
    ])
    .where('conversations.source', '=', DEMO_SOURCE)
    .where('invitations.score', 'is not', null)
    .groupBy('invitations.id')
    .orderBy('invitations.scored_at', 'desc')
    .limit(limit)
    .execute();
}

/** The invitation of a chat that was scored last; undefined before there is one. */
export async function lastScored(db: Db, threadKey: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('invitations')
    .select('id')
    .where('thread_key', '=', threadKey)
    .where('score', 'is not', null)
    .orderBy('scored_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

/** Forgets all of the demo: conversations and what hangs on them, the chats, the sessions' messages. */
export async function forgetDemo(db: Db, threadKeys: readonly string[]): Promise<void> {
  await db.deleteFrom('conversations').where('source', '=', DEMO_SOURCE).execute();
  await db.deleteFrom('demo_agent_messages').execute();
  if (threadKeys.length === 0) return;
  await db.deleteFrom('handovers').where('thread_key', 'in', threadKeys).execute();
  await db.deleteFrom('inbound').where('thread_key', 'in', threadKeys).execute();
  await db.deleteFrom('transcript').where('thread', 'in', threadKeys).execute();
}
