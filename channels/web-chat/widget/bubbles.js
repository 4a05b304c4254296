// @ts-check
/** @import { Bubble, Question, Choice } from './thread.js' */
/** @import { Words } from './words.js' */

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} children strings become text nodes: nothing a person wrote is ever read as markup
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/**
 * @param {Bubble} bubble
 * @param {object} around
 * @param {Words} around.words
 * @param {string} around.language of the widget, for the clock
 * @param {(bubble: Bubble, choice: Choice) => void} around.choose
 */
export function drawBubble(bubble, { words, language, choose }) {
  const { body } = bubble;
  const speaker = body.type === 'message' && body.name ? body.name : words[nameOf(body.from)];
  const text = element('p', { class: 'text', dir: 'auto' }, body.text);
  if (body.language) text.setAttribute('lang', body.language);
  const parts = [element('span', { class: 'speaker', dir: 'auto' }, speaker), text];
  if (body.type === 'answered') parts.push(drawChosen(body.chosen));
  if (body.type === 'question') parts.push(...drawChoices(bubble, body, choose));
  const card = element('div', { class: 'card' }, ...parts);
  const time = element('time', { datetime: bubble.at }, clock(bubble.at, language));
  return element(
    'div',
    { class: `bubble ${body.from} ${body.type}`, 'data-id': String(bubble.id) },
    card,
    time,
  );
}

/** @param {'customer' | 'agent' | 'survey'} from @returns {'you' | 'agent' | 'survey'} */
const nameOf = (from) => (from === 'customer' ? 'you' : from);

/**
 * A message that the server has not taken yet.
 * @param {string} text
 * @param {string} clientId
 * @param {Words} words
 */
export function drawPending(text, clientId, words) {
  const card = element(
    'div',
    { class: 'card' },
    element('span', { class: 'speaker' }, words.you),
    element('p', { class: 'text', dir: 'auto' }, text),
  );
  const attributes = { class: 'bubble customer message pending', 'data-client-id': clientId };
  return element('div', attributes, card, element('span', { class: 'sending' }, words.sending));
}

/** @param {string} chosen */
const drawChosen = (chosen) => element('p', { class: 'chosen', dir: 'auto' }, chosen);

/**
 * @param {Bubble} bubble
 * @param {Question} question
 * @param {(bubble: Bubble, choice: Choice) => void} choose
 */
function drawChoices(bubble, question, choose) {
  if (question.choices.length === 0) return [];
  const buttons = question.choices.map((choice) => {
    const button = element('button', { type: 'button', dir: 'auto' }, choice.label);
    if (choice.meaning) button.setAttribute('aria-label', `${choice.label}, ${choice.meaning}`);
    button.addEventListener('click', () => {
      if (button.closest('[aria-busy]')) return;
      button.setAttribute('aria-pressed', 'true');
      group.setAttribute('aria-busy', 'true');
      choose(bubble, choice);
    });
    return button;
  });
  const attributes = { class: `choices ${question.layout}`, role: 'group', 'aria-label': question.text };
  const group = element('div', { ...attributes, 'data-count': String(buttons.length) }, ...buttons);
  group.addEventListener('keydown', (event) => moveFocus(event, buttons));
  return [group, ...drawEnds(question)];
}

/**
 * What the ends of a scale mean, under its first and last button.
 * @param {Question} question
 */
function drawEnds({ layout, choices, language }) {
  const first = choices[0];
  const last = choices.at(-1);
  if (layout !== 'scale' || !first || !last || (!first.meaning && !last.meaning)) return [];
  // The buttons' own names say it already.
  const ends = element('div', { class: 'ends', 'aria-hidden': 'true', lang: language });
  for (const { label, meaning } of [first, last]) {
    ends.append(element('span', { dir: 'auto' }, meaning ? `${label} = ${meaning}` : ''));
  }
  return [ends];
}

/** @param {KeyboardEvent} event @param {HTMLElement[]} buttons */
function moveFocus(event, buttons) {
  const target = /** @type {HTMLElement} */ (event.target);
  // The row's direction: a button's own follows its label, and a number has none.
  const row = target.parentElement ?? target;
  const toStart = getComputedStyle(row).direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
  const toEnd = toStart === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
  const at = buttons.indexOf(target);
  const next = {
    Home: 0,
    End: buttons.length - 1,
    [toStart]: at - 1,
    ArrowUp: at - 1,
    [toEnd]: at + 1,
    ArrowDown: at + 1,
  };
  const to = next[event.key];
  if (to === undefined) return;
  event.preventDefault();
  buttons[Math.max(0, Math.min(to, buttons.length - 1))]?.focus();
}

/**
 * The time of day; with the date, when it was not today.
 * @param {string} at
 * @param {string} language
 */
function clock(at, language) {
  const when = new Date(at);
  const today = when.toDateString() === new Date().toDateString();
  const date = today ? {} : /** @type {const} */ ({ day: 'numeric', month: 'short' });
  return new Intl.DateTimeFormat(language, { ...date, hour: '2-digit', minute: '2-digit' }).format(when);
}
