import type { Api } from 'grammy';
import type { Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import type { HttpRequest, HttpResponse, HttpRoute } from '../../src/model/http.ts';
import { sameText } from '../../src/model/signature.ts';
import type { Pace } from './pace.ts';
import { type Receiver, reasonOf } from './receive.ts';
import { ALLOWED_UPDATES } from './update.ts';

const PATH = '/webhook';
const SECRET_HEADER = 'x-telegram-bot-api-secret-token';

/** Tells Telegram where to deliver; goes on until it has heard. */
export async function setWebhook(
  api: Api,
  { publicUrl, secret }: { publicUrl: string; secret: string },
  pace: Pace,
  signal: AbortSignal,
): Promise<void> {
  const url = `${publicUrl}/channels/telegram${PATH}`;
  while (!signal.aborted) {
    try {
      await api.setWebhook(url, { secret_token: secret, allowed_updates: ALLOWED_UPDATES });
      return;
    } catch (error) {
      await pace.failed(error, 'the webhook could not be set', signal);
    }
  }
}

/** Where Telegram delivers. Any 2xx takes the update off its list; with anything else it comes again. */
export function webhookRoute(
  secret: string,
  receiver: Receiver,
  running: () => Sink | null,
  log: ChannelContext['log'],
): HttpRoute {
  async function handle({ headers, body }: HttpRequest): Promise<HttpResponse> {
    const given = headers[SECRET_HEADER];
    if (given === undefined || !sameText(given, secret)) return { status: 401 };
    const update = readJson(body);
    if (update === undefined) return { status: 400 };
    const sink = running();
    if (sink === null) return { status: 503 };
    try {
      await receiver.take(update, sink);
      return { status: 200 };
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'telegram: an update could not be stored; it will come again');
      return { status: 503 };
    }
  }
  return { method: 'POST', path: PATH, handle };
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
