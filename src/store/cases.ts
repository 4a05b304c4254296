import { sql } from 'kysely';
import type { CaseRow, Db } from './schema.ts';

/** Opens a case for an invitation; a second reason for the same invitation opens no second case. */
export async function openCase(
  db: Db,
  input: { invitationId: number; alertTo: string | null; now: Date },
): Promise<void> {
  await sql`
    insert into cases (invitation_id, alert_to, opened_at, team)
    select id, ${input.alertTo}, ${input.now}, team from invitations
    where id = ${input.invitationId} and not exists (select from cases where invitation_id = ${input.invitationId})
    on conflict (invitation_id) do nothing`.execute(db);
}

export const caseOfInvitation = (db: Db, invitationId: number): Promise<CaseRow | undefined> =>
  db.selectFrom('cases').selectAll().where('invitation_id', '=', invitationId).executeTakeFirst();

export const caseById = (db: Db, id: number): Promise<CaseRow | undefined> =>
  db.selectFrom('cases').selectAll().where('id', '=', id).executeTakeFirst();

/** Locked until the transaction ends: of two people who act at once, one is first. */
export const lockCase = (db: Db, id: number): Promise<CaseRow | undefined> =>
  db.selectFrom('cases').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();

export async function changeCase(
  db: Db,
  id: number,
  change: Partial<Omit<CaseRow, 'id' | 'invitation_id' | 'opened_at'>>,
): Promise<void> {
  await db.updateTable('cases').set(change).where('id', '=', id).execute();
}

/** Keeps who did what, for ever. `actor` is null for what happened by itself. */
export async function noteCaseEvent(
  db: Db,
  event: { caseId: number; actor: string | null; kind: string; detail?: string; now: Date },
): Promise<void> {
  await db
    .insertInto('case_events')
    .values({
      case_id: event.caseId,
      actor: event.actor,
      kind: event.kind,
      detail: event.detail ?? '',
      at: event.now,
    })
    .execute();
}

export const caseEvents = (db: Db, caseId: number) =>
  db.selectFrom('case_events').selectAll().where('case_id', '=', caseId).orderBy('id').execute();

/** The newest case in a thread that agents still work on, or that waits for the customer's word. */
export const caseInThread = (db: Db, threadKey: string): Promise<CaseRow | undefined> =>
  db
    .selectFrom('cases')
    .innerJoin('invitations', 'invitations.id', 'cases.invitation_id')
    .selectAll('cases')
    .where('invitations.thread_key', '=', threadKey)
    .where((where) =>
      where.or([
        where('cases.status', 'in', ['open', 'claimed']),
        where.and([
          where('cases.recheck_sent_at', 'is not', null),
          where('cases.recheck_answered_at', 'is', null),
        ]),
      ]),
    )
    .orderBy('cases.id', 'desc')
    .limit(1)
    .forUpdate('cases')
    .executeTakeFirst();

export interface CaseListed extends CaseRow {
  public_id: string;
  score: number | null;
  metric: string | null;
  conversation: string;
}

/** Open cases, the most urgent first; of one team, or of all. */
export async function openCases(db: Db, team: string | null, limit: number): Promise<CaseListed[]> {
  const { rows } = await sql<CaseListed>`
    select c.*, i.public_id, i.score, i.metric, v.external_id as conversation
    from cases c join invitations i on i.id = c.invitation_id join conversations v on v.id = i.conversation_id
    where c.status in ('open', 'claimed') and (${team}::text is null or c.team = ${team})
    order by c.due_at nulls last, c.id limit ${limit}`.execute(db);
  return rows;
}

/** How many cases ended how since a moment; rechecks are those that the customer answered. */
export async function caseTally(
  db: Db,
  team: string | null,
  since: Date,
): Promise<{
  opened: number;
  open: number;
  resolved: number;
  not_ours: number;
  rechecked: number;
  recovered: number;
}> {
  const { rows } = await sql<Awaited<ReturnType<typeof caseTally>>>`
    select count(*)::int as opened,
      (count(*) filter (where status in ('open', 'claimed')))::int as open,
      (count(*) filter (where status = 'resolved'))::int as resolved,
      (count(*) filter (where status = 'not_ours'))::int as not_ours,
      (count(*) filter (where recheck_answer is not null))::int as rechecked,
      (count(*) filter (where recheck_answer = 'yes'))::int as recovered
    from cases where opened_at >= ${since} and (${team}::text is null or team = ${team})`.execute(db);
  return rows[0] ?? { opened: 0, open: 0, resolved: 0, not_ours: 0, rechecked: 0, recovered: 0 };
}
