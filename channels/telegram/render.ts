import type { InlineKeyboardMarkup } from 'grammy/types';
import type { Choice, OutgoingMessage } from '../../src/model/outgoing.ts';
import { shorten } from '../../src/model/shorten.ts';
import { capabilities } from './capabilities.ts';
import { keyboard } from './keyboard.ts';

/** What `sendMessage` and `editMessageText` are given besides the address. */
export interface TelegramMessage {
  text: string;
  link_preview_options: { is_disabled: true };
  /** Left out, an edit takes the buttons away. */
  reply_markup?: InlineKeyboardMarkup;
}

/** Longest explanation of one answer under the question: eleven of these leave the question most of the text. */
const LONGEST_LEGEND = 200;

/** One message in the Bot API's form. No `parse_mode`: the text is shown as it is and nothing needs escaping. */
export function renderMessage(message: OutgoingMessage): TelegramMessage {
  if (message.kind === 'answered') return plain(withTail(message.text, `✓ ${message.chosen}`));
  if (message.kind === 'text') {
    const name = message.author?.role === 'agent' ? message.author.name : undefined;
    return plain(shorten(name ? `${name}: ${message.text}` : message.text, capabilities.maxText));
  }
  const { text, choices, layout } = message;
  const question = plain(withTail(text, choices.map(legend).filter(Boolean).join('\n')));
  return choices.length === 0 ? question : { ...question, reply_markup: keyboard(choices, layout) };
}

const plain = (text: string): TelegramMessage => ({ text, link_preview_options: { is_disabled: true } });

/** What a button cannot say itself: what its number means, or its whole label where that was cut. */
function legend({ label, meaning }: Choice): string {
  const cut = label.length > capabilities.maxButtonLabel;
  const line = meaning === undefined || meaning === label ? label : `${label} – ${meaning}`;
  return meaning !== undefined || cut ? shorten(line, LONGEST_LEGEND) : '';
}

/** Text and tail as two paragraphs; where both do not fit, the text gives way. */
function withTail(text: string, tail: string): string {
  if (tail === '') return shorten(text, capabilities.maxText);
  const last = shorten(tail, capabilities.maxText - LONGEST_LEGEND);
  return `${shorten(text, capabilities.maxText - last.length - 2)}\n\n${last}`;
}
