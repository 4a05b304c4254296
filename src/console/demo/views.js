// @ts-check
import { byId } from './dom.js';
import { fill } from './words.js';

/** @import { State } from './api.js' */
/** @import { Words } from './words.js' */

/** What each view shows of the state: a change of it is news to whoever looks at another view. */
const SHOWS = {
  customer: (/** @type {State} */ { conversation: { messages } }) =>
    messages.filter(({ from }) => from !== 'customer').length,
  agent: (/** @type {State} */ { conversation: { messages }, invitation, slack }) => [
    messages.filter(({ from }) => from === 'customer').length,
    invitation?.history.length,
    slack,
  ],
  scores: (/** @type {State} */ { answers }) => answers.map(({ score, comment }) => [score, comment]),
};

const buttons = () => [...byId('views').querySelectorAll('button')];

/** On a phone, one of the three parts is shown at a time. */
export function wireViews() {
  for (const button of buttons()) button.addEventListener('click', () => show(button));
}

/** @param {HTMLButtonElement} chosen */
function show(chosen) {
  document.body.dataset.view = chosen.dataset.show ?? '';
  delete chosen.dataset.news;
  chosen.removeAttribute('aria-label');
  for (const button of buttons()) button.setAttribute('aria-pressed', String(button === chosen));
  // A list that is not shown cannot be scrolled: it is brought to its end now.
  const log = byId('messages');
  log.scrollTop = log.scrollHeight;
}

/**
 * Marks the views that are not shown and have something new.
 * @param {State} before @param {State} after @param {Words} words
 */
export function noteNews(before, after, words) {
  for (const button of buttons()) {
    const view = /** @type {keyof typeof SHOWS} */ (button.dataset.show);
    const same = JSON.stringify(SHOWS[view](before)) === JSON.stringify(SHOWS[view](after));
    if (same || document.body.dataset.view === view) continue;
    button.dataset.news = '';
    button.setAttribute('aria-label', fill(words.news, { view: button.textContent ?? '' }));
  }
}
