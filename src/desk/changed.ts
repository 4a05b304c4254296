import type { Unit } from '../app/unit.ts';
import { caseOfInvitation, changeCase, noteCaseEvent, openCase } from '../store/cases.ts';
import { type CardFacts, cardFacts, cardOf, changeMessage, keepCard } from '../store/desk.ts';
import type { CaseRow } from '../store/schema.ts';
import { templateByVersion } from '../store/templates.ts';
import { afterBusinessTime } from './business-hours.ts';
import { type Card, cardOfFacts } from './card.ts';
import { customerSaid } from './case-steps.ts';
import type { DeskConfig } from './config.ts';
import type { Desk } from './desk.ts';
import { alertName, PRIORITY, redraw, tell, wake } from './notes.ts';

/**
 * Something of an invitation changed: its card is to be posted or redrawn, a bad score opens a case, and what the
 * customer adds is told to whoever works on it. All in the transaction of the change.
 */
export async function invitationChanged(desk: Desk, unit: Unit, invitationId: number): Promise<void> {
  const [facts] = await cardFacts(unit.db, [invitationId]);
  if (facts === undefined || facts.template_version === null) return;
  const known = await cardOf(unit.db, invitationId);
  if (facts.score === null && known === undefined) return;
  const card = await cardFor(desk, unit, facts);
  await showCard(desk, unit, facts, card);
  if (card.band === 'bad' && card.score !== null && desk.config.cases.on_bad_score) {
    await openCase(unit.db, { invitationId, alertTo: null, now: unit.now });
  }
  const opened = await caseOfInvitation(unit.db, invitationId);
  if (opened !== undefined) await showCase(desk, unit, opened, facts);
}

/** The card of one invitation as it stands now. */
export async function cardFor(desk: Desk, { db }: Pick<Unit, 'db'>, facts: CardFacts): Promise<Card> {
  const template = await templateByVersion(db, facts.template_version ?? '');
  const { language, conversation_link: conversationLink } = desk.config;
  return cardOfFacts(facts, template, { language, conversationLink });
}

async function showCard(desk: Desk, unit: Unit, facts: CardFacts, card: Card): Promise<void> {
  const bad = card.band === 'bad';
  const place = routeOf(desk.config, facts, bad);
  const known = await cardOf(unit.db, facts.id);
  if (known === undefined && place === null) return;
  const kept = await keepCard(unit.db, {
    invitationId: facts.id,
    place: known?.place ?? place ?? '',
    bad,
    now: unit.now,
  });
  if (kept.messageId !== null) await changeMessage(unit.db, kept.messageId, { dirty: true });
  await wake(unit, kept.place);
}

/** Where a score is shown: by the first rule that fits; null = nowhere. */
export function routeOf(
  { cards }: Pick<DeskConfig, 'cards'>,
  facts: Pick<CardFacts, 'team' | 'channel' | 'template_id'>,
  bad: boolean,
): string | null {
  const fits = (names: readonly string[] | undefined, name: string | null) =>
    names === undefined || (name !== null && names.includes(name));
  const rule = cards.find(
    ({ team, channel, template }) =>
      fits(team, facts.team) && fits(channel, facts.channel) && fits(template, facts.template_id),
  );
  return rule === undefined || (rule.quiet && !bad) ? null : rule.to;
}

/** The alert of a case: posted with the clock running, redrawn when the customer adds something. */
async function showCase(desk: Desk, unit: Unit, opened: CaseRow, facts: CardFacts): Promise<void> {
  const place = opened.alert_to ?? desk.config.cases.to ?? routeOf(desk.config, facts, true);
  if (place === null) return;
  if (opened.due_at === null) {
    const due = await startClock(unit, opened, desk.config);
    const payload = { work: 'overdue', id: String(opened.id) };
    unit.emit({ key: `desk-overdue-${opened.id}`, job: 'desk', payload, runAt: due });
    const message = { name: alertName(opened.id), place, kind: 'alert' as const, priority: PRIORITY.alert };
    await tell(unit, { ...message, caseId: opened.id });
    return;
  }
  await redraw(unit, alertName(opened.id));
  await passOnWords(unit, opened, facts);
}

/** From now on an agent should respond. @returns until when */
export async function startClock(
  { db, now }: Unit,
  { id, opened_at }: CaseRow,
  { cases, timezone }: Pick<DeskConfig, 'cases' | 'timezone'>,
): Promise<Date> {
  const due = afterBusinessTime(opened_at, cases.respond_within, cases.hours, timezone);
  await changeCase(db, id, { due_at: due });
  await noteCaseEvent(db, { caseId: id, actor: null, kind: 'opened', now });
  return due;
}

/** After an agent has written, whatever the customer says in the survey is an answer to the agent too. */
export async function passOnWords(unit: Unit, opened: CaseRow, facts: CardFacts): Promise<void> {
  if (opened.responded_at === null) return;
  for (const { text, id, at } of facts.answers) {
    if (text !== null && new Date(at) > opened.responded_at) {
      await customerSaid(unit, opened, { name: `response-${id}`, text, at: new Date(at) });
    }
  }
}
