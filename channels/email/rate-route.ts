import { randomBytes } from 'node:crypto';
import type { Sink } from '../../src/model/channel.ts';
import type { HttpRequest, HttpResponse } from '../../src/model/http.ts';
import type { Language } from '../../src/model/language.ts';
import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import { type RateForm, rateEvents, readForm } from './forms.ts';
import { type Link, verifyLink } from './links.ts';
import { faulty, type PageDesk, wordsOf } from './page-desk.ts';
import { page, saying } from './pages.ts';
import { ratingPage } from './rating-page.ts';
import type { SentMail } from './sent-mails.ts';

type Question = Extract<OutgoingMessage, { kind: 'question' }>;
type Asked = SentMail & { message: Question };

/** Judges the link, then shows or takes. */
export async function onRate(
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
  if (!('send' in link) || ('purpose' in link && link.purpose !== 'rate')) return faulty(desk, request, 401);
  const mail = await desk.sent.find(link.send);
  if (mail === null || mail.message.kind !== 'question') return faulty(desk, request, 404);
  const { language } = mail.message;
  if ('fault' in link) {
    return saying(410, language, wordsOf(desk, language).expired);
  }
  return act(desk, request, link, { ...mail, message: mail.message });
}

const newNonce = (): string => randomBytes(12).toString('base64url');

export async function showRating(
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

export async function takeRating(
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
    return await record(desk, sink, asked, filled, request.signal);
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
async function record(
  desk: PageDesk,
  sink: Sink,
  asked: Asked,
  filled: RateForm,
  gone: AbortSignal,
): Promise<HttpResponse> {
  const { language } = asked.message;
  const events = rateEvents(asked, filled, desk.context.now());
  let next: string | null = null;
  for (const event of events) {
    const visit = event.eventId;
    let refused: string | null = null;
    next = await desk.visits.during(asked.place, visit, gone, async () => {
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
