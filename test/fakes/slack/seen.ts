import { type Block, interactiveOf } from './blocks.ts';

/** Something that can be clicked in a message or a view, as a person sees it. */
export interface Control {
  type: 'button' | 'option';
  label: string;
  block_id: string;
  action_id: string;
  value: string;
  url?: string;
  /** The menu that an option is in: "static_select", "overflow", "radio_buttons", "checkboxes". */
  menu?: string;
}

/** Everything that can be read, labels of controls left aside, a paragraph a block. */
export const readable = (blocks: readonly Block[]): string =>
  blocks.map(wordsOf).filter(Boolean).join('\n\n');

/** Everything that can be clicked, in reading order. Slack makes up the ids that are left out. */
export const controls = (blocks: readonly Block[]): Control[] =>
  blocks.flatMap((block, place) =>
    interactiveOf(block).flatMap((element, at): Control[] => {
      const ids = {
        block_id: block.block_id ?? `b${place}`,
        action_id: element.action_id ?? `a${place}.${at}`,
      };
      if (element.type === 'users_select') return [];
      if (element.type === 'button') {
        const { text, value = '', url } = element;
        return [{ type: 'button', label: text.text, value, ...ids, ...(url !== undefined && { url }) }];
      }
      return element.options.map(({ text, value }) => ({
        type: 'option',
        label: text.text,
        value,
        menu: element.type,
        ...ids,
      }));
    }),
  );

function wordsOf(block: Block): string {
  switch (block.type) {
    case 'section':
      return [block.text, ...(block.fields ?? [])]
        .flatMap((text) => (text ? shownText(text) : []))
        .join('\n');
    case 'header':
      return block.text.text;
    case 'context':
      return block.elements.map((e) => (e.type === 'image' ? `[${e.alt_text}]` : shownText(e))).join('  ');
    case 'image':
      return [block.title?.text, `[${block.alt_text}]`].filter(Boolean).join('\n');
    case 'input':
      return `${block.label.text}:${block.hint ? ` (${block.hint.text})` : ''}`;
    case 'rich_text':
      return block.elements.map(richWords).join('\n');
    default:
      return '';
  }
}

type Rich = Extract<Block, { type: 'rich_text' }>['elements'][number];

function richWords(element: Rich): string {
  if (element.type === 'rich_text_list')
    return element.elements.map((item) => `• ${richWords(item)}`).join('\n');
  const words = element.elements.map((part) => {
    if (part.type === 'text') return part.text;
    if (part.type === 'link') return part.text ?? part.url;
    if (part.type === 'user') return `<@${part.user_id}>`;
    if (part.type === 'channel') return `<#${part.channel_id}>`;
    if (part.type === 'emoji') return `:${part.name}:`;
    return part.fallback ?? '';
  });
  return (element.type === 'rich_text_quote' ? '> ' : '') + words.join('');
}

/** mrkdwn as it is shown: the three entities that Slack knows are undone, markup stays visible. */
const shownText = ({ type, text }: { type: string; text: string }): string =>
  type === 'mrkdwn' ? unescaped(text) : text;

export const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
