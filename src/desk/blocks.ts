import type { KnownBlock, RichTextBlock, RichTextElement } from '@slack/types';
import { shorten } from '../model/shorten.ts';

/** Block Kit in the few forms that the desk uses. Words of others only ever go into rich text or plain text, which have
 * no markup: mentions, links and backticks in them stay what they are. */

export const text = (words: string): RichTextElement => ({ type: 'text', text: words });
export const bold = (words: string): RichTextElement => ({
  type: 'text',
  text: words,
  style: { bold: true },
});
export const link = (url: string, label: string): RichTextElement => ({ type: 'link', url, text: label });
export const mention = (user: string): RichTextElement => ({ type: 'user', user_id: user });

/** One paragraph a line; a quoted line stands apart. */
export interface Line {
  quoted?: boolean;
  parts: readonly RichTextElement[];
}

export function lines(all: readonly Line[]): RichTextBlock {
  const shown = all.filter(({ parts }) => parts.length > 0);
  const elements = shown.map(({ quoted, parts }, place) => {
    if (quoted) return { type: 'rich_text_quote' as const, elements: [...parts] };
    // Paragraphs of rich text stand without a break between them, beside a quotation they have one.
    const breaks = place > 0 && !shown[place - 1]?.quoted;
    return { type: 'rich_text_section' as const, elements: breaks ? [text('\n'), ...parts] : [...parts] };
  });
  return { type: 'rich_text', elements };
}

export const header = (words: string): KnownBlock => ({
  type: 'header',
  text: { type: 'plain_text', text: shorten(words, 150), emoji: true },
});

export const smallPrint = (parts: readonly string[]): KnownBlock[] => {
  const shown = parts.filter((part) => part !== '').slice(0, 10);
  if (shown.length === 0) return [];
  const elements = shown.map((part) => ({
    type: 'plain_text' as const,
    text: shorten(part, 300),
    emoji: true,
  }));
  return [{ type: 'context', elements }];
};

export const divider: KnownBlock = { type: 'divider' };

export interface ButtonOptions {
  id: string;
  label: string;
  value: string;
  style?: 'primary' | 'danger';
}

export const buttons = (all: readonly ButtonOptions[]): KnownBlock => ({
  type: 'actions',
  elements: all.map(({ id, label, value, style }) => ({
    type: 'button',
    action_id: id,
    text: { type: 'plain_text', text: shorten(label, 75), emoji: true },
    value,
    ...(style && { style }),
  })),
});

/** For notifications, whose text is markup. */
export const notification = (words: string): string =>
  shorten(words, 300).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
