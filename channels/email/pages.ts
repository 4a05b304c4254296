import type { HttpResponse } from '../../src/model/http.ts';
import type { Language } from '../../src/model/language.ts';
import { fillWords, type Words } from '../../src/model/words.ts';
import { escapeHtml, prose } from './html.ts';
import { PAGE_HEADERS, pageHtml } from './page-html.ts';

/** A page as an answer. */
export const page = (status: number, html: string): HttpResponse => ({
  status,
  headers: PAGE_HEADERS,
  body: html,
});

/** A page that says one thing. */
export const saying = (status: number, language: Language, text: string): HttpResponse =>
  page(status, pageHtml(language, text, `<h1>${prose(text)}</h1>`));

/** The page that asks whether to unsubscribe; nothing is done until the button is pressed. */
export function unsubscribePage(
  language: Language,
  words: Words,
  link: string,
  address: string,
): HttpResponse {
  const question = fillWords(words.unsubscribe_ask, { address });
  const body = `<h1>${escapeHtml(question)}</h1>
<form method="post" action="unsubscribe?t=${encodeURIComponent(link)}">
<button>${escapeHtml(words.unsubscribe)}</button>
</form>`;
  return page(200, pageHtml(language, question, body));
}

/** The first language that a browser names; of a link that is not ours nothing else is known. */
export function languageOf(headers: Readonly<Record<string, string | undefined>>): Language {
  return /^\s*([a-z]{2,3})\b/i.exec(headers['accept-language'] ?? '')?.[1]?.toLowerCase() ?? 'en';
}
