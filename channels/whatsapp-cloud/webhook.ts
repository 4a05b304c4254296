import { atMostEvery } from '../../src/model/at-most.ts';
import type { Sink } from '../../src/model/channel.ts';
import type { Log } from '../../src/model/channel-context.ts';
import type { HttpRequest, HttpResponse, HttpRoute } from '../../src/model/http.ts';
import { isSignedBy, sameText } from '../../src/model/signature.ts';

const PATH = '/webhook';
/** Meta says that it bundles up to 3 MB when it has much to tell. */
const LONGEST_BUNDLE = 3 * 1024 * 1024;
const FORM = { algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=' } as const;

export interface WebhookSecrets {
  appSecret: string;
  verifyToken: string;
}

/** What stands behind the webhook. */
export interface Behind {
  /** Null while the channel does not run. */
  sink(): Sink | null;
  take(raw: unknown, sink: Sink): Promise<void>;
  log: Log;
}

/** Webhooks that were turned away for their signature since the start. */
export interface Refusals {
  count: number;
}

/** Where Meta delivers. With anything but a 2xx the same comes again, for up to seven days. */
export function webhookRoutes(secrets: WebhookSecrets, behind: Behind, refusals: Refusals): HttpRoute[] {
  const tell = atMostEvery(1_000, () =>
    behind.log.warn(
      { refused: refusals.count },
      'whatsapp: a webhook has no right signature and was not read. Compare WHATSAPP_APP_SECRET with the app dashboard.',
    ),
  );

  async function deliver({ headers, body }: HttpRequest): Promise<HttpResponse> {
    // Over the bytes as they came: Meta escapes what JSON need not, so written anew they would be others.
    if (!isSignedBy(secrets.appSecret, [body], headers['x-hub-signature-256'], FORM)) {
      refusals.count += 1;
      tell(null);
      return { status: 401 };
    }
    const raw = json(body);
    if (raw === undefined) return { status: 400 };
    const sink = behind.sink();
    if (sink === null) return { status: 503 };
    try {
      await behind.take(raw, sink);
      return { status: 200 };
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown';
      behind.log.warn({ reason }, 'whatsapp: a webhook could not be stored; it will come again');
      return { status: 503 };
    }
  }

  return [
    { method: 'GET', path: PATH, handle: async (request) => handshake(request, secrets.verifyToken) },
    { method: 'POST', path: PATH, bodyLimit: LONGEST_BUNDLE, handle: deliver },
  ];
}

/** Meta asks once, when the webhook is set up: whoever knows the word gives back the challenge. */
function handshake({ query }: HttpRequest, verifyToken: string): HttpResponse {
  const known = sameText(query.get('hub.verify_token') ?? '', verifyToken);
  const challenge = query.get('hub.challenge');
  if (!known || query.get('hub.mode') !== 'subscribe' || challenge === null) return { status: 403 };
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: challenge };
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
