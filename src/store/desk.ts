import { type Selectable, sql } from 'kysely';
import type { Database, Db, DeskMessageRow } from './schema.ts';

/** The class of the advisory locks by which work that comes to a lane and its last worker do not miss each other. */
const LANES = 72;

/** For whoever adds work to a lane: the lane is not found empty before this transaction ends. */
export async function announceWork(db: Db, place: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${LANES}::int, hashtext(${place}))`.execute(db);
}

export type DeskLane = Selectable<Database['desk_lanes']>;

/** Locks the lane of a place, and waits for all who are adding work to it. */
export async function lockLane(db: Db, place: string, now: Date): Promise<DeskLane> {
  await sql`select pg_advisory_xact_lock(${LANES}::int, hashtext(${place}))`.execute(db);
  await db
    .insertInto('desk_lanes')
    .values({ place, next_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return db
    .selectFrom('desk_lanes')
    .selectAll()
    .where('place', '=', place)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

export async function changeLane(
  db: Db,
  place: string,
  change: Partial<Omit<DeskLane, 'place'>>,
): Promise<void> {
  await db.updateTable('desk_lanes').set(change).where('place', '=', place).execute();
}

export interface NewDeskMessage {
  name: string;
  place: string;
  kind: DeskMessageRow['kind'];
  priority: number;
  caseId?: number;
  parentId?: number;
  body?: Record<string, unknown>;
  now: Date;
}

/** Adds a message that is to be posted; a name that is there already stays as it is. */
export async function addMessage(db: Db, message: NewDeskMessage): Promise<void> {
  await db
    .insertInto('desk_messages')
    .values({
      name: message.name,
      place: message.place,
      kind: message.kind,
      priority: message.priority,
      case_id: message.caseId ?? null,
      parent_id: message.parentId ?? null,
      body: message.body === undefined ? null : JSON.stringify(message.body),
      created_at: message.now,
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
}

export const messageById = (db: Db, id: number): Promise<DeskMessageRow | undefined> =>
  db.selectFrom('desk_messages').selectAll().where('id', '=', id).executeTakeFirst();

export const messageByName = (db: Db, name: string): Promise<DeskMessageRow | undefined> =>
  db.selectFrom('desk_messages').selectAll().where('name', '=', name).executeTakeFirst();

/** When the newest message was made whose name begins so; undefined when there is none. */
export async function lastNamed(db: Db, beginning: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('desk_messages')
    .select('created_at')
    .where(sql<boolean>`starts_with(name, ${beginning})`)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.created_at;
}

export async function changeMessage(
  db: Db,
  id: number,
  change: Partial<Omit<DeskMessageRow, 'id' | 'body'>>,
): Promise<void> {
  await db.updateTable('desk_messages').set(change).where('id', '=', id).execute();
}

/**
 * What a place is to be told next: messages by their priority, a note only once its parent stands. Of equal ones, the
 * older.
 */
export const nextMessage = (db: Db, place: string): Promise<DeskMessageRow | undefined> =>
  db
    .selectFrom('desk_messages as message')
    .leftJoin('desk_messages as parent', 'parent.id', 'message.parent_id')
    .selectAll('message')
    .where('message.place', '=', place)
    .where('message.state', '=', 'waiting')
    .where((where) =>
      where.or([where('message.parent_id', 'is', null), where('parent.state', 'in', ['posted', 'gone'])]),
    )
    .orderBy('message.priority')
    .orderBy('message.id')
    .limit(1)
    .executeTakeFirst();

/** A posted message that no longer says how things are; those of cases before cards. */
export const nextDirty = (db: Db, place: string): Promise<DeskMessageRow | undefined> =>
  db
    .selectFrom('desk_messages')
    .selectAll()
    .where('place', '=', place)
    .where('state', '=', 'posted')
    .where('dirty', '=', true)
    .orderBy('priority')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();

/** Keeps that an invitation has a card. @returns the message that shows it already, if any */
export async function keepCard(
  db: Db,
  card: { invitationId: number; place: string; bad: boolean; now: Date },
): Promise<{ place: string; messageId: number | null }> {
  const row = await db
    .insertInto('desk_cards')
    .values({
      invitation_id: card.invitationId,
      place: card.place,
      bad: card.bad,
      created_at: card.now,
    })
    .onConflict((conflict) => conflict.column('invitation_id').doUpdateSet({ bad: card.bad }))
    .returning(['place', 'message_id'])
    .executeTakeFirstOrThrow();
  return { place: row.place, messageId: row.message_id };
}

export const cardOf = (db: Db, invitationId: number) =>
  db.selectFrom('desk_cards').selectAll().where('invitation_id', '=', invitationId).executeTakeFirst();

export async function waitingCards(db: Db, place: string, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('desk_cards')
    .select('invitation_id')
    .where('place', '=', place)
    .where('message_id', 'is', null)
    .orderBy('bad', 'desc')
    .orderBy('created_at')
    .limit(limit)
    .execute();
  return rows.map(({ invitation_id }) => invitation_id);
}

/** Puts cards into one new message. */
export async function bindCards(
  db: Db,
  invitations: readonly number[],
  message: NewDeskMessage,
): Promise<DeskMessageRow> {
  await addMessage(db, message);
  const row = await db
    .selectFrom('desk_messages')
    .selectAll()
    .where('name', '=', message.name)
    .executeTakeFirstOrThrow();
  await db
    .updateTable('desk_cards')
    .set({ message_id: row.id })
    .where('invitation_id', 'in', invitations)
    .execute();
  return row;
}

/** The invitations of a message's cards, bad ones first. */
export async function cardsOf(db: Db, messageId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('desk_cards')
    .select('invitation_id')
    .where('message_id', '=', messageId)
    .orderBy('bad', 'desc')
    .orderBy('created_at')
    .execute();
  return rows.map(({ invitation_id }) => invitation_id);
}

/** What a card shows. */
export interface CardFacts {
  id: number;
  public_id: string;
  metric: string | null;
  score: number | null;
  state: string;
  language: string;
  channel: string;
  thread_key: string;
  team: string | null;
  agent_id: string | null;
  agent_name: string | null;
  contact_name: string | null;
  conversation: string;
  template_version: string | null;
  template_id: string | null;
  scored_at: Date | null;
  completed_at: Date | null;
  answers: {
    id: number;
    at: string;
    question: string;
    score: number | null;
    choice: string | null;
    choices: string[] | null;
    text: string | null;
  }[];
}

/** Score, people and answers that count of some invitations. */
export async function cardFacts(db: Db, ids: readonly number[]): Promise<CardFacts[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<CardFacts>`
    select i.id, i.public_id, i.metric, i.score, i.state, i.language, i.channel, i.thread_key, i.team, i.agent_id,
      c.agent_name, p.name as contact_name, c.external_id as conversation, i.template_version, i.template_id,
      i.scored_at, i.completed_at,
      coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'at', r.at, 'question', r.question_id, 'score', r.score, 'choice', r.choice,
        'choices', r.choices, 'text', r.text) order by r.id)
        from responses r where r.invitation_id = i.id and r.superseded_at is null and not r.skipped), '[]') as answers
    from invitations i
    join conversations c on c.id = i.conversation_id
    left join contacts p on p.id = i.contact_id
    where i.id = any(${[...ids]}::bigint[])`.execute(db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
