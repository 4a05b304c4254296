// @ts-check
import { byId, drawList, element } from './dom.js';
/** @import { State, Message } from './api.js' */
/** @import { Words } from './words.js' */

/**
 * The agent's view of the open conversation.
 * @param {State} state @param {Words} words @param {string} language
 */
export function drawConversation({ conversation, handovers }, words, language) {
  const closed = conversation.status === 'closed';
  const badge = byId('status');
  badge.textContent = closed ? words.closed : words.open;
  badge.className = `badge ${conversation.status}`;
  const close = byId('close');
  close.hidden = closed;
  // The first thing to do is to write; the close calls for a press once there is something to close.
  close.className = conversation.messages.length === 0 ? 'plain' : 'primary';

  const log = byId('messages');
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  const items = conversation.messages.map((message) => ({
    ...message,
    language,
    handed: message.from === 'customer' ? handedAs(message, handovers) : null,
  }));
  log.dataset.empty = words.conversationEmpty;
  // It scrolls, so the keyboard must reach it.
  log.tabIndex = 0;
  const before = log.childElementCount;
  drawList(
    log,
    items,
    ({ id }) => String(id),
    (item) => drawMessage(item, words),
  );
  if (atEnd || log.childElementCount > before) log.scrollTop = log.scrollHeight;
}

/** @param {Message & { handed: 'comment' | 'other' | null, language: string }} message @param {Words} words */
function drawMessage({ from, text, at, handed, language }, words) {
  const speaker = { customer: words.fromCustomer, agent: words.fromAgent, survey: words.fromSurvey }[from];
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
  return element(
    'div',
    { class: `message ${from}${handed ? ' handed' : ''}` },
    element('p', { class: 'by' }, element('b', {}, speaker), element('time', { datetime: at }, time)),
    element('p', { class: 'said', dir: 'auto' }, text),
    handed
      ? element('p', { class: 'mark' }, handed === 'comment' ? words.handedComment : words.handedOver)
      : null,
  );
}

/**
 * Whether this message was handed over, and as what. It is the same message when it says the same at the same time;
 * "5" may be an answer now and a house number later.
 * @param {Message} message @param {State['handovers']} handovers
 * @returns {'comment' | 'other' | null}
 */
function handedAs({ text, at }, handovers) {
  const near = (/** @type {string} */ other) => Math.abs(Date.parse(other) - Date.parse(at)) < 10_000;
  const found = handovers.find((one) => one.text.trim() === text.trim() && near(one.at));
  if (found === undefined) return null;
  return found.reason === 'comment' ? 'comment' : 'other';
}
