/** HTML that may stand in a page as it is. */
export interface Markup {
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** Text of ours that is HTML already. Never for a text that somebody else wrote. */
export const markup = (text: string): Markup => ({ text });

type Part = string | number | Markup | readonly Part[];

function written(part: Part): string {
  if (typeof part === 'object') return 'text' in part ? part.text : part.map(written).join('');
  return escaped(String(part));
}

/** A piece of a page: html`<p>${text}</p>`. Whatever is filled in is escaped, unless it is markup itself. */
export const html = (pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  markup(String.raw({ raw: pieces }, ...parts.map(written)));
