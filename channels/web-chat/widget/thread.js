// @ts-check

/**
 * @typedef {{ token: string, label: string, meaning?: string }} Choice
 * @typedef {{ type: 'question', from: 'survey', language: string, text: string,
 *   layout: 'scale' | 'choice' | 'text', choices: Choice[] }} Question
 * @typedef {{ type: 'answered', from: 'survey', language: string, text: string, chosen: string }} Answered
 * @typedef {{ type: 'message', from: 'customer' | 'agent' | 'survey', text: string, language?: string,
 *   name?: string, clientId?: string }} Message
 * @typedef {Question | Answered | Message} Body
 * @typedef {{ type: 'edit', of: number, bubble: Body }} Edit
 * @typedef {{ id: number, at: string, body: Body | Edit }} Entry
 * @typedef {{ id: number, at: string, body: Body, edited: boolean }} Bubble
 */

/** A chat as its log tells it: entries go in, each once and in any number of repeats; bubbles come out. */
export function createThread() {
  /** @type {Map<number, Bubble>} */
  const bubbles = new Map();
  let lastId = 0;
  return {
    /** The last entry seen: where a new connection goes on. */
    get lastId() {
      return lastId;
    },
    /**
     * @param {Entry} entry
     * @returns {Bubble | null} the bubble that is new or changed; null when nothing is (a repeat).
     */
    apply({ id, at, body }) {
      if (id <= lastId) return null;
      lastId = id;
      if (body.type !== 'edit') return keep(bubbles, { id, at, body, edited: false });
      const before = bubbles.get(body.of);
      return before ? keep(bubbles, { ...before, body: body.bubble, edited: true }) : null;
    },
  };
}

/**
 * @param {Map<number, Bubble>} bubbles
 * @param {Bubble} bubble
 */
function keep(bubbles, bubble) {
  bubbles.set(bubble.id, bubble);
  return bubble;
}
