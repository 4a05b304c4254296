import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import type { PreviewBlock } from '../../src/model/preview.ts';
import type { Words } from '../../src/model/words.ts';
import { buttonRows } from './mail-html.ts';
import { viewOf } from './render.ts';

/** What admins may have changed is left out of the preview: it shows the message, not the frame of every mail. */
const NO_WORDS = new Proxy({} as Words, { get: () => '' });
const NO_LINKS = { rate: () => '', unsubscribe: '' };

/** The mail on a phone: buttons within it, the meanings of the numbers below them. */
export function preview(message: OutgoingMessage): PreviewBlock[] {
  const view = viewOf(message, NO_WORDS, NO_LINKS);
  const rows = buttonRows(view)
    .map((row) => row.map(({ label }) => label).filter((label) => label !== ''))
    .filter((row) => row.length > 0);
  const blocks: PreviewBlock[] = [{ type: 'text', text: view.text }];
  if (rows.length > 0) blocks.push({ type: 'buttons', rows, place: 'within', overflow: 'wrap' });
  const small = [...view.legend, ...view.hints].join('\n');
  if (small !== '') blocks.push({ type: 'text', text: small });
  return blocks;
}
