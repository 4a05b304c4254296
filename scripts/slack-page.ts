import type { Block } from '../test/fakes/slack/blocks.ts';
import type { World } from '../test/fakes/slack/world.ts';

/** Block Kit as a page that looks about as Slack draws it, for the pictures of the documentation. */

/** Not every machine has a font with emoji: those that the desk uses are drawn. */
const DOTS: Readonly<Record<string, string>> = {
  '🔴': '#d72b3f',
  '🟡': '#e8b23a',
  '🟢': '#2bac76',
  '⚪': '#c8c8c8',
};
const dot = (colour: string): string => `<i style="background:${colour}"></i>`;

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\n', '<br>')
    .replace(/[🔴🟡🟢⚪]/gu, (emoji) => dot(DOTS[emoji] ?? ''))
    .replace(/[⏱⏰✅]|⚠️/gu, '');

const STYLE = `
  * { box-sizing: border-box }
  body { margin: 0; background: #fff; font: 15px/1.46 "Noto Sans", "DejaVu Sans", sans-serif; color: #1d1c1d }
  .post { display: flex; gap: 10px; padding: 14px 18px; width: 720px }
  .face { width: 36px; height: 36px; border-radius: 7px; background: #1f3a5f; color: #fff; font-weight: 700;
    display: grid; place-items: center; flex: none }
  .who { font-weight: 700 } .app { font-size: 10px; background: #e8e8e8; padding: 1px 4px; border-radius: 3px;
    font-weight: 400; margin-left: 6px }
  .body { flex: 1; min-width: 0 } .body > * { margin: 4px 0 8px }
  h3 { font-size: 18px; margin: 6px 0 } q { display: block; border-left: 4px solid #ddd; padding-left: 12px; quotes: none;
    margin: 4px 0 }
  .context { color: #616061; font-size: 13px; display: flex; flex-wrap: wrap; gap: 4px 12px }
  .actions { display: flex; flex-wrap: wrap; gap: 8px }
  .button { border: 1px solid #bbb; border-radius: 4px; padding: 5px 12px; font-weight: 600; font-size: 13px }
  .primary { background: #007a5a; border-color: #007a5a; color: #fff }
  .select::after { content: " ▾"; color: #616061 }
  img { max-width: 100%; border-radius: 8px; border: 1px solid #ddd; display: block }
  hr { border: 0; border-top: 1px solid #ddd; width: 100% } .name { color: #1264a3; background: #e8f5fa; padding: 0 2px }
  i { display: inline-block; width: 13px; height: 13px; border-radius: 50%; vertical-align: -1px; margin-right: 2px }
  a { color: #1264a3; text-decoration: none }`;

export function slackPage(posts: readonly (readonly Block[])[], world: World): string {
  const drawn = posts.map(
    (blocks) => `<div class="post"><div class="face">a</div><div class="body">
      <div class="who">afterword<span class="app">APP</span></div>${blocks.map((block) => draw(block, world)).join('')}
    </div></div>`,
  );
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><main style="width:720px">${drawn.join('')}</main>`;
}

function draw(block: Block, world: World): string {
  switch (block.type) {
    case 'header':
      return `<h3>${escaped(block.text.text)}</h3>`;
    case 'divider':
      return '<hr>';
    case 'context':
      return `<div class="context">${block.elements
        .map((part) => (part.type === 'image' ? '' : `<span>${escaped(part.text)}</span>`))
        .join('')}</div>`;
    case 'actions':
      return `<div class="actions">${block.elements.map(control).join('')}</div>`;
    case 'image': {
      const data = world.files.get(block.slack_file?.id ?? '')?.data;
      return data == null ? '' : `<img alt="" src="data:image/png;base64,${data.toString('base64')}">`;
    }
    case 'rich_text':
      return `<div>${block.elements.map((element) => rich(element, world)).join('')}</div>`;
    default:
      return '';
  }
}

type Control = Extract<Block, { type: 'actions' }>['elements'][number];

function control(element: Control): string {
  if (element.type === 'button') {
    return `<span class="button ${element.style ?? ''}">${escaped(element.text.text)}</span>`;
  }
  const chosen = 'initial_option' in element ? element.initial_option?.text.text : undefined;
  return `<span class="button select">${escaped(chosen ?? '')}</span>`;
}

type Rich = Extract<Block, { type: 'rich_text' }>['elements'][number];

function rich(element: Rich, world: World): string {
  if (element.type === 'rich_text_list')
    return element.elements.map((item) => rich(item, world)).join('<br>');
  const inner = element.elements
    .map((part) => {
      if (part.type === 'user')
        return `<span class="name">@${escaped(world.user(part.user_id).real_name)}</span>`;
      if (part.type === 'link') return `<a>${escaped(part.text ?? part.url)}</a>`;
      if (part.type !== 'text') return '';
      return part.style?.bold ? `<b>${escaped(part.text)}</b>` : escaped(part.text);
    })
    .join('');
  return element.type === 'rich_text_quote' ? `<q>${inner}</q>` : `<span>${inner}</span>`;
}
