import type { KnownBlock, RichTextElement } from '@slack/types';
import { DateTime } from 'luxon';
import { shorten } from '../model/shorten.ts';
import type { CaseRow } from '../store/schema.ts';
import { bold, buttons, header, type Line, lines, mention, notification, text } from './blocks.ts';
import type { Card } from './card.ts';
import type { Note } from './notes.ts';
import { inFull } from './render-cards.ts';
import type { DeskWords } from './words.ts';
import type { PostContent } from './workspace.ts';

/** Action ids of an alert's buttons; their value is the id of the case. */
export const ACTIONS = {
  claim: 'desk_claim',
  reply: 'desk_reply',
  resolve: 'desk_resolve',
  notOurs: 'desk_not_ours',
} as const;

interface CaseShown {
  row: CaseRow;
  card: Card;
  words: DeskWords;
  timezone: string;
  now: Date;
}

/** The alert of a case, as it stands now. */
export function renderAlert(shown: CaseShown): PostContent {
  const { row, card, words } = shown;
  const who = card.customer === null ? '' : `: ${card.customer}`;
  const title = `${words.alert.title}${who}`;
  const status = statusLines(shown);
  return {
    text: notification(title),
    blocks: [
      header(shorten(title, 140)),
      ...inFull(card, words),
      ...(status.length > 0 ? [lines(status)] : []),
      ...controls(row, words),
    ],
  };
}

function controls({ id, status }: CaseRow, { alert }: DeskWords): KnownBlock[] {
  if (status === 'resolved' || status === 'not_ours') return [];
  const value = String(id);
  const claim = { id: ACTIONS.claim, label: alert.claim, value, style: 'primary' as const };
  return [
    buttons([
      ...(status === 'open' ? [claim] : []),
      { id: ACTIONS.reply, label: alert.reply, value },
      { id: ACTIONS.resolve, label: alert.resolve, value },
      { id: ACTIONS.notOurs, label: alert.notOurs, value },
    ]),
  ];
}

function statusLines({ row, words, timezone, now }: CaseShown): Line[] {
  const { alert } = words;
  const found: Line[] = [];
  if (row.claimed_by !== null && row.settled_at === null) found.push(by(alert.claimedBy, row.claimed_by));
  if (row.status === 'resolved' && row.settled_by !== null) {
    const cause = causeLabel(words, row.root_cause ?? '');
    found.push(by((user) => alert.resolvedBy(user, cause), row.settled_by));
  }
  if (row.status === 'not_ours' && row.settled_by !== null) found.push(by(alert.notOursBy, row.settled_by));
  if (row.recheck_answer === 'yes') found.push({ parts: [bold(`✅ ${alert.recovered}`)] });
  else if (row.recheck_answer === 'no') found.push({ parts: [bold(`⚠️ ${alert.notRecovered}`)] });
  else if (row.recheck_sent_at !== null) found.push({ parts: [text(alert.recheckAsked)] });
  const waits = row.settled_at === null && row.responded_at === null && row.due_at !== null;
  if (waits && row.due_at !== null) found.push({ parts: [clock(row.due_at, { words, timezone, now })] });
  return found;
}

function clock(due: Date, { words, timezone, now }: Pick<CaseShown, 'words' | 'timezone' | 'now'>) {
  const when = DateTime.fromJSDate(due, { zone: timezone })
    .setLocale(words.locale)
    .toLocaleString({ weekday: 'short', hour: '2-digit', minute: '2-digit', day: 'numeric', month: 'short' });
  return due > now ? text(`⏱ ${words.alert.dueBy(when)}`) : bold(`⏰ ${words.alert.overdue(when)}`);
}

/** A sentence with a person in it: where the name stands, Slack shows the person. */
function by(sentence: (user: string) => string, user: string): Line {
  const [before = '', after = ''] = sentence('\u0000').split('\u0000');
  const parts: RichTextElement[] = [mention(user)];
  if (before !== '') parts.unshift(text(before));
  if (after !== '') parts.push(text(after));
  return { parts };
}

export const causeLabel = ({ causes }: DeskWords, value: string): string =>
  causes.find((cause) => cause.value === value)?.label ?? value;

/** What is said in the thread of an alert. */
export function renderNote(note: Note, words: DeskWords): PostContent {
  const { notes, alert } = words;
  const all = noteLines(note, words);
  const first = note.type === 'customer' ? notes.customerSays : alert.title;
  return { text: notification(first), blocks: [lines(all)] };
}

const LONGEST_NOTE = 2_900;

function noteLines(note: Note, { notes, alert }: DeskWords): Line[] {
  switch (note.type) {
    case 'replied':
      return [by(notes.replied, note.by), { quoted: true, parts: [text(shorten(note.text, LONGEST_NOTE))] }];
    case 'customer':
      return [
        { parts: [bold(notes.customerSays)] },
        { quoted: true, parts: [text(shorten(note.text, LONGEST_NOTE))] },
      ];
    case 'delivered':
      return [{ parts: [text(`✓ ${notes.delivered}`)] }];
    case 'not_delivered':
      return [{ parts: [text(`⚠️ ${notes.notDelivered(note.code)}`)] }];
    case 'escalated':
      return [note.lead === null ? { parts: [text(alert.escalatedToAll)] } : by(alert.escalated, note.lead)];
    case 'reopened':
      return [{ parts: [text(notes.reopened)] }];
  }
}
