import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import type { PreviewBlock } from '../../src/model/preview.ts';
import { renderMessage } from './render.ts';

/** Telegram draws the keyboard below the bubble, one line a button, and cuts what does not fit. */
export function preview(message: OutgoingMessage): PreviewBlock[] {
  const { text, reply_markup: keyboard } = renderMessage(message);
  const rows = keyboard?.inline_keyboard.map((row) => row.map((button) => button.text)) ?? [];
  const buttons: PreviewBlock = { type: 'buttons', rows, place: 'below', overflow: 'cut' };
  return rows.length === 0 ? [{ type: 'text', text }] : [{ type: 'text', text }, buttons];
}
