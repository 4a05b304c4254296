import type { Unit } from '../app/unit.ts';
import {
  addMessage,
  announceWork,
  changeMessage,
  messageByName,
  type NewDeskMessage,
} from '../store/desk.ts';

/** What is said in the thread of an alert, as it is kept until it is posted. */
export type Note =
  | { type: 'replied'; by: string; text: string }
  | { type: 'customer'; text: string }
  | { type: 'delivered' }
  | { type: 'not_delivered'; code: string }
  | { type: 'escalated'; lead: string | null }
  | { type: 'reopened' };

/** Lower goes first into a place: alerts, what is said about cases, digests; cards come after all of these. */
export const PRIORITY = { alert: 0, note: 1, digest: 2, cards: 3 } as const;

export const alertName = (caseId: number): string => `alert-${caseId}`;

/** A message for a place, and somebody who posts it. */
export async function tell(unit: Unit, message: Omit<NewDeskMessage, 'now'>): Promise<void> {
  await addMessage(unit.db, { ...message, now: unit.now });
  await wake(unit, message.place);
}

/** The lane of a place is worked, now. */
export async function wake(unit: Unit, place: string): Promise<void> {
  await announceWork(unit.db, place);
  unit.emit({
    key: `desk-lane-${place}`,
    job: 'desk',
    payload: { work: 'lane', id: place },
    runAt: unit.now,
  });
}

/** Says something in the thread of a case's alert, once under this name. */
export async function noteInCase(unit: Unit, caseId: number, name: string, note: Note): Promise<void> {
  const alert = await messageByName(unit.db, alertName(caseId));
  if (alert === undefined) return;
  await tell(unit, {
    name: `note-${caseId}-${name}`,
    place: alert.place,
    kind: 'note',
    priority: PRIORITY.note,
    caseId,
    parentId: alert.id,
    body: note,
  });
}

/** What a message shows has changed. */
export async function redraw(unit: Unit, name: string): Promise<void> {
  const message = await messageByName(unit.db, name);
  if (message === undefined) return;
  await changeMessage(unit.db, message.id, { dirty: true });
  await wake(unit, message.place);
}
