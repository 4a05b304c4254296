// @ts-check
import { drawBubble, drawPending } from './bubbles.js';
import { openStream } from './connection.js';
import { createOutbox } from './outbox.js';
import { buildParts } from './parts.js';
import { createThread } from './thread.js';
import { anonymousToken, forgetToken, visitorKey } from './visitor.js';
import { directionOf, wordsFor } from './words.js';

const HERE = new URL('.', import.meta.url);
/** A connection that is back within this time was never worth a word. */
const PATIENCE_MS = 1_200;

/**
 * `<afterword-chat>`: the chat of one visitor, filling its box.
 *
 * Attributes: `token` (a visitor token that your site signed; without it the visitor is anonymous and known by
 * this browser), `lang` (tr, en, ar; else the page's), `heading`. Events: `afterword:refused` when the token is no
 * longer good: set a fresh one.
 */
class AfterwordChat extends HTMLElement {
  static observedAttributes = ['token', 'lang', 'heading'];

  #thread = createThread();
  /** @type {ReturnType<typeof createOutbox> | null} */
  #outbox = null;
  /** @type {() => void} */
  #closeStream = () => {};
  /** @type {Map<number, import('./thread.js').Bubble>} */
  #bubbles = new Map();
  #session = 0;
  #patience = 0;
  #parts = buildParts(HERE);

  constructor() {
    super();
    const { style, frame } = this.#parts;
    this.attachShadow({ mode: 'open' }).append(style, frame);
    this.#wire();
  }

  connectedCallback() {
    this.#label();
    void this.#open();
  }

  disconnectedCallback() {
    this.#close();
  }

  /** @param {string} name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(name, before, after) {
    if (!this.isConnected || before === after) return;
    if (name !== 'token') return this.#label();
    this.#close();
    void this.#open();
  }

  get #language() {
    return this.lang || document.documentElement.lang || navigator.language || 'en';
  }

  get #words() {
    return wordsFor(this.#language);
  }

  async #open() {
    const session = ++this.#session;
    const token = this.getAttribute('token') || (await anonymousToken(HERE));
    // Another token was set, or the element was taken away, while we waited.
    if (session !== this.#session || !this.isConnected) return;
    if (token === null) {
      this.#say('reconnecting');
      setTimeout(() => session === this.#session && this.#open(), 2_000);
      return;
    }
    this.#outbox = createOutbox({
      api: HERE,
      token,
      storageKey: `afterword-chat:outbox:${visitorKey(token)}`,
      onTaken: (post, notice) => this.#taken(post, notice),
      onRefused: (post) => this.#notTaken(post),
    });
    this.#closeStream = openStream({
      api: HERE,
      token,
      after: () => this.#thread.lastId,
      onEntry: (entry) => this.#receive(entry),
      onState: (state) => this.#connection(state),
    });
  }

  #close() {
    this.#session += 1;
    this.#closeStream();
    this.#outbox?.close();
    this.#outbox = null;
    this.#thread = createThread();
    this.#bubbles.clear();
    this.#parts.log.replaceChildren();
    this.#parts.log.setAttribute('aria-busy', 'true');
    this.#say(null);
  }

  /** @param {'online' | 'offline' | 'refused'} state */
  #connection(state) {
    clearTimeout(this.#patience);
    if (state === 'refused') {
      // An anonymous visitor gets a fresh name; a site's own visitor needs a fresh token from the site.
      if (!this.hasAttribute('token')) forgetToken();
      this.#say('signedOut');
      this.dispatchEvent(new CustomEvent('afterword:refused', { bubbles: true, composed: true }));
      return;
    }
    if (state === 'offline') {
      this.#patience = window.setTimeout(() => this.#say('reconnecting'), PATIENCE_MS);
      return;
    }
    this.#say(null);
    this.#outbox?.retryNow();
    if (!this.#parts.log.hasAttribute('aria-busy')) return;
    for (const bubble of this.#bubbles.values())
      if (bubble.body.type === 'question') this.#acknowledge(bubble);
    for (const post of this.#outbox?.waiting() ?? []) this.#drawWaiting(post);
    this.#parts.log.removeAttribute('aria-busy');
    this.#toEnd();
  }

  /** @param {import('./thread.js').Entry} entry */
  #receive(entry) {
    const bubble = this.#thread.apply(entry);
    if (bubble === null) return;
    const { log } = this.#parts;
    const history = log.hasAttribute('aria-busy');
    const atEnd = this.#isAtEnd();
    this.#bubbles.set(bubble.id, bubble);
    this.#draw(bubble);
    if (!history) this.#acknowledge(bubble);
    if (history || atEnd || bubble.body.from === 'customer') this.#toEnd();
    else this.#parts.jump.hidden = false;
  }

  /** Tells that a message of the survey stands on this page. @param {import('./thread.js').Bubble} bubble */
  #acknowledge({ id, body, edited }) {
    if (body.from === 'survey' && !edited) this.#outbox?.add({ path: 'receipts', body: { messageId: id } });
  }

  /** @param {import('./thread.js').Bubble} bubble */
  #draw(bubble) {
    const { log, input } = this.#parts;
    const around = { words: this.#words, language: this.#language, choose: this.#choose };
    const drawn = drawBubble(bubble, around);
    const before = log.querySelector(`[data-id="${bubble.id}"]`);
    if (before) {
      const focused = this.shadowRoot?.activeElement ?? null;
      const hadFocus = before.contains(focused);
      const buttons = [...before.querySelectorAll('button')];
      const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (focused));
      before.replaceWith(drawn);
      // A question that takes several answers is drawn anew with its marks, and the next tap is near. In any other the
      // button that was pressed is gone, and the next thing to do is to write.
      if (hadFocus) (drawn.querySelectorAll('button')[at] ?? input).focus();
      return;
    }
    const { body } = bubble;
    const clientId = body.type === 'message' ? body.clientId : undefined;
    if (clientId) log.querySelector(`[data-client-id="${CSS.escape(clientId)}"]`)?.remove();
    const firstPending = log.querySelector('.pending');
    log.insertBefore(drawn, firstPending);
  }

  /** @param {import('./outbox.js').Post} post */
  #drawWaiting({ path, body }) {
    if (path !== 'messages') return;
    this.#parts.log.append(drawPending(String(body.text), String(body.clientId), this.#words));
    this.#toEnd();
  }

  #submit() {
    const { input } = this.#parts;
    const text = input.value.trim();
    if (text === '' || this.#outbox === null) return;
    const post = /** @type {const} */ ({ path: 'messages', body: { text, clientId: crypto.randomUUID() } });
    this.#drawWaiting(post);
    this.#outbox.add(post);
    input.value = '';
    input.focus();
  }

  /** @param {import('./thread.js').Bubble} bubble @param {import('./thread.js').Choice} choice */
  #choose = (bubble, choice) => {
    const body = { token: choice.token, messageId: bubble.id, clientId: crypto.randomUUID() };
    this.#outbox?.add({ path: 'choices', body });
  };

  /** @param {import('./outbox.js').Post} post @param {string | null} notice */
  #taken({ path, body }, notice) {
    if (notice) this.#tell(notice);
    // A tap that changed nothing (a question of yesterday) leaves its buttons usable.
    if (path === 'choices') setTimeout(() => this.#release(Number(body.messageId)), 3_000);
  }

  /** @param {import('./outbox.js').Post} post */
  #notTaken({ path, body }) {
    if (path === 'receipts') return;
    this.#tell(this.#words.refused);
    if (path === 'choices') return this.#release(Number(body.messageId));
    this.#parts.log.querySelector(`[data-client-id="${CSS.escape(String(body.clientId))}"]`)?.remove();
    // Their words are not thrown away: they stand in the box again.
    if (this.#parts.input.value === '') this.#parts.input.value = String(body.text);
  }

  /** @param {number} id */
  #release(id) {
    const group = this.#parts.log.querySelector(`[data-id="${id}"] .choices`);
    group?.removeAttribute('aria-busy');
    group?.querySelector('[aria-pressed]')?.removeAttribute('aria-pressed');
  }

  /** A lasting state of the connection. @param {'reconnecting' | 'signedOut' | null} state */
  #say(state) {
    clearTimeout(this.#patience);
    const { status } = this.#parts;
    status.dataset.state = state ?? '';
    status.textContent = state === null ? '' : this.#words[state];
  }

  /** A passing word to the visitor. @param {string} notice */
  #tell(notice) {
    const { status } = this.#parts;
    status.textContent = notice;
    setTimeout(() => {
      if (status.textContent === notice) status.textContent = '';
    }, 6_000);
  }

  #isAtEnd() {
    const { log } = this.#parts;
    return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  }

  #toEnd() {
    const { log, jump } = this.#parts;
    log.scrollTop = log.scrollHeight;
    jump.hidden = true;
  }

  #wire() {
    const { form, input, jump, log } = this.#parts;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    input.addEventListener('keydown', (event) => {
      // While an input method composes, Enter belongs to it.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    jump.addEventListener('click', () => {
      this.#toEnd();
      input.focus();
    });
    log.addEventListener('scroll', () => {
      if (this.#isAtEnd()) jump.hidden = true;
    });
  }

  /** Puts the words of the language everywhere, and draws the bubbles anew. */
  #label() {
    const { frame, heading, log, input, send, jump, status } = this.#parts;
    const words = this.#words;
    frame.lang = this.#language;
    frame.dir = directionOf(this.#language);
    heading.textContent = this.getAttribute('heading') || words.heading;
    log.setAttribute('aria-label', words.conversation);
    log.dataset.empty = words.empty;
    input.placeholder = words.placeholder;
    input.setAttribute('aria-label', words.placeholder);
    send.setAttribute('aria-label', words.send);
    send.title = words.send;
    jump.textContent = words.newMessages;
    const state = status.dataset.state;
    if (state === 'reconnecting' || state === 'signedOut') status.textContent = words[state];
    for (const bubble of this.#bubbles.values()) this.#draw(bubble);
  }
}

if (!customElements.get('afterword-chat')) customElements.define('afterword-chat', AfterwordChat);
