import type { Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import type { HttpRequest, HttpResponse, HttpRoute } from '../../src/model/http.ts';
import { sameText } from '../../src/model/signature.ts';
import type { Inbound } from './inbound.ts';

/**
 * Where a mail server hands in mails over HTTP: the raw message as the body. 200 once it is stored; with 503 the
 * server keeps it and comes again.
 */
export function inboundRoute(
  secret: string,
  inbound: Inbound,
  running: () => Sink | null,
  { log, now }: Pick<ChannelContext, 'log' | 'now'>,
): HttpRoute {
  let refused = 0;
  async function handle({ headers, body }: HttpRequest): Promise<HttpResponse> {
    const given = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
    if (given === undefined || !sameText(given, secret)) {
      refused += 1;
      log.warn({ refused }, 'email: a mail was handed in without the secret and not read');
      return { status: 401 };
    }
    if (body.length === 0) return { status: 400 };
    const sink = running();
    if (sink === null) return { status: 503 };
    try {
      await inbound.take(body, now(), sink);
      return { status: 200 };
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      log.warn({ reason }, 'email: a mail could not be stored; it will come again');
      return { status: 503 };
    }
  }
  return { method: 'POST', path: '/inbound', handle };
}
