import { chooseRung, type Rung } from '../../src/model/ladder.ts';
import type { Choice, OutgoingMessage } from '../../src/model/outgoing.ts';
import { shorten } from '../../src/model/shorten.ts';
import { capabilities, MAX_POLL_NAME, MAX_POLL_OPTION } from './capabilities.ts';

type Question = Extract<OutgoingMessage, { kind: 'question' }>;

/** What is written into the chat. */
export type WebMessage =
  | { type: 'text'; text: string }
  /** `tokens[i]` is what a vote for `options[i]` means. */
  | { type: 'poll'; name: string; options: string[]; tokens: string[] };

/** One message as a person at the phone could send it. */
export function renderMessage(message: OutgoingMessage, rung?: Rung): WebMessage {
  if (message.kind === 'answered') return text(`${message.text}\n\n✓ ${message.chosen}`);
  if (message.kind === 'text') {
    const name = message.author?.role === 'agent' ? message.author.name : undefined;
    return text(name ? `${name}: ${message.text}` : message.text);
  }
  if (message.choices.length === 0) return text(message.text);
  const wanted = rung ?? chooseRung(message, capabilities)?.rung;
  if (wanted === 'poll' && message.choices.length >= 2) return poll(message);
  return text(numbered(message));
}

const text = (words: string): WebMessage => ({ type: 'text', text: shorten(words, capabilities.maxText) });

function poll({ text: name, choices }: Question): WebMessage {
  const whole = choices.map(withMeaning);
  const cut = whole.map((option) => shorten(option, MAX_POLL_OPTION));
  // WhatsApp takes no two options that read alike.
  const alike = new Set(cut).size < cut.length;
  const options = alike ? whole.map((option, i) => shorten(`${i + 1}. ${option}`, MAX_POLL_OPTION)) : cut;
  return {
    type: 'poll',
    name: shorten(name.trim(), MAX_POLL_NAME),
    options,
    tokens: choices.map(({ token }) => token),
  };
}

const withMeaning = ({ label, meaning }: Choice): string =>
  meaning === undefined || meaning === label ? label : `${label} – ${meaning}`;

function numbered({ text: words, choices, layout, typedHint }: Question): string {
  const lines =
    layout === 'scale'
      ? choices.filter(({ meaning }) => meaning !== undefined).map(withMeaning)
      : choices.map(({ label }, i) => `${i + 1}. ${label}`);
  const tail = [lines.map((line) => shorten(line, 200)).join('\n'), shorten(typedHint, 600)]
    .filter(Boolean)
    .join('\n\n');
  const room = capabilities.maxText - tail.length - 2;
  return tail === '' ? words : `${shorten(words, Math.max(room, 100))}\n\n${tail}`;
}
