import { randomBytes } from 'node:crypto';
import type { Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import type { HttpRequest, HttpResponse, HttpRoute } from '../../src/model/http.ts';
import type { Language } from '../../src/model/language.ts';
import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import { emailIdentity } from './address.ts';
import { type RateForm, rateEvents, readForm, unsubscribeEvent } from './forms.ts';
import { type Link, verifyLink } from './links.ts';
import { languageOf, page, saying, unsubscribePage } from './pages.ts';
import { ratingPage } from './rating-page.ts';
import type { SentMail, SentMails } from './sent-mails.ts';
import type { Visits } from './visits.ts';

/** What the pages need of the running channel. */
export interface PageDesk {
  secret: Uint8Array;
  context: ChannelContext;
  sent: SentMails;
  visits: Visits;
  /** Null while the channel does not run. */
  sink(): Sink | null;
  /** A link to the rating page of a send. */
  linkTo(mail: SentMail): string;
}

type Question = Extract<OutgoingMessage, { kind: 'question' }>;
type Asked = SentMail & { message: Question };

/** The pages that mails link to: a GET shows, only a POST acts, because scanners of mail open every link. */
export const pageRoutes = (desk: PageDesk): HttpRoute[] => [
  { method: 'GET', path: '/rate', handle: (request) => onRate(desk, request, showRating) },
  { method: 'POST', path: '/rate', handle: (request) => onRate(desk, request, takeRating) },
  { method: 'GET', path: '/unsubscribe', handle: (request) => onUnsubscribe(desk, request, showUnsubscribe) },
  {
    method: 'POST',
    path: '/unsubscribe',
    handle: (request) => onUnsubscribe(desk, request, takeUnsubscribe),
  },
];

const wordsOf = ({ context }: PageDesk, language: Language) => context.words(language);

/** A link that is not ours: said in the browser's language, because nothing else is known. */
function faulty(desk: PageDesk, request: HttpRequest): HttpResponse {
  const language = languageOf(request.headers);
  desk.context.log.warn({ path: request.path }, 'email: a link that is not ours was opened');
  return saying(403, language, wordsOf(desk, language).page_faulty_link);
}

async function onRate(
  desk: PageDesk,
  request: HttpRequest,
  act: (
    desk: PageDesk,
    request: HttpRequest,
    link: Extract<Link, { purpose: 'rate' }>,
    asked: Asked,
  ) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const link = verifyLink(desk.secret, request.query.get('t') ?? '', desk.context.now());
  const ours = 'purpose' in link ? link.purpose === 'rate' : link.fault === 'expired';
  const mail = ours && 'send' in link ? await desk.sent.find(link.send) : null;
  if (mail === null || mail.message.kind !== 'question') return faulty(desk, request);
  const { language } = mail.message;
  if (!('purpose' in link) || link.purpose !== 'rate') {
    return saying(410, language, wordsOf(desk, language).expired);
  }
  return act(desk, request, link, { ...mail, message: mail.message });
}

const newNonce = (): string => randomBytes(12).toString('base64url');

async function showRating(
  desk: PageDesk,
  _request: HttpRequest,
  { choice }: { choice: number | null },
  asked: Asked,
): Promise<HttpResponse> {
  return form(desk, asked, { chosen: choice, notice: null, nonce: newNonce() });
}

function form(
  desk: PageDesk,
  asked: Asked,
  {
    chosen,
    notice,
    nonce,
    status = 200,
  }: { chosen: number | null; notice: string | null; nonce: string; status?: number },
): HttpResponse {
  const { message } = asked;
  const filled = { question: message, link: desk.linkTo(asked), nonce, chosen, notice };
  return page(status, ratingPage(filled, wordsOf(desk, message.language)));
}

async function takeRating(
  desk: PageDesk,
  request: HttpRequest,
  _link: unknown,
  asked: Asked,
): Promise<HttpResponse> {
  const words = wordsOf(desk, asked.message.language);
  const filled = readForm(request.body, asked.message.choices.length);
  const again = (notice: string, status: number) => {
    const nonce = filled?.nonce ?? newNonce();
    return form(desk, asked, { chosen: filled?.choice ?? null, notice, nonce, status });
  };
  if (filled === null || (filled.choice === null && filled.words === '')) return again(words.page_pick, 400);
  const sink = desk.sink();
  if (sink === null) return again(words.page_later, 503);
  try {
    return await record(desk, sink, asked, filled);
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    desk.context.log.warn({ reason }, 'email: an answer from the page could not be stored');
    return again(words.page_later, 503);
  }
}

/**
 * Hands the choice in, then the words: where the choice brings a further question, the words are the answer to that.
 * What comes of it is shown at once, in place of another mail.
 */
async function record(desk: PageDesk, sink: Sink, asked: Asked, filled: RateForm): Promise<HttpResponse> {
  const { language } = asked.message;
  const events = rateEvents(asked, filled, desk.context.now());
  let next: string | null = null;
  for (const [i, event] of events.entries()) {
    const visit = `${asked.token}.${filled.nonce}.${i}`;
    let refused: string | null = null;
    next = await desk.visits.during(asked.place, visit, async () => {
      const known = await desk.visits.given(visit);
      if (known === null) refused = (await sink(event)).notice;
      return refused === null && known === null;
    });
    if (refused !== null) return saying(409, language, refused);
  }
  return whatFollows(desk, language, next);
}

async function whatFollows(desk: PageDesk, language: Language, next: string | null): Promise<HttpResponse> {
  const mail = next === null ? null : await desk.sent.find(next);
  if (mail === null) return saying(200, language, wordsOf(desk, language).page_thanks);
  const { message } = mail;
  if (message.kind !== 'question') return saying(200, message.language, message.text);
  const notice = wordsOf(desk, message.language).page_thanks;
  return form(desk, { ...mail, message }, { chosen: null, notice, nonce: newNonce() });
}

async function onUnsubscribe(
  desk: PageDesk,
  request: HttpRequest,
  act: (desk: PageDesk, request: HttpRequest, mail: SentMail) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const link = verifyLink(desk.secret, request.query.get('t') ?? '', desk.context.now());
  const ours = 'purpose' in link && link.purpose === 'unsubscribe';
  const mail = ours ? await desk.sent.find(link.send) : null;
  return mail === null ? faulty(desk, request) : act(desk, request, mail);
}

async function showUnsubscribe(desk: PageDesk, request: HttpRequest, mail: SentMail): Promise<HttpResponse> {
  const { language } = mail.message;
  const link = request.query.get('t') ?? '';
  return unsubscribePage(language, wordsOf(desk, language), link, String(mail.address.email));
}

/** By the button of our page, or by the mail program itself (RFC 8058): no cookie, no redirect, no second question. */
async function takeUnsubscribe(desk: PageDesk, request: HttpRequest, mail: SentMail): Promise<HttpResponse> {
  const { language } = mail.message;
  const words = wordsOf(desk, language);
  const sink = desk.sink();
  const oneClick = new TextDecoder().decode(request.body.subarray(0, 100)).includes('One-Click');
  try {
    if (sink === null) return saying(503, language, words.page_later);
    const sender = emailIdentity(String(mail.address.email));
    await sink(unsubscribeEvent(mail, sender, oneClick ? 'one_click' : 'page', desk.context.now()));
    return saying(200, language, words.opted_out);
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    desk.context.log.warn({ reason }, 'email: an unsubscription could not be stored');
    return saying(503, language, words.page_later);
  }
}
