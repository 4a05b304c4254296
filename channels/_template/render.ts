import { chooseRung, type Delivery } from '../../src/model/ladder.ts';
import type { Choice, OutgoingMessage } from '../../src/model/outgoing.ts';
import { shorten } from '../../src/model/shorten.ts';
import { capabilities } from './capabilities.ts';

/** What the platform is given besides the address. */
export interface ParrotMessage {
  text: string;
  buttons: { id: string; title: string }[];
}

const LONGEST_LINE = 60;

/** One message in the platform's form, on the rung that the core chose. Text is plain there: nothing to escape. */
export function renderMessage(message: OutgoingMessage, delivery?: Delivery): ParrotMessage {
  if (message.kind === 'answered') return { text: withTail(message.text, message.chosen), buttons: [] };
  if (message.kind === 'text') return { text: shorten(message.text, capabilities.maxText), buttons: [] };
  const { rung } = delivery ?? chooseRung(message, capabilities) ?? { rung: 'plain' };
  const { text, choices, typedHint } = message;
  if (rung === 'buttons') return { text: withTail(text, legend(choices)), buttons: choices.map(button) };
  if (rung === 'plain') return { text: withTail(text, ''), buttons: [] };
  const hint = shorten(typedHint, LONGEST_LINE);
  return { text: withTail(text, `${choices.map(line).join('\n')}\n\n${hint}`), buttons: [] };
}

const button = ({ token, label }: Choice) => ({
  id: token,
  title: shorten(label, capabilities.maxButtonLabel),
});

/** What a number means, or the whole of a label that was cut. */
const legend = (choices: readonly Choice[]): string =>
  choices
    .filter(({ label, meaning }) => meaning !== undefined || label.length > capabilities.maxButtonLabel)
    .map(line)
    .join('\n');

const line = ({ label, meaning }: Choice): string =>
  shorten(meaning === undefined || meaning === label ? label : `${label} – ${meaning}`, LONGEST_LINE);

/** Where both do not fit, the text gives way. */
function withTail(text: string, tail: string): string {
  if (tail === '') return shorten(text, capabilities.maxText);
  const last = shorten(tail, capabilities.maxText - 100);
  return `${shorten(text, capabilities.maxText - last.length - 2)}\n\n${last}`;
}
