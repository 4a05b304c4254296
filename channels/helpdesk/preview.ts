import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import type { PreviewBlock } from '../../src/model/preview.ts';
import { render } from './render.ts';

/** As Chatwoot draws it on its own page: one answer a row, within the bubble. */
export function preview(message: OutgoingMessage): PreviewBlock[] {
  const { text, items } = render(message, true);
  if (items.length === 0) return [{ type: 'text', text }];
  const rows = items.map(({ title }) => [title]);
  return [
    { type: 'text', text },
    { type: 'buttons', rows, place: 'within', overflow: 'wrap' },
  ];
}
