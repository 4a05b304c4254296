import type { KnownBlock, RichTextElement } from '@slack/types';
import { shorten } from '../model/shorten.ts';
import { bold, divider, type Line, lines, link, notification, smallPrint, text } from './blocks.ts';
import type { Card } from './card.ts';
import type { Band, DeskWords } from './words.ts';
import type { PostContent } from './workspace.ts';

/** Longest words of a customer in a card of its own, and in one among several. */
const ALONE = 1_500;
const AMONG = 250;
const LINK_AMONG = 300;
/** Most cards in one message: ten of the longest stay under Slack's ceiling for a message. */
export const MOST_CARDS = 10;

const COLOURS: Readonly<Record<Band, string>> = { good: '🟢', neutral: '🟡', bad: '🔴' };

/** One card in full, or several in brief. */
export function renderCards(cards: readonly Card[], words: DeskWords): PostContent {
  const [first] = cards;
  if (first === undefined)
    return { text: words.withdrawn, blocks: [lines([{ parts: [text(words.withdrawn)] }])] };
  if (cards.length === 1)
    return { text: notification(inOneLine(first, words)), blocks: inFull(first, words) };
  const bad = cards.filter(({ band, score }) => band === 'bad' && score !== null).length;
  const title = words.several(cards.length, bad);
  const blocks = cards.flatMap((card, place) => [...(place > 0 ? [divider] : []), inBrief(card, words)]);
  return { text: notification(title), blocks: [...smallPrint([title]), ...blocks] };
}

/** "🔴 2 of 5 · Dissatisfied · CSAT" */
export function scoreParts(card: Card, words: DeskWords, longest = 120): RichTextElement[] {
  if (card.score === null) return [text(`⚪ ${words.withdrawn} · ${card.metric.toUpperCase()}`)];
  const meaning = shorten(card.meaning ?? words.bands[card.band], longest);
  const number = bold(words.outOf(card.score, card.max));
  return [text(`${COLOURS[card.band]} `), number, text(` · ${meaning} · ${card.metric.toUpperCase()}`)];
}

const inOneLine = (card: Card, words: DeskWords): string =>
  scoreParts(card, words)
    .map((part) => ('text' in part ? part.text : ''))
    .join('');

/** The blocks of a card that has a message to itself; an alert begins with the same. */
export function inFull(card: Card, words: DeskWords): KnownBlock[] {
  const reasons = card.said.filter(({ kind }) => kind === 'reason').map((one) => shorten(one.text, 100));
  const spoken = card.said.filter(({ kind }) => kind === 'words');
  const each = Math.floor(ALONE / Math.max(1, spoken.length));
  const said: Line[] = spoken.map((one) => ({ quoted: true, parts: [text(shorten(one.text, each))] }));
  const opening = card.link === null ? [] : [text('  '), link(card.link, words.open)];
  return [
    lines([
      { parts: [...scoreParts(card, words), ...opening] },
      ...(reasons.length > 0 ? [{ parts: [text(reasons.join(' · '))] }] : []),
      ...said.slice(0, 10),
    ]),
    ...smallPrint(whoAndWhere(card, words)),
  ];
}

function inBrief(card: Card, words: DeskWords): KnownBlock {
  const said = card.said.map((one) => one.text).join(' · ');
  const who = [card.team, card.agent, card.customer].flatMap((name) =>
    name === null ? [] : [shorten(name, 40)],
  );
  const fits = card.link !== null && card.link.length <= LINK_AMONG;
  const opening = card.link === null || !fits ? [] : [text('  '), link(card.link, words.open)];
  return lines([
    {
      parts: [
        ...scoreParts(card, words, 60),
        text(who.length > 0 ? ` · ${who.join(' · ')}` : ''),
        ...opening,
      ].filter(isSaid),
    },
    ...(said === '' ? [] : [{ quoted: true, parts: [text(shorten(said, AMONG))] }]),
  ]);
}

const isSaid = (part: RichTextElement): boolean => !('text' in part) || part.text !== '';

function whoAndWhere(card: Card, words: DeskWords): string[] {
  const named = (label: string, value: string | null) =>
    value === null ? '' : `${label}: ${shorten(value, 80)}`;
  return [
    named(words.customer, card.customer),
    named(words.agent, card.agent),
    named(words.team, card.team),
    named(words.channel, card.channel),
    words.answeredIn(card.language),
    named(words.conversation, card.conversation),
    card.complete || card.score === null ? '' : words.stillAnswering,
  ];
}
