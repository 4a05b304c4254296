import { createHash } from 'node:crypto';
import type { Channel, Sink } from '../../src/model/channel.ts';
import type { ChannelContext, Transcript, TranscriptEntry } from '../../src/model/channel-context.ts';
import { ChannelError } from '../../src/model/channel-error.ts';
import type { Address } from '../../src/model/conversation.ts';
import type { HttpRoute } from '../../src/model/http.ts';
import type { MessageRef, OutgoingMessage } from '../../src/model/outgoing.ts';
import { threadOf, visitorOf } from './address.ts';
import { capabilities } from './capabilities.ts';
import { Entry } from './entries.ts';
import { render } from './render.ts';
import { apiRoutes } from './routes.ts';
import type { Settings } from './settings.ts';
import { widgetRoutes } from './widget-files.ts';

/** The web chat, running: the chats are kept in the context's transcript and pages read them as a stream. */
export function createChannel(settings: Settings, context: ChannelContext): Channel {
  const { transcript } = context;
  let sink: Sink | null = null;
  let running = new AbortController();
  const handling = new Set<Promise<unknown>>();
  const counted = (route: HttpRoute): HttpRoute => ({
    ...route,
    handle(request) {
      const answer = route.handle(request);
      handling.add(answer);
      return answer.finally(() => handling.delete(answer));
    },
  });
  const desk = { settings, context, sink: () => sink, stopping: () => running.signal };

  return {
    name: 'web-chat',
    capabilities,
    routes: [...apiRoutes(desk).map(counted), ...widgetRoutes()],
    async start(given) {
      running = new AbortController();
      sink = given;
    },
    async stop() {
      sink = null;
      running.abort();
      await Promise.all(handling);
    },
    send: (address, message, key) =>
      keeping(async () => {
        const entry = await transcript.append(threadOf(visitorOf(address)), sendKey(key), render(message));
        return refOf(address, entry);
      }),
    edit: (address, ref, message) => keeping(() => edit(transcript, address, ref, message)),
    reconcile: (address, key) =>
      keeping(async () => {
        const entry = await transcript.find(threadOf(visitorOf(address)), sendKey(key));
        return entry === null ? 'not_sent' : refOf(address, entry);
      }),
    async check() {
      const { length } = settings.WEB_CHAT_ORIGINS;
      const where =
        length === 0 ? 'pages of this server' : `pages of this server and ${length} other origin(s)`;
      return { ok: true, detail: `needs no account; may be embedded in ${where}` };
    },
  };
}

/** Apart from the keys of customers' messages, which the customer's page chooses. */
const sendKey = (key: string): string => `sent:${key}`;

const refOf = (address: Address, entry: TranscriptEntry): MessageRef => ({
  visitor: visitorOf(address),
  id: entry.id,
});

/** Entries under the same key are one, so whatever went wrong on the way, sending again is safe. */
async function keeping<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ChannelError) throw cause;
    throw new ChannelError('temporary', 'transcript', 'The chat could not be read or written.', { cause });
  }
}

/**
 * Appends an edit, unless the bubble already stands so. The key names the edit before it: two processes that make
 * the same edit make one, and yet a choice that is changed and changed back is three edits.
 */
async function edit(
  transcript: Transcript,
  address: Address,
  ref: MessageRef,
  message: OutgoingMessage,
): Promise<void> {
  const thread = threadOf(visitorOf(address));
  const of = Number(ref.id);
  if (ref.visitor !== visitorOf(address) || !Number.isSafeInteger(of)) {
    throw new ChannelError(
      'rejected',
      'not_ours',
      'This message is not one of the chat that is to be edited.',
    );
  }
  const bubble = render(message);
  const last = await lastEdit(transcript, thread, of);
  const digest = createHash('sha256').update(JSON.stringify(bubble)).digest('base64url').slice(0, 16);
  if (last?.digest === digest) return;
  await transcript.append(thread, `edit:${of}:${last?.id ?? 0}:${digest}`, {
    type: 'edit',
    of,
    digest,
    bubble,
  });
}

async function lastEdit(
  transcript: Transcript,
  thread: string,
  of: number,
): Promise<{ id: number; digest: string } | null> {
  let found: { id: number; digest: string } | null = null;
  let after = of;
  for (;;) {
    const entries = await transcript.since(thread, after);
    for (const { id, body } of entries) {
      after = id;
      const entry = Entry.safeParse(body);
      if (entry.success && entry.data.type === 'edit' && entry.data.of === of)
        found = { id, digest: entry.data.digest };
    }
    if (entries.length === 0) return found;
  }
}
