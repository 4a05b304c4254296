import type { HttpRequest, HttpResponse } from '../../src/model/http.ts';
import { emailIdentity } from './address.ts';
import { unsubscribeEvent } from './forms.ts';
import { verifyLink } from './links.ts';
import { faulty, type PageDesk, wordsOf } from './page-desk.ts';
import { saying, unsubscribePage } from './pages.ts';
import type { SentMail } from './sent-mails.ts';

/** Judges the link, then shows or acts. A link to unsubscribe never ends. */
export async function onUnsubscribe(
  desk: PageDesk,
  request: HttpRequest,
  act: (desk: PageDesk, request: HttpRequest, mail: SentMail) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const link = verifyLink(desk.secret, request.query.get('t') ?? '', desk.context.now());
  if (!('purpose' in link) || link.purpose !== 'unsubscribe') return faulty(desk, request, 401);
  const mail = await desk.sent.find(link.send);
  return mail === null ? faulty(desk, request, 404) : act(desk, request, mail);
}

export async function showUnsubscribe(
  desk: PageDesk,
  request: HttpRequest,
  mail: SentMail,
): Promise<HttpResponse> {
  const { language } = mail.message;
  const link = request.query.get('t') ?? '';
  return unsubscribePage(language, wordsOf(desk, language), link, String(mail.address.email));
}

/** By the button of our page, or by the mail program itself (RFC 8058): no cookie, no redirect, no second question. */
export async function takeUnsubscribe(
  desk: PageDesk,
  request: HttpRequest,
  mail: SentMail,
): Promise<HttpResponse> {
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
