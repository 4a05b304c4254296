import type { Capabilities, Channel, Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import type { HttpRoute } from '../../src/model/http.ts';
import { capabilities } from './capabilities.ts';
import { checkEmail } from './check.ts';
import { createInbound } from './inbound.ts';
import { inboundRoute } from './inbound-route.ts';
import { rateLink } from './mail-links.ts';
import { mailThreadIn } from './mail-thread.ts';
import { placeOf } from './mailbox.ts';
import { createPace } from './pace.ts';
import { positionsIn } from './positions.ts';
import { receive } from './receive.ts';
import { pageRoutes } from './routes.ts';
import { createSending } from './sending.ts';
import { type SentMail, sentMailsIn } from './sent-mails.ts';
import type { EmailSettings } from './settings.ts';
import { createSmtp } from './smtp.ts';
import { visitsIn } from './visits.ts';

/** For how long the rating page waits for what is said next. */
const PAGE_WAIT_MS = 4_000;

/** For tests: a shorter patience. */
export interface Patience {
  sendTimeoutMs?: number;
  pageWaitMs?: number;
  pollMs?: number;
}

/** The e-mail channel: out by SMTP, in by IMAP, by links to pages of ours, and by a mail server's own hook. */
export function createEmail(
  settings: EmailSettings,
  context: ChannelContext,
  { sendTimeoutMs, pageWaitMs = PAGE_WAIT_MS, pollMs = settings.EMAIL_POLL_SECONDS * 1000 }: Patience = {},
): Channel {
  const secret = context.secretFor('email');
  const smtp = createSmtp(settings, sendTimeoutMs);
  const sent = sentMailsIn(context.transcript);
  const thread = mailThreadIn(context.transcript, context.now);
  const visits = visitsIn(context.transcript, context.now, pageWaitMs);
  const inbound = createInbound(settings, { sent, thread }, context.log);
  const place = settings.IMAP_URL === undefined ? null : placeOf(settings.IMAP_URL);
  const sending = createSending({ settings, context, secret, smtp, sent, visits, thread, place });
  let sink: Sink | null = null;
  let receiving: { stop(): Promise<void> } | null = null;
  const handling = new Set<Promise<unknown>>();

  async function start(to: Sink): Promise<void> {
    sink = to;
    if (place === null) return;
    const positions = positionsIn(context.transcript, place.name);
    // From this moment on mails count, also those that come before the mailbox is first reached.
    if ((await positions.load(context.now())) === null) {
      await positions.save({ since: context.now().toISOString() }, context.now());
    }
    const pace = createPace(context);
    const { now } = context;
    receiving = context.underLease(`email:mailbox:${place.name}`, (signal) =>
      receive({ place, pollMs, inbound, positions, pace, now, sink: to }, signal),
    );
  }

  async function stop(): Promise<void> {
    sink = null;
    const stopping = receiving;
    receiving = null;
    visits.stop();
    await stopping?.stop();
    await Promise.all(handling);
    smtp.close();
  }

  const counted = (route: HttpRoute): HttpRoute => ({
    ...route,
    handle(request) {
      const answer = route.handle(request);
      handling.add(answer);
      return answer.finally(() => handling.delete(answer));
    },
  });
  const linkTo = (mail: SentMail) => rateLink(secret, mail, null);
  const routes = [
    ...pageRoutes({ secret, context, sent, visits, sink: () => sink, linkTo }),
    ...(settings.EMAIL_INBOUND_SECRET === undefined
      ? []
      : [inboundRoute(settings.EMAIL_INBOUND_SECRET, inbound, () => sink, context)]),
  ];

  return {
    name: 'email',
    capabilities: capabilitiesFor(settings, context.publicUrl),
    start,
    stop,
    send: sending.send,
    ...(place !== null && { reconcile: sending.reconcile }),
    routes: routes.map(counted),
    check: () => checkEmail(settings, smtp, context.publicUrl),
  };
}

/** What these settings allow: no buttons without pages, and nowhere to look for a send without a mailbox. */
function capabilitiesFor(settings: EmailSettings, publicUrl: string | null): Capabilities {
  return {
    ...capabilities,
    ...(publicUrl === null && { maxButtons: 0 }),
    reconcile: settings.IMAP_URL !== undefined,
  };
}
