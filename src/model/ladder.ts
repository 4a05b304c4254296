import type { Capabilities } from './channel.ts';
import type { OutgoingMessage } from './outgoing.ts';

/**
 * The rungs of the send ladder, best first. Typing the answer works on every one of them.
 *
 * | rung | how the choices are shown |
 * |---|---|
 * | buttons | below the message, one tap |
 * | list | behind one button that opens a list |
 * | poll | as the platform's own poll |
 * | numbered | as numbered lines in the text |
 * | plain | there are none to show |
 * | template | in a message that the platform approved beforehand: outside the free-text window |
 */
export type Rung = 'buttons' | 'list' | 'poll' | 'numbered' | 'plain' | 'template';

/** In which form a message goes out and why; recorded with the ask. */
export interface Delivery {
  rung: Rung;
  /** A short sentence for admins ("5 choices; at most 3 buttons, 10 list rows"). */
  reason: string;
}

/** Where the ladder stands: whether the platform takes free text in this chat now. */
export interface SendWindow {
  open: boolean;
}

/**
 * The best rung that carries this message whole. Of two that fit, the one that needs less cutting of labels.
 * @returns null when the window is closed and the platform knows no approved templates: nothing can be sent
 */
export function chooseRung(
  message: OutgoingMessage,
  capabilities: Capabilities,
  window: SendWindow = { open: true },
): Delivery | null {
  if (!window.open) {
    if (!capabilities.templateOutsideWindow) return null;
    return { rung: 'template', reason: 'the free-text window is closed; only an approved template works' };
  }
  if (message.kind !== 'question' || message.choices.length === 0) {
    return { rung: 'plain', reason: 'there is nothing to choose from' };
  }
  const { maxButtons, maxButtonLabel, maxListRows, maxListLabel, maxPollOptions } = capabilities;
  const count = message.choices.length;
  const longest = Math.max(...message.choices.map(({ label }) => label.length));
  const reason = `${count} choices, longest label ${longest}; ${maxButtons} buttons of ${maxButtonLabel}, ${maxListRows} list rows of ${maxListLabel}, ${maxPollOptions} poll options`;
  const buttons = count <= maxButtons;
  const list = count <= maxListRows;
  const listReadsBetter = list && longest > maxButtonLabel && maxListLabel > maxButtonLabel;
  if (buttons && !listReadsBetter) return { rung: 'buttons', reason };
  if (list) return { rung: 'list', reason };
  return { rung: count <= maxPollOptions ? 'poll' : 'numbered', reason };
}
