import type { Language } from '../../src/model/language.ts';
import { baseLanguage } from '../../src/model/language.ts';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML, in elements and in quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const RIGHT_TO_LEFT = new Set(['ar', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']);

export const directionOf = (language: Language): 'rtl' | 'ltr' =>
  RIGHT_TO_LEFT.has(baseLanguage(language)) ? 'rtl' : 'ltr';

const ADDRESS = /https?:\/\/[^\s<>"']+/g;

/** Text with its line breaks, and its web addresses as links. */
export function prose(text: string, linkStyle = ''): string {
  let html = '';
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const url = withoutStop(match[0]);
    html += broken(text.slice(from, match.index));
    html += `<a href="${escapeHtml(url)}" rel="noreferrer"${linkStyle}>${escapeHtml(url)}</a>`;
    from = match.index + url.length;
  }
  return html + broken(text.slice(from));
}

const broken = (text: string): string => escapeHtml(text).replace(/\r\n|\r|\n/g, '<br>\n');

/** Full stops and brackets after an address belong to the sentence. */
function withoutStop(url: string): string {
  let end = url.length;
  while (end > 0 && '.,;:!?)]'.includes(url.charAt(end - 1))) end -= 1;
  return url.slice(0, end);
}
