import { Entry } from '../../../channels/web-chat/entries.ts';

/** What one bubble of the chat is now, with the entry that it began as. */
export type Standing = { id: number; body: Exclude<Entry, { type: 'edit' }> };

/** One server-sent event as it came over the wire. */
export interface StreamEvent {
  event: string;
  id: string | null;
  data: unknown;
}

/** A visitor's page without a browser: the same requests over real HTTP. */
export function chatPage(api: string, token: string) {
  const authorization = `Bearer ${token}`;
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${api}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
    });

  /** The stream's events, from after this entry on, until the caller stops reading. */
  async function* events(after = 0): AsyncGenerator<StreamEvent> {
    const ends = new AbortController();
    const headers = { authorization, 'last-event-id': String(after) };
    try {
      const response = await fetch(`${api}/events`, { headers, signal: ends.signal });
      if (response.body === null || !response.ok) throw new Error(`the stream answered ${response.status}`);
      let rest = '';
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        const blocks = (rest + chunk).split('\n\n');
        rest = blocks.pop() ?? '';
        yield* blocks.map(readEvent).filter((event) => event !== null);
      }
    } finally {
      ends.abort();
    }
  }

  /** The bubbles at every moment from now on: first when all that was written has been read. */
  async function* standing(): AsyncGenerator<Standing[]> {
    const bubbles = new Map<number, Standing>();
    let caughtUp = false;
    for await (const { event, data } of events()) {
      if (event === 'entry') apply(bubbles, data);
      caughtUp ||= event === 'caught-up';
      if (caughtUp) yield [...bubbles.values()];
    }
  }

  return { post, events, standing };
}

function readEvent(block: string): StreamEvent | null {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null;
  const data = field('data');
  return data === null
    ? null
    : { event: field('event') ?? 'message', id: field('id'), data: JSON.parse(data) };
}

function apply(bubbles: Map<number, Standing>, data: unknown): void {
  const { id, body } = data as { id: number; body: unknown };
  const entry = Entry.parse(body);
  if (entry.type === 'edit') bubbles.set(entry.of, { id: entry.of, body: entry.bubble });
  else bubbles.set(id, { id, body: entry });
}
