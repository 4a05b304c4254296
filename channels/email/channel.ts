import type { Capabilities, Channel, Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import { ChannelError } from '../../src/model/channel-error.ts';
import type { Address } from '../../src/model/conversation.ts';
import type { HttpRoute } from '../../src/model/http.ts';
import type { MessageRef, OutgoingMessage } from '../../src/model/outgoing.ts';
import { emailAddress } from './address.ts';
import { capabilities } from './capabilities.ts';
import { checkEmail } from './check.ts';
import { createInbound } from './inbound.ts';
import { inboundRoute } from './inbound-route.ts';
import { signLink } from './links.ts';
import { placeOf } from './mailbox.ts';
import { domainOf, messageIdOf, sendToken } from './names.ts';
import { outgoingMail } from './outgoing-mail.ts';
import { createPace } from './pace.ts';
import { positionsIn } from './positions.ts';
import { receive } from './receive.ts';
import type { MailLinks } from './render.ts';
import { pageRoutes } from './routes.ts';
import { isInSentFolder } from './sent-folder.ts';
import { refOf, type SentMail, sentMailsIn } from './sent-mails.ts';
import type { EmailSettings } from './settings.ts';
import { createSmtp } from './smtp.ts';
import { visitsIn } from './visits.ts';

/** For how long the rating page waits for what is said next. */
const PAGE_WAIT_MS = 4_000;
const DAY_MS = 86_400_000;

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
  const visits = visitsIn(context.transcript, context.now, pageWaitMs);
  const inbound = createInbound(settings, sent, context.log);
  const place = settings.IMAP_URL === undefined ? null : placeOf(settings.IMAP_URL);
  const links = linksOf(context.publicUrl, secret);
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

  async function send(address: Address, message: OutgoingMessage, key: string): Promise<MessageRef> {
    const token = sendToken(secret, key);
    const messageId = messageIdOf(token, domainOf(settings.EMAIL_FROM.address));
    const linksUntil = new Date(context.now().getTime() + settings.EMAIL_LINK_DAYS * DAY_MS).toISOString();
    const thread = `email:${emailAddress.toKey(address)}`;
    const mail = await noted({ token, messageId, address, place: thread, message, linksUntil });
    if (mail.shownOnPage) return refOf(mail);
    const words = context.words(message.language);
    const parts = { settings, address, message, token, messageId, words, links: links?.(mail) ?? null };
    await smtp.send(outgoingMail(parts));
    return refOf(mail);
  }

  /** Kept before it is sent: a reply may be quicker than we are. */
  async function noted(mail: SentMail): Promise<SentMail & { shownOnPage: boolean }> {
    const byAgent = mail.message.kind === 'text' && mail.message.author?.role === 'agent';
    try {
      const kept = await sent.note(mail);
      const shownOnPage = !byAgent && (await visits.offer(mail.place, mail.token));
      return { ...kept, shownOnPage };
    } catch (cause) {
      throw new ChannelError('temporary', 'transcript', 'The send could not be noted.', { cause });
    }
  }

  /** What was never noted was never begun. What was, is looked for; not finding it proves nothing. */
  async function reconcile(_address: Address, key: string): Promise<MessageRef | 'not_sent' | 'unknown'> {
    const mail = await sent.find(sendToken(secret, key));
    if (mail === null) return 'not_sent';
    if (place === null) return 'unknown';
    return (await isInSentFolder(place, mail.messageId)) ? refOf(mail) : 'unknown';
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
    send,
    ...(place !== null && { reconcile }),
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
    ratePerSecond: settings.EMAIL_RATE_PER_SECOND ?? null,
  };
}

const rateLink = (secret: Uint8Array, { token, linksUntil }: SentMail, choice: number | null): string =>
  signLink(secret, { purpose: 'rate', send: token, choice, expiresAt: new Date(linksUntil) });

/** The links of a mail; null where the outside cannot reach us. */
function linksOf(publicUrl: string | null, secret: Uint8Array): ((mail: SentMail) => MailLinks) | null {
  if (publicUrl === null) return null;
  const url = (page: string, link: string) => `${publicUrl}/channels/email/${page}?t=${link}`;
  return (mail) => ({
    rate: (choice) => url('rate', rateLink(secret, mail, choice)),
    unsubscribe: url('unsubscribe', signLink(secret, { purpose: 'unsubscribe', send: mail.token })),
  });
}
