import type { App, DeskPort } from '../app/app.ts';
import { inTransaction, type Unit } from '../app/unit.ts';
import { caseOfInvitation, openCase } from '../store/cases.ts';
import { cardFacts } from '../store/desk.ts';
import { lockOutbox, removeOutbox } from '../store/outbox.ts';
import { templateByVersion } from '../store/templates.ts';
import { cardOfFacts } from './card.ts';
import { claim, customerWrote, settle } from './case-steps.ts';
import { passOnWords, startClock } from './changed.ts';
import { parseDeskConfig } from './config.ts';
import { renderCards } from './render-cards.ts';
import { renderAlert } from './render-case.ts';
import { deskWords } from './words.ts';
import type { PostContent } from './workspace.ts';

/** What the desk would post, and into which of two channels. */
export interface Preview extends PostContent {
  place: 'scores' | 'alerts';
}

/** Who works on cases where there is no Slack to say so. */
const SOMEBODY = 'preview';
const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const config = { ...parseDeskConfig('', 'preview'), timezone };

/** The desk where there is no Slack: cases live as they do with it, and nothing is posted. */
export const openPreview = (app: App): DeskPort => ({
  changed,
  heard: (unit, { threadKey, text }) => customerWrote(unit, threadKey, text),
  work: (key) =>
    inTransaction(app, async (unit) => {
      if ((await lockOutbox(unit.db, key)) !== undefined) await removeOutbox(unit.db, key);
    }),
});

async function changed(unit: Unit, invitationId: number): Promise<void> {
  const read = await readCard(unit, invitationId, 'en');
  if (read === null) return;
  const { card, facts } = read;
  if (card.band === 'bad' && card.score !== null) {
    await openCase(unit.db, { invitationId, alertTo: null, now: unit.now });
  }
  const opened = await caseOfInvitation(unit.db, invitationId);
  if (opened?.due_at === null) await startClock(unit, opened, config);
  else if (opened !== undefined) await passOnWords(unit, opened, facts);
}

async function readCard({ db }: Pick<Unit, 'db'>, invitationId: number, language: 'en' | 'tr') {
  const [facts] = await cardFacts(db, [invitationId]);
  if (facts === undefined || facts.template_version === null) return null;
  const template = await templateByVersion(db, facts.template_version);
  return { facts, card: cardOfFacts(facts, template, { language, conversationLink: undefined }) };
}

/** What stands in Slack about an invitation: its score card and, where it has a case, the alert. */
export async function previewsOf(app: App, invitationId: number, language: 'en' | 'tr'): Promise<Preview[]> {
  const read = await readCard(app, invitationId, language);
  if (read === null) return [];
  const { card } = read;
  const words = deskWords(language);
  const shown: Preview = { place: 'scores', ...renderCards([card], words) };
  const row = await caseOfInvitation(app.db, invitationId);
  if (row === undefined) return [shown];
  const alert = renderAlert({ row, card, words, timezone, now: app.now() });
  return [shown, { place: 'alerts', ...alert }];
}

/** What an agent does with the buttons of an alert; a case that is settled stays as it is. */
export async function actOnCase(
  app: App,
  invitationId: number,
  action: 'claim' | 'resolve' | 'not_ours',
): Promise<void> {
  await inTransaction(app, async (unit) => {
    const row = await caseOfInvitation(unit.db, invitationId);
    if (row === undefined) return;
    if (action === 'claim') await claim(unit, row.id, SOMEBODY);
    else await settle(unit, { caseId: row.id, user: SOMEBODY, ...SETTLED[action] });
  });
}

const SETTLED = {
  resolve: { status: 'resolved', cause: 'other', note: null, recheck: true },
  not_ours: { status: 'not_ours', cause: null, note: null, recheck: false },
} as const;
