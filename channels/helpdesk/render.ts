import type { OutgoingMessage } from '../../src/model/outgoing.ts';
import { shorten } from '../../src/model/shorten.ts';
import { capabilities } from './capabilities.ts';

type Question = Extract<OutgoingMessage, { kind: 'question' }>;

export interface Rendered {
  text: string;
  /** Empty where the answer is typed. */
  items: readonly { title: string; value: string }[];
}

const LONGEST_LEGEND = 160;
const LONGEST_HINT = 300;

/** @param buttons whether the helpdesk can show so many */
export function render(message: OutgoingMessage, buttons: boolean): Rendered {
  if (message.kind === 'answered') return plain(withTail(message.text, `✓ ${message.chosen}`));
  if (message.kind === 'text') return plain(shorten(message.text, capabilities.maxText));
  if (message.choices.length === 0) return plain(shorten(message.text, capabilities.maxText));
  if (buttons && message.choices.length <= capabilities.maxButtons) return tappable(message);
  const lines = message.choices.flatMap(({ label, meaning }, i) => {
    if (message.layout === 'choice') return [shorten(`${i + 1}. ${label}`, LONGEST_LEGEND)];
    return meaning === undefined ? [] : [shorten(`${label} – ${meaning}`, LONGEST_LEGEND)];
  });
  const hint = shorten(message.typedHint, LONGEST_HINT);
  return plain(withTail(message.text, [lines.join('\n'), hint].filter(Boolean).join('\n\n')));
}

const plain = (text: string): Rendered => ({ text, items: [] });

/** What is shown on an item comes back as the customer's words on other platforms: each title is one of a kind. */
function tappable({ text, choices }: Question): Rendered {
  const seen = new Set<string>();
  const items = choices.map(({ token, label }) => {
    let title = shorten(label, capabilities.maxButtonLabel);
    for (let n = 2; seen.has(title); n++) title = `${shorten(label, capabilities.maxButtonLabel - 4)} (${n})`;
    seen.add(title);
    return { title, value: token };
  });
  const legend = choices.flatMap(({ label, meaning }) => {
    const cut = label.length > capabilities.maxButtonLabel;
    if (meaning === undefined && !cut) return [];
    return [
      shorten(meaning === undefined || meaning === label ? label : `${label} – ${meaning}`, LONGEST_LEGEND),
    ];
  });
  return { text: withTail(text, legend.join('\n')), items };
}

/** Text and tail as two paragraphs; where both do not fit, the text gives way. */
function withTail(text: string, tail: string): string {
  if (tail === '') return shorten(text, capabilities.maxText);
  const last = shorten(tail, capabilities.maxText - 400);
  return `${shorten(text, capabilities.maxText - last.length - 2)}\n\n${last}`;
}
