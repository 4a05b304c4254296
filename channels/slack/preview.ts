import type { KnownBlock } from '@slack/types';
import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import type { PreviewBlock } from '../../src/model/preview.ts';
import { renderMessage } from './render.ts';

/** How many digits a phone shows beside each other; words have a row to themselves. */
const DIGITS_A_ROW = 6;

/** Slack draws buttons within the message, wraps them where the line ends and cuts labels that are too wide. */
export const preview = (message: OutgoingMessage): PreviewBlock[] =>
  renderMessage(message).blocks.flatMap(drawn);

function drawn(block: KnownBlock): PreviewBlock[] {
  if (block.type === 'rich_text') return [{ type: 'text', text: textOf(block) }];
  if (block.type === 'context') {
    return block.elements.flatMap((part) =>
      part.type === 'plain_text' ? [{ type: 'chosen', text: part.text }] : [],
    );
  }
  if (block.type !== 'actions') return [];
  const [first] = block.elements;
  if (first?.type === 'static_select') {
    const rows = (first.options ?? []).map(({ text }) => ({ title: text.text }));
    return [{ type: 'list', button: '…', rows }];
  }
  const labels = block.elements.flatMap((part) => (part.type === 'button' ? [part.text.text] : []));
  return [{ type: 'buttons', rows: inRows(labels), place: 'within', overflow: 'cut' }];
}

/** Our own rich text has sections of texts and links only. */
const textOf = ({ elements }: Extract<KnownBlock, { type: 'rich_text' }>): string =>
  elements
    .flatMap((section) => (section.type === 'rich_text_section' ? section.elements : []))
    .map((part) => (part.type === 'text' ? part.text : part.type === 'link' ? part.url : ''))
    .join('');

function inRows(labels: readonly string[]): string[][] {
  const perRow = labels.every((label) => label.length <= 3) ? DIGITS_A_ROW : 1;
  const rows = Math.ceil(labels.length / perRow);
  return Array.from({ length: rows }, (_, row) => labels.slice(row * perRow, (row + 1) * perRow));
}
