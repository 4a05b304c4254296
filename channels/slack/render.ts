import type { Button, ContextBlock, KnownBlock, StaticSelect } from '@slack/types';
import { chooseRung, type Rung } from '../../src/model/ladder.ts';
import type { Choice, OutgoingMessage } from '../../src/model/outgoing.ts';
import { shorten } from '../../src/model/shorten.ts';
import { capabilities } from './capabilities.ts';
import { richText } from './rich-text.ts';

/** What `chat.postMessage` and `chat.update` are given besides the place. */
export interface SlackMessage {
  /** For notifications and screen readers; escaped, because this one is markup. */
  text: string;
  blocks: KnownBlock[];
}

/** Our answers' action ids begin so; each must differ within a message. */
export const CHOICE_ACTION = 'afterword_choice_';

/** Longest explanation of one answer under the question: eleven of these leave the question most of the text. */
const LONGEST_LEGEND = 150;
const LONGEST_NOTIFICATION = 300;

/** One message in Block Kit. Words of others go as rich text, which has no markup: nothing in them can be misread. */
export function renderMessage(message: OutgoingMessage, given?: Rung): SlackMessage {
  if (message.kind === 'answered') return answered(message);
  if (message.kind === 'text') {
    const name = message.author?.role === 'agent' ? message.author.name : undefined;
    const text = shorten(name ? `${name}: ${message.text}` : message.text, capabilities.maxText);
    return { text: escaped(text), blocks: [richText(text)] };
  }
  const rung = given ?? chooseRung(message, capabilities)?.rung ?? 'numbered';
  const { text, choices, typedHint } = message;
  const typed = rung === 'buttons' || rung === 'list' || choices.length === 0;
  const lines = choices.map(typed ? legend : numbered).filter(Boolean);
  const tail = [lines.join('\n'), typed ? '' : shorten(typedHint, LONGEST_LEGEND)]
    .filter(Boolean)
    .join('\n\n');
  const whole = withTail(text, tail);
  const notification = escaped(shorten(text, LONGEST_NOTIFICATION));
  return { text: notification, blocks: [richText(whole), ...controls(choices, rung)] };
}

function answered({ text, chosen }: Extract<OutgoingMessage, { kind: 'answered' }>): SlackMessage {
  const choice = shorten(`✓ ${chosen}`, LONGEST_LEGEND);
  const question = shorten(text, capabilities.maxText - choice.length - 2);
  const context: ContextBlock = {
    type: 'context',
    elements: [{ type: 'plain_text', text: choice, emoji: false }],
  };
  return {
    text: escaped(shorten(`${question} ${choice}`, LONGEST_NOTIFICATION)),
    blocks: [richText(question), context],
  };
}

function controls(choices: readonly Choice[], rung: Rung): KnownBlock[] {
  if (rung === 'buttons' && choices.length > 0) {
    return [{ type: 'actions', block_id: 'afterword_choices', elements: choices.map(button) }];
  }
  return rung === 'list'
    ? [{ type: 'actions', block_id: 'afterword_choices', elements: [menu(choices)] }]
    : [];
}

const button = ({ label, token }: Choice, place: number): Button => ({
  type: 'button',
  action_id: `${CHOICE_ACTION}${place}`,
  text: { type: 'plain_text', text: shorten(label, capabilities.maxButtonLabel), emoji: true },
  value: token,
});

const menu = (choices: readonly Choice[]): StaticSelect => ({
  type: 'static_select',
  action_id: `${CHOICE_ACTION}list`,
  options: choices.map(({ label, token }) => ({
    text: { type: 'plain_text', text: shorten(label, capabilities.maxListLabel), emoji: true },
    value: token,
  })),
});

/** What a button cannot say itself: what its number means, or its whole label where that was cut. */
function legend({ label, meaning }: Choice): string {
  const cut = label.length > capabilities.maxButtonLabel;
  const line = meaning === undefined || meaning === label ? label : `${label} – ${meaning}`;
  return meaning !== undefined || cut ? shorten(line, LONGEST_LEGEND) : '';
}

function numbered(choice: Choice, place: number): string {
  const explained = legend(choice) || shorten(choice.label, LONGEST_LEGEND);
  return /^\d+\+?$/.test(choice.label) ? explained : `${place + 1}. ${explained}`;
}

/** Text and tail as two paragraphs; where both do not fit, the text gives way. */
function withTail(text: string, tail: string): string {
  if (tail === '') return shorten(text, capabilities.maxText);
  const last = shorten(tail, capabilities.maxText - LONGEST_LEGEND);
  return `${shorten(text, capabilities.maxText - last.length - 2)}\n\n${last}`;
}

/** The three characters by which Slack's markup calls people, links and channels. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
