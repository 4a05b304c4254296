import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import type { Choice } from '../../src/model/outgoing.ts';
import { shorten } from '../../src/model/shorten.ts';
import { capabilities } from './capabilities.ts';

/** Telegram allows eight buttons in a row; with more than seven the digits no longer fit a small phone. */
const MOST_IN_A_ROW = 7;

/** Longest label that still shares a row: "10" and "10+" do, a word does not. */
const SHORT_LABEL = 3;

/** The scale in rows (1–7 on one, 0–10 as 6 and 5), whole words one a row; the order is kept. */
export function keyboard(
  choices: readonly Choice[],
  layout: 'scale' | 'choice' | 'text',
): InlineKeyboardMarkup {
  if (layout !== 'scale') return { inline_keyboard: choices.map((choice) => [button(choice)]) };
  const rows: InlineKeyboardButton[][] = [];
  let digits: Choice[] = [];
  const flush = () => {
    rows.push(...inRows(digits));
    digits = [];
  };
  for (const choice of choices) {
    if (choice.label.length <= SHORT_LABEL) {
      digits.push(choice);
      continue;
    }
    flush();
    rows.push([button(choice)]);
  }
  flush();
  return { inline_keyboard: rows };
}

function inRows(choices: readonly Choice[]): InlineKeyboardButton[][] {
  const rows = Math.ceil(choices.length / MOST_IN_A_ROW);
  const perRow = Math.ceil(choices.length / rows);
  return Array.from({ length: rows }, (_, row) =>
    choices.slice(row * perRow, (row + 1) * perRow).map(button),
  );
}

const button = ({ label, token }: Choice): InlineKeyboardButton => ({
  text: shorten(label, capabilities.maxButtonLabel),
  callback_data: token,
});
