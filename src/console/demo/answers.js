// @ts-check
import { byId, drawList, element } from './dom.js';
import { named } from './words.js';

/** @import { Answer, State } from './api.js' */
/** @import { Words } from './words.js' */

const SHOWN = 8;
const GOOD = { csat: 4, ces: 4, nps: 9 };
const BAD = { csat: 2, ces: 2, nps: 6 };

/** @param {State} state @param {Words} words @param {string} language */
export function drawAnswers({ answers }, words, language) {
  const box = byId('answers');
  if (answers.length === 0) {
    box.replaceChildren(element('p', { class: 'hint' }, words.answersEmpty));
    return;
  }
  const latest = [...answers].sort((a, b) => b.at.localeCompare(a.at)).slice(0, SHOWN);
  const table = box.querySelector('table') ?? box.appendChild(element('table', {}));
  if (box.children.length > 1) box.replaceChildren(table);
  const heads = ['score', 'comment', 'channel', 'time'].map((column) =>
    element('th', { scope: 'col' }, words[/** @type {'score'} */ (column)]),
  );
  const body = table.querySelector('tbody') ?? element('tbody');
  table.replaceChildren(element('thead', {}, element('tr', {}, ...heads)), body);
  const rows = latest.map((answer) => ({ ...answer, page: language }));
  drawList(
    /** @type {HTMLElement} */ (body),
    rows,
    ({ at, metric, score }) => `${at}-${metric}-${score}`,
    (row) => drawRow(row, words),
  );
}

/** @param {Answer & { page: string }} answer @param {Words} words */
function drawRow({ at, metric, score, comment, language, channel = 'web-chat', page }, words) {
  const kind = score >= GOOD[metric] ? 'good' : score <= BAD[metric] ? 'bad' : 'middling';
  const time = new Intl.DateTimeFormat(page, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
  return element(
    'tr',
    {},
    element(
      'td',
      { class: 'given' },
      element('span', { class: `score ${kind}` }, String(score)),
      element('span', { class: 'of' }, metric.toUpperCase()),
    ),
    comment
      ? element('td', { class: 'comment', lang: language, dir: 'auto' }, comment)
      : element('td', { class: 'comment none' }, words.noComment),
    element('td', { class: 'where' }, named(words.channels, channel)),
    element('td', { class: 'when' }, element('time', { datetime: at }, time)),
  );
}
