import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Sink } from '../../src/model/channel.ts';
import type { Log } from '../../src/model/channel-context.ts';
import type { HttpRoute } from '../../src/model/http.ts';
import { parseDelivery } from './parse.ts';

const SIGNATURE = 'x-parrot-signature';

export const sign = (secret: string, body: Uint8Array): string =>
  createHmac('sha256', secret).update(body).digest('hex');

/** The signature is over the raw bytes and is looked at before anything is read. Only what is stored is confirmed. */
export function webhookRoute(secret: string, running: () => Sink | null, log: Log): HttpRoute {
  return {
    method: 'POST',
    path: '/webhook',
    async handle({ headers, body }) {
      if (!isSame(headers[SIGNATURE] ?? '', sign(secret, body))) return { status: 401 };
      const delivery = readJson(body);
      if (delivery === undefined) return { status: 400 };
      const sink = running();
      if (sink === null) return { status: 503 };
      try {
        for (const event of parseDelivery(delivery)) await sink(event);
        return { status: 200 };
      } catch (error) {
        log.warn({ error: String(error) }, 'parrot: a delivery could not be stored; it will come again');
        return { status: 503 };
      }
    },
  };
}

/** In constant time, whatever the lengths. */
function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
