import type { Unit } from '../app/unit.ts';
import { insertAsk } from '../store/asks.ts';
import { caseInThread, changeCase, lockCase, noteCaseEvent } from '../store/cases.ts';
import type { CaseRow } from '../store/schema.ts';
import type { Desk } from './desk.ts';
import { alertName, noteInCase, redraw } from './notes.ts';
import { recheckQuestion } from './words.ts';
import { readYesNo } from './yes-no.ts';

/** What became of a step: done, or why not. */
export type Step =
  | { done: true }
  | { done: false; why: 'settled' | 'no_case' }
  | { done: false; why: 'claimed'; by: string };

const DONE: Step = { done: true };

const isSettled = ({ status }: CaseRow): boolean => status === 'resolved' || status === 'not_ours';

/** Somebody takes the case on; of two at once, the first has it. */
export async function claim(unit: Unit, caseId: number, user: string): Promise<Step> {
  const row = await lockCase(unit.db, caseId);
  if (row === undefined) return { done: false, why: 'no_case' };
  if (isSettled(row)) return { done: false, why: 'settled' };
  if (row.claimed_by === user) return DONE;
  if (row.claimed_by !== null) return { done: false, why: 'claimed', by: row.claimed_by };
  await changeCase(unit.db, caseId, { status: 'claimed', claimed_by: user, claimed_at: unit.now });
  await noteCaseEvent(unit.db, { caseId, actor: user, kind: 'claimed', now: unit.now });
  await redraw(unit, alertName(caseId));
  return DONE;
}

export interface Reply {
  caseId: number;
  user: string;
  /** As the customer reads it. */
  name: string;
  text: string;
  /** The same reply sent off twice is one. */
  key: string;
}

/** An agent's words go into the customer's chat, on the same way as a question, and into the thread of the case. */
export async function reply(unit: Unit, { caseId, user, name, text, key }: Reply): Promise<Step> {
  const row = await lockCase(unit.db, caseId);
  if (row === undefined) return { done: false, why: 'no_case' };
  if (isSettled(row)) return { done: false, why: 'settled' };
  const askId = await sendWords(unit, row, { key, text, author: { role: 'agent', name } });
  if (askId === null) return DONE;
  await changeCase(unit.db, caseId, {
    ...(row.claimed_by === null && { status: 'claimed', claimed_by: user, claimed_at: unit.now }),
    responded_at: row.responded_at ?? unit.now,
  });
  await noteCaseEvent(unit.db, { caseId, actor: user, kind: 'replied', detail: text, now: unit.now });
  await noteInCase(unit, caseId, `replied-${askId}`, { type: 'replied', by: user, text });
  await redraw(unit, alertName(caseId));
  return DONE;
}

/** A message into the customer's chat; null when it is on its way already. */
async function sendWords(
  unit: Unit,
  row: CaseRow,
  said: { key: string; text: string; author?: { role: 'agent'; name: string } },
): Promise<number | null> {
  const { db, now } = unit;
  const known = await db.selectFrom('asks').select('id').where('key', '=', said.key).executeTakeFirst();
  if (known !== undefined) return null;
  const { language } = await invitationOf(unit, row);
  const author = said.author === undefined ? {} : { author: said.author };
  const askId = await insertAsk(db, {
    invitationId: row.invitation_id,
    key: said.key,
    purpose: 'notice',
    questionId: null,
    message: { kind: 'text', language, text: said.text, ...author },
    now,
  });
  unit.emit({ key: `send-${askId}`, job: 'send', payload: { askId }, runAt: now });
  const payload = { work: 'reply', id: `${row.id}/${askId}` };
  unit.emit({ key: `desk-reply-${askId}`, job: 'desk', payload, runAt: now });
  return askId;
}

const invitationOf = ({ db }: Unit, { invitation_id }: CaseRow) =>
  db
    .selectFrom('invitations')
    .select(['language', 'public_id'])
    .where('id', '=', invitation_id)
    .executeTakeFirstOrThrow();

export interface Settling {
  caseId: number;
  user: string;
  status: 'resolved' | 'not_ours';
  cause: string | null;
  note: string | null;
  /** The customer is asked whether it is solved now. */
  recheck: boolean;
}

/** The case is closed, with its cause; where wanted, the customer is asked whether it is solved. */
export async function settle(
  unit: Unit,
  { caseId, user, status, cause, note, recheck }: Settling,
): Promise<Step> {
  const row = await lockCase(unit.db, caseId);
  if (row === undefined) return { done: false, why: 'no_case' };
  if (isSettled(row)) return { done: false, why: 'settled' };
  const { db, now } = unit;
  await changeCase(db, caseId, {
    status,
    settled_by: user,
    settled_at: now,
    root_cause: cause,
    note,
    responded_at: row.responded_at ?? now,
    recheck_answer: null,
    recheck_answered_at: null,
    recheck_sent_at: recheck ? now : null,
  });
  await noteCaseEvent(db, { caseId, actor: user, kind: status, detail: cause ?? note ?? '', now });
  if (recheck) {
    const { language } = await invitationOf(unit, row);
    const key = `case-${caseId}-recheck-${now.getTime()}`;
    await sendWords(unit, row, { key, text: recheckQuestion(language) });
    await noteCaseEvent(db, { caseId, actor: user, kind: 'recheck', now });
  }
  await redraw(unit, alertName(caseId));
  return DONE;
}

/** A customer wrote, and no survey asked for it: where a case is open in that thread, its agents read it there. */
export async function customerWrote(unit: Unit, threadKey: string, text: string): Promise<void> {
  const row = await caseInThread(unit.db, threadKey);
  if (row !== undefined) await customerSaid(unit, row, { name: crypto.randomUUID(), text, at: unit.now });
}

/** The customer's words in a case; those after a resolution may answer whether it is solved now. */
export async function customerSaid(
  unit: Unit,
  row: CaseRow,
  { name, text, at }: { name: string; text: string; at: Date },
): Promise<void> {
  const { recheck_sent_at: asked, recheck_answered_at: answered } = row;
  const waits = asked !== null && answered === null && at > asked;
  if (isSettled(row) && !waits) return;
  await noteInCase(unit, row.id, name, { type: 'customer', text });
  if (!waits) return;
  const answer = readYesNo(text);
  if (answer !== null) await rechecked(unit, row, answer);
}

/** Solved: the customer is recovered. Not solved: the case is open again, with whoever had it. */
async function rechecked(unit: Unit, row: CaseRow, answer: 'yes' | 'no'): Promise<void> {
  const { db, now } = unit;
  const reopened = {
    status: row.claimed_by === null ? ('open' as const) : ('claimed' as const),
    settled_by: null,
    settled_at: null,
  };
  await changeCase(db, row.id, {
    recheck_answer: answer,
    recheck_answered_at: now,
    ...(answer === 'no' && reopened),
  });
  const kind = answer === 'yes' ? 'recovered' : 'reopened';
  await noteCaseEvent(db, { caseId: row.id, actor: null, kind, now });
  if (answer === 'no') {
    await noteInCase(unit, row.id, `reopened-${now.getTime()}`, { type: 'reopened' });
  }
  await redraw(unit, alertName(row.id));
}

/** Nobody has responded in time: the lead is called, once. */
export async function overdue(desk: Desk, unit: Unit, caseId: number): Promise<void> {
  const row = await lockCase(unit.db, caseId);
  if (row === undefined || isSettled(row) || row.responded_at !== null || row.escalated_at !== null) return;
  await changeCase(unit.db, caseId, { escalated_at: unit.now });
  await noteCaseEvent(unit.db, { caseId, actor: null, kind: 'escalated', now: unit.now });
  await noteInCase(unit, caseId, 'escalated', { type: 'escalated', lead: desk.config.cases.lead ?? null });
  await redraw(unit, alertName(caseId));
}
