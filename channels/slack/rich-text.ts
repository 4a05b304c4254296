import type { RichTextBlock, RichTextElement } from '@slack/types';

/** Only what cannot be anything else; trailing punctuation belongs to the sentence. */
const LINK = /https?:\/\/[^\s<>"]{1,2000}[^\s<>".,;:!?)\]}'’]/g;

/** Plain text as a rich text block: shown as it is, with its links alive. */
export function richText(text: string): RichTextBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: pieces(text) }] };
}

function pieces(text: string): RichTextElement[] {
  const found: RichTextElement[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const [url] = match;
    if (match.index > from) found.push({ type: 'text', text: text.slice(from, match.index) });
    found.push({ type: 'link', url });
    from = match.index + url.length;
  }
  if (from < text.length) found.push({ type: 'text', text: text.slice(from) });
  return found;
}
