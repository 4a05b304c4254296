import type { Reading, ReadingContext } from '../model/reading.ts';
import { isAutoReply } from './auto-reply.ts';
import { clean } from './clean.ts';
import { commentBeside } from './comment.ts';
import type { Lexicons, View } from './compile.ts';
import { newText } from './email/new-text.ts';
import { type Annotated, annotate } from './items.ts';
import { asksToStop, hasShoutedKeyword, keywordOf } from './keywords.ts';
import { type Labels, labelInside, labelTyped } from './labels.ts';
import { viewFor } from './language.ts';
import { isReaction } from './reactions.ts';
import { Kind, type Token, tokenize } from './tokens.ts';
import { findScore } from './verdict.ts';
import { Intent } from './word-book.ts';

const BARE_NUMBER = /^\d{1,2}$/;
/** "<3", ":3", "8-)": hearts and faces, not numbers. */
const FACES = /(?:^|\s)(?:<3+|[:;]['-]?[3o0]|8-[)(dp])(?=\s|$|[.,!?])/giu;

const EDGE_DIGITS = /^\d+|\d+$/g;
const ARROWS = /[-=]+>/g;

/** An address holds digits that nobody meant. */
const LINKS = /(?:https?:\/\/|www\.)\S+/gi;

/** Faces and arrows as one sign each, links as one word. Nothing moves: places in the text stay what they are. */
const plainSigns = (text: string): string =>
  text
    .replace(LINKS, (link) => 'link'.padEnd(link.length))
    .replace(FACES, (face) => ' ❤'.padEnd(face.length))
    .replace(ARROWS, (arrow) => '→'.padEnd(arrow.length));

/** An answer is looked for in the first characters of what was written; the words behind them stay comment. */
const LONGEST_ANSWER = 2_000;

interface Read {
  text: string;
  tokens: Token[];
  annotated: Annotated;
  view: View;
}

/** A number and nothing else, the most frequent answer, needs no words looked up. */
function bareScore(text: string, { scale }: ReadingContext): Reading | null {
  if (scale === null || !BARE_NUMBER.test(text) || (text.length === 2 && text !== '10')) return null;
  const score = Number(text);
  if (score < scale.min || score > scale.max) return null;
  return { kind: 'score', score, comment: null, correction: false };
}

/** What a reply is before it can be an answer: a machine's note, a reaction, a wish to be left alone. */
function beforeAnswer(reply: Read, body: string, labels: Labels, lexicons: Lexicons): Reading | null {
  const { text, tokens, annotated, view } = reply;
  if (isReaction(text, lexicons)) return { kind: 'comment', text };
  const keyword = keywordOf(text, tokens, view, lexicons);
  // "Yes" below "Was your problem solved?" answers that question; a wish to be left alone is never an answer.
  const isLabel = keyword === false && labelTyped(text, labels) !== null;
  if (keyword !== null && !isLabel) return { kind: keyword ? 'opt_out' : 'opt_in' };
  if (asksToStop(annotated, lexicons) || hasShoutedKeyword(tokens, view)) return { kind: 'opt_out' };
  return isAutoReply(body, tokens, annotated, lexicons) ? { kind: 'auto_reply' } : null;
}

const otherwise = ({ annotated, text }: Read): Reading => {
  const asks = annotated.intents.some(({ intent }) => (intent & Intent.REQUEST) !== 0);
  return { kind: asks ? 'request' : 'comment', text };
};

/** A label that was typed out, with its words of comment where it stands among others. */
function scoreByLabel(text: string, labels: Labels): Reading | null {
  const typed = labelTyped(text, labels);
  if (typed === null || !Number.isInteger(Number(typed))) return null;
  return { kind: 'score', score: Number(typed), comment: null, correction: false };
}

function readScale(reply: Read, context: ReadingContext, scale: { min: number; max: number }): Reading {
  const { text, annotated, view } = reply;
  const labels = context.labels ?? [];
  const byLabel = scoreByLabel(text, labels);
  if (byLabel !== null) return byLabel;
  const found = findScore(annotated.items, scale, view);
  if (found.kind === 'doubt') return { kind: 'ambiguous', text };
  if (found.kind === 'none') return isEmpty(reply) ? { kind: 'ambiguous', text } : otherwise(reply);
  const { score, correction, sight } = found;
  const comment = commentBeside(text, sight);
  const label = comment === null ? null : labelTyped(comment.replace(EDGE_DIGITS, ''), labels);
  if (label !== null && Number(label) !== score) return { kind: 'ambiguous', text };
  return { kind: 'score', score, comment: label === null ? comment : null, correction };
}

/** Nothing that could be passed on: no letter, no number, no emoji. "*****" and "..." are no comment. */
const isEmpty = ({ tokens }: Read): boolean =>
  !tokens.some(({ kind }) => kind === Kind.WORD || kind === Kind.NUMBER || kind === Kind.EMOJI);

function readChoice(reply: Read, labels: Labels): Reading {
  const { text, annotated, view } = reply;
  const typed = labelTyped(text, labels);
  if (typed !== null) return { kind: 'choice', value: String(typed), comment: null };
  const found = findScore(annotated.items, { min: 1, max: labels.length }, view);
  const chosen = found.kind === 'score' ? labels[found.score - 1] : undefined;
  if (found.kind === 'score' && chosen !== undefined) {
    return { kind: 'choice', value: String(chosen.value), comment: commentBeside(text, found.sight) };
  }
  const inside = labelInside(text, labels);
  if (inside !== null) return { kind: 'choice', value: String(inside), comment: text };
  return found.kind === 'doubt' ? { kind: 'ambiguous', text } : otherwise(reply);
}

/**
 * Reads one reply as a careful person would: a score only where there is no doubt, and every other word kept.
 * Pure; `text` is cut at `LONGEST_REPLY` characters. The policy stands in docs/replies.md.
 */
export function readReply(raw: string, context: ReadingContext, lexicons: Lexicons): Reading {
  const whole = clean(raw);
  const bare = bareScore(whole, context);
  if (bare !== null) return bare;
  const { body, text } = newText(whole, context.channel, lexicons);
  const tokens = tokenize(plainSigns(text.slice(0, LONGEST_ANSWER)));
  const view = viewFor(tokens, context.language, lexicons);
  const reply: Read = { text, tokens, annotated: annotate(tokens, view), view };
  const early = beforeAnswer(reply, body, context.labels ?? [], lexicons);
  if (early !== null) return early;
  if (context.kind === 'text') return otherwise(reply);
  if (context.kind === 'choice') return readChoice(reply, context.labels ?? []);
  if (context.scale === null) return otherwise(reply);
  return readScale(reply, context, context.scale);
}
