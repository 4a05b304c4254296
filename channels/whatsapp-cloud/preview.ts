import { chooseRung } from '../../src/model/ladder.ts';
import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import type { PreviewBlock } from '../../src/model/preview.ts';
import { capabilities } from './capabilities.ts';
import { renderMessage } from './render.ts';

/** As within the 24 hours; WhatsApp draws reply buttons below the bubble, one a line, and a list behind its button. */
export function preview(message: OutgoingMessage): PreviewBlock[] {
  const rendered = renderMessage(message, chooseRung(message, capabilities)?.rung ?? 'plain');
  if (rendered.type === 'text') return [{ type: 'text', text: rendered.text.body }];
  const { interactive } = rendered;
  const text: PreviewBlock = { type: 'text', text: interactive.body.text };
  if (interactive.type === 'button') {
    const rows = interactive.action.buttons.map(({ reply }) => [reply.title]);
    return [text, { type: 'buttons', rows, place: 'below', overflow: 'cut' }];
  }
  if (interactive.type === 'flow') return [text];
  const rows = interactive.action.sections.flatMap((section) => section.rows);
  const shown = rows.map(({ title, description }) => ({
    title,
    ...(description !== undefined && { description }),
  }));
  return [text, { type: 'list', button: interactive.action.button, rows: shown }];
}
