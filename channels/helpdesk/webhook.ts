import type { Sink } from '../../src/model/channel.ts';
import type { Log } from '../../src/model/channel-context.ts';
import type { HttpRequest, HttpResponse, HttpRoute } from '../../src/model/http.ts';
import type { AskedThreads } from './asked.ts';
import type { Desk } from './desk.ts';
import { toEvent } from './parse.ts';

interface Ears {
  asked: AskedThreads;
  log: Log;
  now(): Date;
  sink(): Sink | null;
}

/**
 * Where a helpdesk delivers messages; what comes to the address of its hooks is handed on to here. 200 with no body:
 * Rocket.Chat takes nothing else, and keeps a body on the room.
 */
export const messageRoute = (desk: Desk, ears: Ears): HttpRoute => ({
  method: 'POST',
  path: `/${desk.name}`,
  handle: (request) => take(desk, ears, request),
});

async function take(
  desk: Desk,
  { asked, log, now, sink }: Ears,
  request: HttpRequest,
): Promise<HttpResponse> {
  if (!desk.verify(request, now())) return { status: 401 };
  const raw = readJson(request.body);
  if (raw === undefined) return { status: 400 };
  const to = sink();
  if (to === null) return { status: 503 };
  try {
    for (const heard of desk.hear(raw)) {
      const conversation = await asked.recall(desk.name, heard.asked);
      if (conversation !== null) await to(toEvent(desk.name, heard, conversation));
    }
    return { status: 200 };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    log.warn(
      { helpdesk: desk.name, reason },
      'a message of a helpdesk could not be stored; it will come again',
    );
    return { status: 503 };
  }
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
