// @ts-check
import { drawAnswers } from './answers.js';
import { ApiError, call, follow, keepSession, keptSession } from './api.js';
import { drawConversation } from './conversation.js';
import { byId, element } from './dom.js';
import { drawFaulty } from './faulty.js';
import { drawScores } from './scores.js';
import { drawSlack, wireSlack } from './slack.js';
import { drawTimeline } from './timeline.js';
import { noteNews, wireViews } from './views.js';
import { fill, WORDS } from './words.js';

/** @import { Session, State } from './api.js' */

/** @type {Session | null} */
let session = null;
/** @type {State | null} */
let state = null;
let stopFollowing = () => {};
/** Somebody chose on this page: from then on the choice is the page's, and a state that is a moment older keeps off. */
let choseHere = false;

const choosers = byId('choosers');
/** @param {string} name */
const chosen = (name) => String(new FormData(/** @type {HTMLFormElement} */ (choosers)).get(name));
const language = () => (chosen('language') === 'tr' ? 'tr' : 'en');
const words = () => WORDS[language()];

/** @param {string} name @param {string} value */
function choose(name, value) {
  const input = choosers.querySelector(`input[name="${name}"][value="${CSS.escape(value)}"]`);
  if (input instanceof HTMLInputElement) input.checked = true;
}

/** Puts the page's words in place; what depends on the state is drawn by `draw`. */
function label() {
  const said = words();
  const word = (/** @type {string | undefined} */ name) => String(said[/** @type {'open'} */ (name)] ?? '');
  document.documentElement.lang = language();
  document.title = `afterword: ${said.tagline}`;
  for (const node of document.querySelectorAll('[data-word]')) {
    if (node instanceof HTMLElement) node.textContent = word(node.dataset.word);
  }
  for (const node of document.querySelectorAll('[data-label]')) {
    if (node instanceof HTMLElement) node.setAttribute('aria-label', word(node.dataset.label));
  }
  for (const node of document.querySelectorAll('[data-placeholder]')) {
    if (node instanceof HTMLTextAreaElement) node.placeholder = word(node.dataset.placeholder);
  }
  const chat = byId('phone').querySelector('afterword-chat');
  chat?.setAttribute('lang', language());
  chat?.setAttribute('heading', said.chatHeading);
}

function draw() {
  if (state === null) return;
  drawFaulty(state, words());
  drawConversation(state, words(), language());
  drawTimeline(state, words(), language());
  drawScores(state, words(), language());
  drawAnswers(state, words(), language());
  drawSlack(state, words());
}

/** @param {State} next */
function receive(next) {
  const before = state;
  state = next;
  if (!choseHere) {
    choose('language', next.language);
    choose('metric', next.metric);
  }
  label();
  draw();
  if (before !== null) noteNews(before, next, words());
}

/** @param {unknown} error */
function tell(error) {
  const box = byId('trouble');
  box.hidden = error === null;
  if (!(error instanceof ApiError)) return;
  const said = words();
  const text = { offline: said.troubleOffline, server: said.troubleServer, refused: said.troubleRefused }[
    error.kind
  ];
  byId('trouble-text').textContent = fill(text, { code: error.code || error.status });
}

/** Shows the chat of the session's visitor in the phone: the same widget as any site embeds. */
function showChat() {
  const chat = element('afterword-chat', { token: session?.visitorToken ?? '', lang: language() });
  chat.setAttribute('heading', words().chatHeading);
  // The token is no longer good (another database, another secret): a new visitor begins.
  chat.addEventListener('afterword:refused', () => void begin());
  byId('phone').replaceChildren(chat);
}

/** @param {Session} given */
function enter(given) {
  session = given;
  keepSession(given);
  showChat();
  listen(given.session);
  if (choseHere) void sendChoices();
}

/** @param {string} id */
function listen(id) {
  stopFollowing();
  stopFollowing = follow(id, receive, (error) => {
    // A session that the server does not know is over; the demo goes on with a new one.
    if (error?.status === 404) void begin();
    else tell(error);
  });
}

let beginning = false;

/** A new session, tried until there is one. */
async function begin() {
  if (beginning) return;
  beginning = true;
  stopFollowing();
  const answer = await act('session', { language: language(), metric: chosen('metric') });
  beginning = false;
  if (answer === null) setTimeout(begin, 2_000);
  else enter(answer);
}

/** What the page does is done in order: a close right after a choice is a close with that choice. */
let doing = Promise.resolve();

/** @param {string} path @param {object} body @returns {Promise<any>} null when it did not work */
function act(path, body) {
  const done = doing.then(() => actNow(path, body));
  doing = done.then(() => undefined);
  return done;
}

/**
 * Something that the agent or the visitor of the page does; trouble is told and nothing is lost.
 * @param {string} path @param {object} body
 * @returns {Promise<any>} null when it did not work
 */
async function actNow(path, body) {
  try {
    const answer = await call(path, {
      ...(path === 'session' ? {} : { session: session?.session }),
      ...body,
    });
    tell(null);
    return answer;
  } catch (error) {
    tell(error);
    return null;
  }
}

const replyText = /** @type {HTMLTextAreaElement} */ (byId('reply-text'));
const reply = /** @type {HTMLFormElement} */ (byId('reply'));
reply.addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = replyText.value.trim();
  replyText.focus();
  if (text === '') return;
  replyText.value = '';
  // Given back when it was not taken, unless something new is being written.
  if ((await act('agent-message', { text })) === null && replyText.value === '') replyText.value = text;
});
replyText.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  reply.requestSubmit();
});

byId('close').addEventListener('click', async () => {
  // The button goes away with the close; whoever used the keyboard goes on in the reply.
  if ((await act('close', {})) !== null) replyText.focus();
});

const sendChoices = () => act('settings', { language: language(), metric: chosen('metric') });

choosers.addEventListener('change', () => {
  choseHere = true;
  label();
  draw();
  if (session !== null) void sendChoices();
});

const dialog = /** @type {HTMLDialogElement} */ (byId('reset-dialog'));
byId('reset').addEventListener('click', () => {
  dialog.returnValue = '';
  dialog.showModal();
});
dialog.addEventListener('close', async () => {
  if (dialog.returnValue !== 'reset') return;
  const answer = await act('reset', {});
  if (answer === null) return;
  // A reset gives a new visitor; a server that gives none has forgotten the session.
  if (answer.visitorToken) enter(answer);
  else await begin();
});

byId('retry').addEventListener('click', () => (session === null ? void begin() : listen(session.session)));

wireSlack(
  (action) => act('case', { action }),
  () => replyText.focus(),
);
wireViews();
choose('language', navigator.language.toLowerCase().startsWith('tr') ? 'tr' : 'en');
label();
const kept = keptSession();
if (kept?.session && kept.visitorToken) enter(kept);
else void begin();
