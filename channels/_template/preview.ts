import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import type { PreviewBlock } from '../../src/model/preview.ts';
import { renderMessage } from './render.ts';

/** From what is really sent, so that it cannot lie. */
export function preview(message: OutgoingMessage): PreviewBlock[] {
  const { text, buttons } = renderMessage(message);
  const rows = buttons.map(({ title }) => [title]);
  const below: PreviewBlock = { type: 'buttons', rows, place: 'below', overflow: 'cut' };
  return rows.length === 0 ? [{ type: 'text', text }] : [{ type: 'text', text }, below];
}
