// @ts-check

/**
 * @typedef {'csat' | 'ces' | 'nps'} Metric
 * @typedef {{ session: string, visitorToken: string, visitor: string }} Session
 * @typedef {{ id: string | number, from: 'customer' | 'agent' | 'survey', text: string, at: string }} Message
 * @typedef {{ at: string, state: string, reason: string | null }} Transition
 * @typedef {{ id: string, state: string, reason: string | null, dueAt: string | null, history: Transition[] }} Invitation
 * @typedef {{ value: number | null, n: number,
 *   interval: { low: number, high: number, confidence: number, method: string } | null,
 *   histogram: Record<string, number>,
 *   funnel: Record<'eligible' | 'planned' | 'sent' | 'delivered' | 'answered' | 'complete', number> }} Figure
 * @typedef {{ at: string, metric: Metric, score: number, comment: string | null, language: string, channel?: string }} Answer
 * @typedef {{ file: string, line: number, message: string, more: number, template: string | null }} FaultyFile
 * @typedef {{ type: 'text' | 'link', text: string, style?: { bold?: boolean } } | { type: 'user', user_id: string }} SlackPart
 * @typedef {{ type: 'header', text: { text: string } }
 *   | { type: 'context', elements: { text: string }[] }
 *   | { type: 'actions', elements: { action_id: string, style?: string, text: { text: string } }[] }
 *   | { type: 'rich_text', elements: { type: string, elements: SlackPart[] }[] }} SlackBlock
 * @typedef {{ place: 'scores' | 'alerts', blocks: SlackBlock[] }} SlackPost
 * @typedef {{ language: 'tr' | 'en', metric: Metric,
 *   conversation: { id: string, status: 'open' | 'closed', messages: Message[] },
 *   invitation: Invitation | null, handovers: { text: string, at: string, reason?: string }[],
 *   figures: Record<Metric, Figure>, answers: Answer[], slack: SlackPost[], faultyTemplates: FaultyFile[] }} State
 */

const KEY = 'afterword-demo';

/** A request that did not work: "offline" (nobody answered), "server" (it has trouble) or "refused" (we asked wrongly). */
export class ApiError extends Error {
  /** @param {'offline' | 'server' | 'refused'} kind @param {number} status @param {string} code */
  constructor(kind, status, code) {
    super(`${kind} ${status} ${code}`);
    this.kind = kind;
    this.status = status;
    this.code = code;
  }
}

/**
 * @param {string} path
 * @param {object} [body] with a body it is a POST
 * @returns {Promise<any>}
 */
export async function call(path, body) {
  const init = body
    ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    : {};
  const response = await fetch(`/demo/api/${path}`, init).catch(() => {
    throw new ApiError('offline', 0, '');
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw new ApiError(
    response.status >= 500 ? 'server' : 'refused',
    response.status,
    answer.error?.code ?? '',
  );
}

/** The session of this browser, so that a reload and a restart of the server go on where it stood. @returns {Session | null} */
export function keptSession() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null');
  } catch {
    return null;
  }
}

/** @param {Session} session */
export function keepSession({ session, visitorToken, visitor }) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ session, visitorToken, visitor }));
  } catch {}
}

/**
 * The state now and at every change, over lost connections.
 * @param {string} session
 * @param {(state: State) => void} onState
 * @param {(error: ApiError | null) => void} onTrouble null when the trouble is over
 * @returns {() => void} stops it
 */
export function follow(session, onState, onTrouble) {
  const query = `session=${encodeURIComponent(session)}`;
  /** @type {EventSource | null} */
  let source = null;
  let stopped = false;
  let pause = 500;

  const open = async () => {
    const answer = await call(`state?${query}`).catch((error) => error);
    if (stopped) return;
    if (answer instanceof ApiError) {
      onTrouble(answer);
      if (answer.status !== 404) setTimeout(open, pause);
      pause = Math.min(pause * 2, 10_000);
      return;
    }
    onTrouble(null);
    onState(answer);
    listen();
  };

  const listen = () => {
    source = new EventSource(`/demo/api/stream?${query}`);
    source.addEventListener('open', () => {
      pause = 500;
    });
    source.addEventListener('state', (event) => onState(JSON.parse(event.data)));
    // The state is asked for anew: it says what is wrong, which an EventSource does not, and what was missed.
    source.addEventListener('error', () => {
      source?.close();
      if (!stopped) setTimeout(open, pause);
    });
  };

  void open();
  return () => {
    stopped = true;
    source?.close();
  };
}
