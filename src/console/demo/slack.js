// @ts-check
import { byId, drawList, element } from './dom.js';

/** @import { SlackBlock, SlackPart, SlackPost, State } from './api.js' */
/** @import { Words } from './words.js' */

const PLACES = /** @type {const} */ (['scores', 'alerts']);

/**
 * What the desk posts in Slack, drawn from the same blocks.
 * @param {State} state @param {Words} words
 */
export function drawSlack({ slack }, words) {
  for (const place of PLACES) {
    const list = byId(`slack-${place}`);
    list.dataset.empty = { scores: words.slackScoresEmpty, alerts: words.slackAlertsEmpty }[place];
    const posts = slack
      .filter((post) => post.place === place)
      .map((post) => ({ ...post, you: words.fromAgent }));
    drawList(
      list,
      posts,
      () => place,
      (post) => drawPost(post),
    );
  }
}

/** @param {SlackPost & { you: string }} post */
function drawPost({ blocks, you }) {
  const body = element('div', { class: 'slack-body' }, ...blocks.flatMap((block) => drawBlock(block, you)));
  return element(
    'article',
    { class: 'slack-post', tabindex: '-1' },
    element('img', { src: 'mark.svg', alt: '', width: '32', height: '32' }),
    body,
  );
}

/** @param {SlackBlock} block @param {string} you @returns {HTMLElement[]} */
function drawBlock(block, you) {
  if (block.type === 'header') return [element('p', { class: 'slack-title' }, block.text.text)];
  if (block.type === 'context') {
    const said = block.elements.map(({ text }) => element('span', {}, text));
    return [element('p', { class: 'slack-small' }, ...said)];
  }
  if (block.type === 'actions') {
    const buttons = block.elements.map(({ action_id, style, text }) =>
      element(
        'button',
        { type: 'button', class: style === 'primary' ? 'primary' : 'plain', 'data-act': action_id },
        text.text,
      ),
    );
    return [element('div', { class: 'slack-buttons' }, ...buttons)];
  }
  if (block.type !== 'rich_text') return [];
  return block.elements.map(({ type, elements }) =>
    element(
      type === 'rich_text_quote' ? 'blockquote' : 'p',
      { dir: 'auto' },
      ...elements.map((part) => drawPart(part, you)),
    ),
  );
}

/** @param {SlackPart} part @param {string} you */
function drawPart(part, you) {
  if (part.type === 'user') return element('b', { class: 'slack-person' }, `@${you}`);
  // The break between two paragraphs is the page's own.
  const text = part.text.replace(/^\n/, '');
  const [sign = ''] = text.split(' ');
  const drawn = Object.hasOwn(SIGNS, sign) ? element('i', { class: `sign ${SIGNS[sign]}` }) : null;
  const shown = element(part.style?.bold ? 'b' : 'span', {}, drawn === null ? text : text.slice(sign.length));
  drawn?.append(element('span', { class: 'unseen' }, sign));
  if (drawn !== null) shown.prepend(drawn);
  return shown;
}

/** The signs that open a line are drawn: not every computer has coloured ones in its fonts. @type {Record<string, string>} */
const SIGNS = {
  '🟢': 'good',
  '🟡': 'middling',
  '🔴': 'bad',
  '⚪': 'nobody',
  '✅': 'good tick',
  '⚠️': 'bad',
  '⏱': 'clock',
  '⏰': 'clock late',
};

const STEPS = { desk_claim: 'claim', desk_resolve: 'resolve', desk_not_ours: 'not_ours' };

/**
 * The buttons do here what they do in Slack, without its dialogs.
 * @param {(action: string) => Promise<unknown>} act @param {() => void} reply
 */
export function wireSlack(act, reply) {
  byId('slack').addEventListener('click', async ({ target }) => {
    const id = target instanceof Element ? target.closest('button')?.dataset.act : undefined;
    if (id === undefined) return;
    if (id === 'desk_reply') return reply();
    // The message is drawn anew and the button with it: whoever used the keyboard goes on in the message.
    /** @type {HTMLElement | null} */ (byId('slack-alerts').firstElementChild)?.focus();
    await act(STEPS[/** @type {'desk_claim'} */ (id)]);
  });
}
