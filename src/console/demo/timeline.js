// @ts-check
import { byId, drawList, element } from './dom.js';
import { fill, named } from './words.js';

/** @import { Invitation, State, Transition } from './api.js' */
/** @import { Words } from './words.js' */

const TROUBLED = ['suppressed', 'cancelled', 'expired', 'failed', 'opted_out', 'handed_over'];

let ticking = 0;

/**
 * What became of the question, in the order in which it happened, with the reason where there is one.
 * @param {State} state @param {Words} words @param {string} language
 */
export function drawTimeline({ invitation, conversation }, words, language) {
  const box = byId('timeline');
  clearTimeout(ticking);
  const list = box.querySelector('ol') ?? element('ol', { class: 'timeline' });
  const hint = box.querySelector('.hint') ?? element('p', { class: 'hint' });
  box.replaceChildren(list, hint);
  box.classList.toggle('empty', invitation === null);
  hint.textContent = hintFor(invitation, conversation.status, words);
  const steps = invitation === null ? [] : stepsOf(invitation, words, language);
  drawList(/** @type {HTMLElement} */ (list), steps, ({ key }) => key, drawStep);
  say(steps.at(-1)?.label ?? '');
  if (invitation !== null) countDown(invitation, words);
}

/** @param {Invitation | null} invitation @param {string} status @param {Words} words */
function hintFor(invitation, status, words) {
  if (invitation === null) return status === 'open' ? words.surveyEmptyOpen : words.nextHint;
  if (['asked', 'delivered'].includes(invitation.state)) return words.answerHint;
  if (invitation.state === 'handed_over') return words.handedHint;
  if (isOver(invitation)) return status === 'open' ? words.surveyEmptyOpen : words.nextHint;
  return '';
}

/** @param {Invitation} invitation */
const isOver = ({ state, reason }) =>
  TROUBLED.includes(state) || (state === 'answered' && reason !== 'partial');

/** @param {Invitation} invitation @param {Words} words @param {string} language */
function stepsOf({ history }, words, language) {
  const begun = history[0] ? Date.parse(history[0].at) : 0;
  // "Sending" is worth a line only while it lasts.
  const seen = history.filter(({ state }, i) => state !== 'asking' || i === history.length - 1);
  return seen.map((transition, i) => ({
    key: `${i}-${transition.state}-${transition.reason ?? ''}`,
    state: transition.state,
    label: named(words.states, stateKey(transition)),
    reason: transition.reason === null ? '' : named(words.reasons, transition.reason),
    at: transition.at,
    after: i === 0 ? '' : elapsed(Date.parse(transition.at) - begun, language),
    now: i === seen.length - 1,
  }));
}

/** @param {Transition} transition */
const stateKey = ({ state, reason }) =>
  state === 'answered' && reason === 'partial' ? 'answered_partial' : state;

/** @param {number} ms @param {string} language */
function elapsed(ms, language) {
  const seconds = Math.max(0, ms) / 1000;
  const [value, unit] = seconds < 60 ? [seconds, 'second'] : [seconds / 60, 'minute'];
  const digits = seconds < 10 ? 1 : 0;
  const options = {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  };
  return `+${new Intl.NumberFormat(language, /** @type {Intl.NumberFormatOptions} */ (options)).format(value)}`;
}

/** @param {ReturnType<typeof stepsOf>[number]} step */
function drawStep({ state, label, reason, at, after, now }) {
  const kind = TROUBLED.includes(state) ? 'ended' : state === 'answered' ? 'good' : 'done';
  return element(
    'li',
    { class: `${kind}${now ? ' now' : ''}` },
    element('span', { class: 'step' }, label),
    after === '' ? null : element('time', { datetime: at }, after),
    reason === '' ? null : element('span', { class: 'reason' }, reason),
  );
}

/** Counts down to the question, in the last line. @param {Invitation} invitation @param {Words} words */
function countDown({ state, dueAt }, words) {
  const step = byId('timeline').querySelector('li.now .step');
  if (state !== 'planned' || dueAt === null || step === null) return;
  const tick = () => {
    const left = (Date.parse(dueAt) - Date.now()) / 1000;
    step.textContent = left > 0 ? fill(words.dueIn, { seconds: Math.ceil(left) }) : words.dueNow;
    if (left > 0) ticking = window.setTimeout(tick, 200);
  };
  tick();
}

/** Screen readers hear each state once, and not every second of the countdown. @param {string} label */
function say(label) {
  const said = byId('survey-said');
  if (said.textContent !== label) said.textContent = label;
}
