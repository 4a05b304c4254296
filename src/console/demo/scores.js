// @ts-check
import { byId, drawList, element, styled } from './dom.js';
import { fill } from './words.js';

/** @import { Figure, Metric, State } from './api.js' */
/** @import { Words } from './words.js' */

/** The scale of the figure, and which answers count as good and bad (those of the ready-made templates). */
const METRICS = {
  csat: { low: 0, high: 100, points: [1, 5], good: 4, bad: 2 },
  ces: { low: 1, high: 5, points: [1, 5], good: 4, bad: 2 },
  nps: { low: -100, high: 100, points: [0, 10], good: 9, bad: 6 },
};

/** @type {readonly Metric[]} */
const ORDER = ['csat', 'ces', 'nps'];

/** @param {State} state @param {Words} words @param {string} language */
export function drawScores({ figures, metric }, words, language) {
  const tiles = ORDER.map((name) => ({ name, figure: figures[name], active: name === metric, language }));
  drawList(
    byId('tiles'),
    tiles,
    ({ name }) => name,
    (tile) => drawTile(tile, words),
  );
}

/**
 * @param {{ name: Metric, figure: Figure, active: boolean, language: string }} tile
 * @param {Words} words
 */
function drawTile({ name, figure, active, language }, words) {
  const means = { csat: words.csatMeans, ces: words.cesMeans, nps: words.npsMeans }[name];
  const none = figure.n === 0 || figure.value === null;
  return element(
    'article',
    { class: `card tile${active ? ' active' : ''}`, 'aria-labelledby': `tile-${name}` },
    element('h3', { id: `tile-${name}` }, name.toUpperCase()),
    element('p', { class: 'means' }, means),
    element(
      'p',
      { class: `value${none ? ' none' : ''}` },
      figureText(name, none ? null : figure.value, language),
    ),
    element('p', { class: 'certainty' }, ...certainty(name, figure, words, language)),
    drawRange(name, figure),
    drawHistogram(name, figure, words, language),
    drawFunnel(figure, words, language),
  );
}

/**
 * A figure as people write it: CSAT in percent, CES with one decimal, NPS with its sign; "–" when there is none.
 * @param {Metric} name @param {number | null} value @param {string} language
 */
export function figureText(name, value, language) {
  if (value === null || !Number.isFinite(value)) return '–';
  const number = (/** @type {Intl.NumberFormatOptions} */ options, /** @type {number} */ of) =>
    new Intl.NumberFormat(language, options).format(of).replace('-', '−');
  if (name === 'csat') return number({ style: 'percent' }, value / 100);
  if (name === 'ces') return number({ minimumFractionDigits: 1, maximumFractionDigits: 1 }, value);
  return number({ maximumFractionDigits: 0, signDisplay: 'exceptZero' }, value);
}

/** @param {Metric} name @param {Figure} figure @param {Words} words @param {string} language */
function certainty(name, { n, interval }, words, language) {
  if (n === 0) return [words.noAnswers];
  const count = element('span', {}, fill(words.answerCount, { n: n.toLocaleString(language) }));
  if (interval === null) return [count];
  const share = interval.confidence > 1 ? interval.confidence / 100 : interval.confidence;
  const text = fill(words.interval, {
    confidence: new Intl.NumberFormat(language, { style: 'percent' }).format(share),
    low: bound(name, interval.low, language),
    high: bound(name, interval.high, language),
  });
  return [count, element('span', {}, text)];
}

/** @param {Metric} name @param {number} value @param {string} language */
const bound = (name, value, language) =>
  new Intl.NumberFormat(language, { maximumFractionDigits: name === 'ces' ? 1 : 0 })
    .format(value)
    .replace('-', '−');

/** Where the figure lies on its scale, and how sure it is. The text above says the same. @param {Metric} name @param {Figure} figure */
function drawRange(name, { n, value, interval }) {
  const { low, high } = METRICS[name];
  const place = (/** @type {number} */ x) =>
    `${Math.min(100, Math.max(0, ((x - low) / (high - low)) * 100))}%`;
  const track = element('div', { class: 'track' });
  if (n > 0 && interval !== null) {
    track.append(
      styled(element('div', { class: 'band' }), {
        '--from': place(interval.low),
        '--to': place(interval.high),
      }),
    );
  }
  if (n > 0 && value !== null)
    track.append(styled(element('div', { class: 'point' }), { '--at': place(value) }));
  const ends = [low, high].map((end) => element('span', {}, String(end).replace('-', '−')));
  return element(
    'div',
    { class: 'range', 'aria-hidden': 'true' },
    track,
    element('div', { class: 'ends' }, ...ends),
  );
}

/** @param {Metric} name @param {Figure} figure @param {Words} words @param {string} language */
function drawHistogram(name, { histogram }, words, language) {
  const {
    points: [min = 0, max = 0],
    good,
    bad,
  } = METRICS[name];
  const scores = Array.from({ length: max - min + 1 }, (_, i) => min + i);
  const most = Math.max(1, ...scores.map((score) => histogram[score] ?? 0));
  const bars = scores.map((score) => {
    const count = histogram[score] ?? 0;
    const kind = count === 0 ? 'nobody' : score >= good ? 'good' : score <= bad ? 'bad' : 'middling';
    const bar = styled(element('span', { class: 'bar' }), { '--share': String(count / most) });
    const says = fill(words.barSays, { score, count: count.toLocaleString(language) });
    return element(
      'li',
      { class: kind },
      element('span', { class: 'unseen' }, says),
      element(
        'span',
        { class: 'count', 'aria-hidden': 'true' },
        count > 0 ? count.toLocaleString(language) : '',
      ),
      bar,
      element('span', { class: 'at', 'aria-hidden': 'true' }, String(score)),
    );
  });
  return element('ul', { class: 'histogram', 'aria-label': words.histogram }, ...bars);
}

/** @param {Figure} figure @param {Words} words @param {string} language */
function drawFunnel({ funnel }, words, language) {
  const stages = /** @type {const} */ (['sent', 'delivered', 'answered']);
  const pairs = stages.map((stage) =>
    element(
      'div',
      {},
      element('dt', {}, words[stage]),
      element('dd', {}, (funnel[stage] ?? 0).toLocaleString(language)),
    ),
  );
  return element('dl', { class: 'funnel' }, ...pairs);
}
