import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import type { PreviewBlock } from '../../src/model/preview.ts';
import { renderMessage } from './render.ts';

/** WhatsApp draws a poll with its question above the options. */
export function preview(message: OutgoingMessage): PreviewBlock[] {
  const rendered = renderMessage(message);
  if (rendered.type === 'text') return [{ type: 'text', text: rendered.text }];
  return [
    { type: 'text', text: rendered.name },
    { type: 'poll', options: rendered.options },
  ];
}
