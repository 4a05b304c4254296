import { type Inline, type MessageEvent, readInline, readRich } from './payload.ts';

/**
 * What the person typed. Rich text says it best: there emoji come with their code points, whereas the plain text has
 * names for them (":star:"), and links, mentions and three characters are encoded.
 */
export function wordsOf({ blocks = [], text = '' }: Pick<MessageEvent, 'blocks' | 'text'>): string {
  const rich = blocks.map(readRich).filter((block) => block?.type === 'rich_text');
  const typed = rich.flatMap((block) => block?.elements ?? []).map(part);
  return (typed.length > 0 ? typed.join('\n') : decoded(text)).slice(0, 20_000);
}

/** One paragraph, quote, list or piece of code. */
function part(raw: unknown): string {
  const { type, elements = [] } = readRich(raw) ?? { type: '' };
  if (type === 'rich_text_list') return elements.map(part).join('\n');
  return elements.map((element) => inline(readInline(element))).join('');
}

function inline(element: Inline | null): string {
  if (element === null) return '';
  const { type, text, url, unicode, name = '', user_id, channel_id, range } = element;
  if (type === 'emoji') return fromHex(unicode) ?? `:${name}:`;
  if (type === 'user') return `@${user_id ?? ''}`;
  if (type === 'channel') return `#${channel_id ?? ''}`;
  if (type === 'broadcast') return `@${range ?? ''}`;
  return text ?? url ?? '';
}

/** "1f44d-1f3fd" → 👍🏽 */
function fromHex(unicode: string | undefined): string | null {
  const points = unicode?.split('-').map((hex) => Number.parseInt(hex, 16)) ?? [];
  const valid = points.every((point) => point > 0 && point <= 0x10_ffff);
  return points.length > 0 && valid ? String.fromCodePoint(...points) : null;
}

/** Slack's encoding of links, mentions and the characters that it needs for them. */
const decoded = (text: string): string =>
  text
    .replace(/<([^<>|]{1,3000})(?:\|([^<>]{0,3000}))?>/g, (_, target: string, label?: string) =>
      /^[@#!]/.test(target) ? (label ?? target.replace('!', '@')) : target,
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
