import type { Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import type { HttpRequest, HttpResponse } from '../../src/model/http.ts';
import type { Language } from '../../src/model/language.ts';
import { languageOf, saying } from './pages.ts';
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

export const wordsOf = ({ context }: PageDesk, language: Language) => context.words(language);

/**
 * A link that leads nowhere, said in the browser's language, because nothing else is known: 401 where its signature is
 * not ours, which the service counts; 404 where it is, and the person was erased since.
 */
export function faulty(desk: PageDesk, request: HttpRequest, status: 401 | 404): HttpResponse {
  const language = languageOf(request.headers);
  desk.context.log.warn({ path: request.path, status }, 'email: a link that leads nowhere was opened');
  return saying(status, language, wordsOf(desk, language).page_faulty_link);
}
