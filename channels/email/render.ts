import type { Language } from '../../src/model/language.ts';
import type { Choice, OutgoingMessage } from '../../src/model/outgoing.ts';
import { shorten } from '../../src/model/shorten.ts';
import type { Words } from '../../src/model/words.ts';
import { capabilities } from './capabilities.ts';
import { mailHtml } from './mail-html.ts';

/** The most that a question's text, the meanings of its answers and the hint take; together below `maxText`. */
const LONGEST_TEXT = 4_500;
const LONGEST_MEANING = 200;
const LONGEST_HINT = 400;

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
  /** What the numbers mean, a line each. */
  legend: readonly string[];
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
  const common = {
    language: message.language,
    footer: words.mail_footer,
    unsubscribe: links && { label: words.unsubscribe, url: links.unsubscribe },
  };
  if (message.kind !== 'question') {
    const text = message.kind === 'answered' ? `${message.text}\n\n✓ ${message.chosen}` : message.text;
    const none = { buttons: [], layout: 'row', legend: [], hints: [], page: null } as const;
    return { ...common, ...none, text: shorten(text, LONGEST_TEXT) };
  }
  const { choices, layout, typedHint } = message;
  const fits = choices.length <= capabilities.maxButtons;
  const page = links && { label: words.mail_open, url: links.rate(null) };
  const answers = links && fits ? choices.map((choice, i) => button(choice, links.rate(i))) : [];
  // Words of one's own are written on the page: the button that leads there stands before the one that skips.
  const writes = page !== null && (layout === 'text' || answers.length === 0);
  return {
    ...common,
    text: shorten(message.text, LONGEST_TEXT),
    buttons: writes ? [{ ...page, spoken: page.label }, ...answers] : answers,
    layout: layout === 'scale' && answers.length > 0 ? 'row' : 'column',
    legend: layout === 'text' ? [] : choices.slice(0, capabilities.maxButtons).flatMap(meaningOf),
    hints: [words.mail_reply, shorten(typedHint, LONGEST_HINT)].filter((hint) => hint !== ''),
    page,
  };
}

function button({ label, meaning }: Choice, url: string) {
  const short = shorten(label, capabilities.maxButtonLabel);
  return { label: short, spoken: meaning === undefined ? short : `${short} – ${meaning}`, url };
}

function meaningOf({ label, meaning }: Choice): string[] {
  if (meaning !== undefined && meaning !== label) return [shorten(`${label} – ${meaning}`, LONGEST_MEANING)];
  return label.length > capabilities.maxButtonLabel ? [shorten(label, LONGEST_MEANING)] : [];
}

/** The line that mail programs know to stand above what is no message. */
export const FOOTER_RULE = '\n\n-- \n';

function mailText({ text, legend, hints, page, footer, unsubscribe }: MailView): string {
  const link = page && `${page.label}: ${page.url}`;
  const body = [text, legend.join('\n'), hints.join('\n'), link ?? ''].filter((part) => part !== '');
  const small = [footer, unsubscribe ? `${unsubscribe.label}: ${unsubscribe.url}` : ''];
  return `${body.join('\n\n')}${FOOTER_RULE}${small.filter((part) => part !== '').join('\n')}\n`;
}
