import type { Channel, Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import { capabilities } from './capabilities.ts';
import { refused, unanswered } from './errors.ts';
import { renderMessage } from './render.ts';
import type { ParrotSettings } from './settings.ts';
import { webhookRoute } from './webhook.ts';

/** Half of what a claim on a send lives. */
const CALL_TIMEOUT_MS = 10_000;

/** A factory that returns a plain object; optional abilities are members that are left out. */
export function createParrot(settings: ParrotSettings, { log }: ChannelContext): Channel {
  let sink: Sink | null = null;
  return {
    name: 'parrot',
    capabilities,
    routes: [webhookRoute(settings.PARROT_SECRET, () => sink, log)],
    async start(to) {
      sink = to;
    },
    async stop() {
      sink = null;
    },
    async send({ user }, message, key, delivery) {
      const response = await fetch(`${settings.PARROT_ROOT}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${settings.PARROT_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ to: user, key, ...renderMessage(message, delivery) }),
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      }).catch((error: unknown) => {
        throw unanswered(error);
      });
      if (!response.ok) throw refused(response.status, response.headers.get('retry-after'));
      const { id } = (await response.json().catch((error: unknown) => {
        throw unanswered(error);
      })) as { id: string };
      return { id };
    },
  };
}
