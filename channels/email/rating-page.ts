import type { Choice, OutgoingMessage } from '../../src/model/outgoing.ts';
import { shorten } from '../../src/model/shorten.ts';
import type { Words } from '../../src/model/words.ts';
import { capabilities } from './capabilities.ts';
import { escapeHtml, prose } from './html.ts';
import { pageHtml } from './page-html.ts';

type Question = Extract<OutgoingMessage, { kind: 'question' }>;

/** Longest text that the page takes, in characters. */
export const LONGEST_COMMENT = 2_000;

export interface RatingForm {
  question: Question;
  /** The signed link: where the form is sent. */
  link: string;
  /** Names this filling-in: sent twice, it counts once. */
  nonce: string;
  /** Index of the choice that is marked. */
  chosen: number | null;
  /** Said above the question. */
  notice: string | null;
}

/** The page that shows the question. It records nothing: that is the button's. */
export function ratingPage({ question, link, nonce, chosen, notice }: RatingForm, words: Words): string {
  const { language, layout, choices } = question;
  // Skipping, and what else is no answer among others, is a button beside the one that sends.
  const listed = isWritten(question) ? [] : choices;
  const beside = isWritten(question) ? choices : [];
  const answers = `<fieldset><legend><h1>${prose(question.text)}</h1></legend>
${listed.length === 0 ? '' : `<div class="${layout === 'scale' ? `scale c${columns(choices.length)}` : 'column'}">\n${listed.map((choice, i) => pick(choice, i, chosen)).join('\n')}\n</div>`}
${meanings(question)}</fieldset>`;
  const label = isWritten(question) ? words.page_answer : words.page_comment;
  const body = `${notice === null ? '' : `<p class="notice" role="status">${prose(notice)}</p>\n`}<form method="post" action="rate?t=${encodeURIComponent(link)}">
<input type="hidden" name="n" value="${escapeHtml(nonce)}">
${answers}
<label class="words" for="words">${escapeHtml(label)}</label>
<textarea id="words" name="words" maxlength="${LONGEST_COMMENT}" dir="auto"></textarea>
<button>${escapeHtml(words.page_send)}</button>
${beside.map((choice, i) => `<button class="second" name="choice" value="${i}">${escapeHtml(shorten(choice.label, capabilities.maxButtonLabel))}</button>`).join('\n')}
</form>`;
  return pageHtml(language, question.text, body);
}

/** On a phone of 320 pixels six numbers fit side by side, or seven where that makes one row. */
const columns = (count: number): number => (count <= 7 ? count : Math.ceil(count / Math.ceil(count / 6)));

/** The answer is written and not picked from a list: a question of words, or one of several answers by number. */
export const isWritten = ({ layout, choices }: Question): boolean => layout === 'text' || choices.length < 2;

function pick({ label, meaning }: Choice, i: number, chosen: number | null): string {
  const shown = escapeHtml(shorten(label, capabilities.maxButtonLabel));
  const spoken = meaning === undefined ? '' : ` aria-label="${escapeHtml(`${label} – ${meaning}`)}"`;
  const marked = i === chosen ? ' checked' : '';
  return `<label class="pick"><input type="radio" name="choice" value="${i}"${spoken}${marked}><span>${shown}</span></label>`;
}

function meanings({ choices }: Question): string {
  const told = choices.flatMap(({ label, meaning }) =>
    meaning === undefined ? [] : [`${label} – ${meaning}`],
  );
  if (told.length === 0) return '';
  return `<ul class="legend">${told.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>\n`;
}
