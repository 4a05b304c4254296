import type { Block } from './blocks.ts';

type Inline = Extract<
  Extract<Block, { type: 'rich_text' }>['elements'][number],
  { type: 'rich_text_section' }
>['elements'][number];

const EMOJI = /\p{RGI_Emoji}/v;
const PIECES = /(\p{RGI_Emoji})/v;
const NAMES: Readonly<Record<string, string>> = { '⭐': 'star', '👍': '+1', '🙂': 'slightly_smiling_face' };

/**
 * What a person typed, as Slack keeps it: emoji become names in the text, three characters are encoded, and only the
 * rich text holds the emoji themselves.
 */
export function asTyped(text: string): { text: string; blocks: Block[] } {
  const pieces = text.split(PIECES).filter((piece) => piece !== '');
  const elements = pieces.map((piece): Inline => {
    if (!EMOJI.test(piece)) return { type: 'text', text: piece };
    const unicode = [...piece].map((c) => (c.codePointAt(0) ?? 0).toString(16)).join('-');
    return { type: 'emoji', name: NAMES[piece] ?? 'emoji', unicode };
  });
  const plain = elements.map((e) =>
    e.type === 'emoji' ? `:${e.name}:` : e.type === 'text' ? encoded(e.text) : '',
  );
  const blocks: Block[] = [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
  return { text: plain.join(''), blocks };
}

const encoded = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
