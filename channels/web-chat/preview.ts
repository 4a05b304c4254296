import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import type { PreviewBlock } from '../../src/model/preview.ts';
import type { Bubble } from './entries.ts';
import { render } from './render.ts';

type Question = Extract<Bubble, { type: 'question' }>;

/** The bubble as `widget/widget.css` lays it out on a phone: buttons within it, long labels on more lines. */
export function preview(message: OutgoingMessage): PreviewBlock[] {
  const bubble = render(message);
  const text: PreviewBlock = { type: 'text', text: bubble.text };
  if (bubble.type === 'answered') return [text, { type: 'chosen', text: bubble.chosen }];
  if (bubble.type !== 'question' || bubble.choices.length === 0) return [text];
  return [text, buttons(bubble), ...ends(bubble)];
}

function buttons({ layout, choices }: Question): PreviewBlock {
  const perRow = layout === 'scale' ? scaleColumns(choices.length) : 1;
  const rows = Array.from({ length: Math.ceil(choices.length / perRow) }, (_, row) =>
    Array.from({ length: perRow }, (_, column) => choices[row * perRow + column]?.label ?? ''),
  );
  return { type: 'buttons', rows, place: 'within', overflow: 'wrap' };
}

/** Columns of a scale with so many answers on a phone; a test holds this against the stylesheet. */
export function scaleColumns(count: number): number {
  if (count === 6 || count === 11 || count === 12) return 6;
  return count === 7 || (count >= 2 && count <= 4) ? count : 5;
}

/** What the first and the last button mean, as the widget writes it under them. */
function ends({ layout, choices }: Question): PreviewBlock[] {
  const meanings = [choices[0], choices.at(-1)].map((choice) =>
    choice?.meaning === undefined ? '' : `${choice.label} = ${choice.meaning}`,
  );
  const told = layout === 'scale' && meanings.some((meaning) => meaning !== '');
  return told ? [{ type: 'footnote', parts: meanings }] : [];
}
