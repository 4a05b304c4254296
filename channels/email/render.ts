import type { Language } from '../../src/model/language.ts';
import type { Choice, OutgoingMessage } from '../../src/model/outgoing.ts';
import { shorten } from '../../src/model/shorten.ts';
import type { Words } from '../../src/model/words.ts';
import { capabilities } from './capabilities.ts';
import { mailHtml } from './mail-html.ts';

/** The most that a question's text, the meanings of its answers and the hint take; together below `maxText`. */
const LONGEST_TEXT = 4_000;
const LONGEST_LINE = 120;
const LONGEST_HINT = 300;

/** Where the buttons of a mail lead; null where no page can be reached from outside. */
export interface MailLinks {
  /** The rating page with this choice marked, or with none. */
  rate(choice: number | null): string;
  unsubscribe: string;
}

/** A message of ours as a mail shows it, before it is HTML or text. */
export interface MailView {
  language: Language;
  text: string;
  buttons: readonly { label: string; spoken: string; url: string }[];
  /** Numbers side by side, or whole words one below the other. */
  layout: 'row' | 'column';
  /** What the buttons cannot say themselves, a line each; without buttons, the choices by number. */
  legend: readonly string[];
  /** The same for those who read the plain text, where no buttons are. */
  plainLegend: readonly string[];
  /** How to answer without buttons. */
  hints: readonly string[];
  /** The page without a choice, for those who read the plain text. */
  page: { label: string; url: string } | null;
  footer: string;
  unsubscribe: { label: string; url: string } | null;
}

/** One message as the two bodies of a mail. */
export function renderMail(
  message: OutgoingMessage,
  words: Words,
  links: MailLinks | null,
): { text: string; html: string } {
  const view = viewOf(message, words, links);
  return { text: mailText(view), html: mailHtml(view) };
}

/** What of a message is shown in which part of the mail. */
export function viewOf(message: OutgoingMessage, words: Words, links: MailLinks | null): MailView {
  // An agent writes for himself: no survey, and nothing to unsubscribe from.
  const byAgent = message.kind === 'text' && message.author?.role === 'agent';
  const common = {
    language: message.language,
    footer: byAgent ? '' : words.mail_footer,
    unsubscribe: byAgent ? null : links && { label: words.unsubscribe, url: links.unsubscribe },
  };
  if (message.kind === 'question') return { ...common, ...questionView(message, words, links) };
  const text = message.kind === 'answered' ? `${message.text}\n\n✓ ${message.chosen}` : message.text;
  const none = { buttons: [], layout: 'row', legend: [], plainLegend: [], hints: [], page: null } as const;
  return { ...common, ...none, text: shorten(text, LONGEST_TEXT) };
}

type Question = Extract<OutgoingMessage, { kind: 'question' }>;

function questionView(
  { text, choices, layout, typedHint }: Question,
  words: Words,
  links: MailLinks | null,
): Omit<MailView, 'language' | 'footer' | 'unsubscribe'> {
  const shown = choices.slice(0, capabilities.maxButtons);
  const page = links && { label: words.mail_open, url: links.rate(null) };
  const fits = shown.length === choices.length;
  const answers = links && fits ? choices.map((choice, i) => button(choice, links.rate(i))) : [];
  // Words of one's own are written on the page: the button that leads there stands before the one that skips.
  const writes = page !== null && (layout === 'text' || answers.length === 0);
  const plainLegend = layout === 'choice' ? numbered(shown) : shown.flatMap(meaningOf);
  return {
    text: shorten(text, LONGEST_TEXT),
    buttons: writes ? [{ ...page, spoken: page.label }, ...answers] : answers,
    layout: layout === 'scale' && answers.length > 0 ? 'row' : 'column',
    legend: answers.length > 0 ? shown.flatMap(meaningOf) : plainLegend,
    plainLegend,
    hints: [words.mail_reply, shorten(typedHint, LONGEST_HINT)].filter((hint) => hint !== ''),
    page,
  };
}

const numbered = (choices: readonly Choice[]): string[] =>
  choices.map(({ label }, i) => shorten(`${i + 1}. ${label}`, LONGEST_LINE));

function button({ label, meaning }: Choice, url: string) {
  const short = shorten(label, capabilities.maxButtonLabel);
  return { label: short, spoken: meaning === undefined ? short : `${short} – ${meaning}`, url };
}

function meaningOf({ label, meaning }: Choice): string[] {
  if (meaning !== undefined && meaning !== label) return [shorten(`${label} – ${meaning}`, LONGEST_LINE)];
  return label.length > capabilities.maxButtonLabel ? [shorten(label, LONGEST_LINE)] : [];
}

/** The line that mail programs know to stand above what is no message. */
export const FOOTER_RULE = '\n\n-- \n';

function mailText({ text, plainLegend, hints, page, footer, unsubscribe }: MailView): string {
  const link = page && `${page.label}: ${page.url}`;
  const body = [text, plainLegend.join('\n'), hints.join('\n'), link ?? ''].filter((part) => part !== '');
  const small = [footer, unsubscribe ? `${unsubscribe.label}: ${unsubscribe.url}` : ''].filter(Boolean);
  const rule = small.length === 0 ? '' : FOOTER_RULE;
  return `${body.join('\n\n')}${rule}${small.join('\n')}\n`;
}
