import type { Rung } from '../../src/model/ladder.ts';
import type { Choice, OutgoingMessage } from '../../src/model/outgoing.ts';
import { shorten } from '../../src/model/shorten.ts';
import { capabilities, MAX_DESCRIPTION, MAX_INTERACTIVE_TEXT, MAX_OPENER } from './capabilities.ts';
import { opener } from './opener.ts';

type Question = Extract<OutgoingMessage, { kind: 'question' }>;

interface ReplyButtons {
  type: 'button';
  body: { text: string };
  action: { buttons: { type: 'reply'; reply: { id: string; title: string } }[] };
}

interface ReplyList {
  type: 'list';
  body: { text: string };
  action: {
    button: string;
    sections: { rows: { id: string; title: string; description?: string }[] }[];
  };
}

interface FlowButton {
  type: 'flow';
  body: { text: string };
  action: { name: 'flow'; parameters: Record<string, unknown> };
}

/** What the messages endpoint is given besides the receiver. */
export type WhatsappMessage =
  | { type: 'text'; text: { body: string; preview_url: false } }
  | { type: 'interactive'; interactive: ReplyButtons | ReplyList | FlowButton };

/** Longest explanation of one answer under the question: eleven of these leave the question half of the text. */
const LONGEST_LEGEND = 40;
/** A line of numbered text is the answer itself and must be read whole. */
const LONGEST_LINE = 200;

/** One message in the Cloud API's form, on one rung of the ladder. Text is shown as it is, apart from *bold* and _italic_. */
export function renderMessage(message: OutgoingMessage, rung: Rung): WhatsappMessage {
  if (message.kind === 'answered')
    return text(withTail(message.text, `✓ ${message.chosen}`, capabilities.maxText));
  if (message.kind === 'text') {
    const name = message.author?.role === 'agent' ? message.author.name : undefined;
    return text(name ? `${name}: ${message.text}` : message.text);
  }
  if (message.choices.length === 0) return text(message.text);
  if (rung === 'buttons') return interactive(buttons(message));
  if (rung === 'list') return interactive(list(message));
  return text(numbered(message));
}

/** The same question with a button that opens a Flow (flow.json) beside what is typed. */
export function renderFlow(message: Question, flow: { id: string; token: string }): WhatsappMessage {
  const answers = message.choices.map(({ token, label, meaning }) => ({
    id: token,
    title: shorten(meaning === undefined ? label : `${label} – ${meaning}`, 30),
  }));
  return interactive({
    type: 'flow',
    body: { text: withTail(message.text, ending(message), MAX_INTERACTIVE_TEXT) },
    action: {
      name: 'flow',
      parameters: {
        flow_message_version: '3',
        flow_id: flow.id,
        flow_token: flow.token,
        flow_cta: opener(message.language),
        flow_action: 'navigate',
        flow_action_payload: { screen: 'QUESTION', data: { question: shorten(message.text, 300), answers } },
      },
    },
  });
}

const text = (body: string): WhatsappMessage => ({
  type: 'text',
  text: { body: shorten(body, capabilities.maxText), preview_url: false },
});

const interactive = (given: ReplyButtons | ReplyList | FlowButton): WhatsappMessage => ({
  type: 'interactive',
  interactive: given,
});

function buttons({ text: body, choices }: Question): ReplyButtons {
  const titles = distinct(
    choices.map(({ label }) => label),
    capabilities.maxButtonLabel,
  );
  return {
    type: 'button',
    body: { text: withTail(body, legend(choices, titles), MAX_INTERACTIVE_TEXT) },
    action: {
      buttons: choices.map(({ token }, i) => ({
        type: 'reply',
        reply: { id: token, title: titles[i] ?? '' },
      })),
    },
  };
}

function list({ text: body, choices, language }: Question): ReplyList {
  const titles = distinct(
    choices.map(({ label }) => label),
    capabilities.maxListLabel,
  );
  const rows = choices.map(({ token, label, meaning }, i) => {
    const title = titles[i] ?? '';
    const description = meaning ?? (title === label ? undefined : label);
    return {
      id: token,
      title,
      ...(description !== undefined && { description: shorten(description, MAX_DESCRIPTION) }),
    };
  });
  return {
    type: 'list',
    body: { text: shorten(body, MAX_INTERACTIVE_TEXT) },
    action: { button: shorten(opener(language), MAX_OPENER), sections: [{ rows }] },
  };
}

/** Everything in the text: what the answers are, and that they are typed. */
function numbered(message: Question): string {
  const { text: body, choices, layout } = message;
  if (layout === 'scale') return withTail(body, ending(message), capabilities.maxText);
  const lines = choices.map(({ label }, i) => shorten(`${i + 1}. ${label}`, LONGEST_LINE));
  return withTail(
    body,
    [lines.join('\n'), message.typedHint].filter(Boolean).join('\n\n'),
    capabilities.maxText,
  );
}

/** Below a scale that is typed: what its numbers mean, and how to answer. */
const ending = ({ choices, typedHint }: Question): string =>
  [
    legend(
      choices,
      choices.map(({ label }) => label),
    ),
    shorten(typedHint, 600),
  ]
    .filter(Boolean)
    .join('\n\n');

/** What a label cannot say itself: what its number means, or its whole wording where that was cut. */
function legend(choices: readonly Choice[], titles: readonly string[]): string {
  const lines = choices.flatMap(({ label, meaning }, i) => {
    const cut = titles[i] !== label;
    if (meaning === undefined && !cut) return [];
    const line = meaning === undefined || meaning === label ? label : `${label} – ${meaning}`;
    return [shorten(line, cut ? LONGEST_LINE : LONGEST_LEGEND * 2)];
  });
  return lines.join('\n');
}

/** Labels cut to fit; where two come out alike, which the platform refuses, all are numbered. */
function distinct(labels: readonly string[], max: number): string[] {
  const cut = labels.map((label) => shorten(label, max));
  if (new Set(cut).size === cut.length) return cut;
  return labels.map((label, i) => shorten(`${i + 1}. ${label}`, max));
}

/** Text and tail as two paragraphs; where both do not fit, the text gives way, down to half of the room. */
function withTail(body: string, tail: string, max: number): string {
  if (tail === '') return shorten(body, max);
  const last = shorten(tail, Math.max(max / 2, max - body.length - 2));
  return `${shorten(body, max - last.length - 2)}\n\n${last}`;
}
