import { z } from 'zod';
import type { Message } from './webhook-payload.ts';

/** What a message of a customer says. */
export type Content =
  | { kind: 'choice'; token: string }
  | { kind: 'text'; text: string; replyTo?: string }
  /** Nothing that anybody has to see: a reaction that was taken away, a message that was deleted. */
  | { kind: 'nothing' };

const NOTHING: Content = { kind: 'nothing' };

/** Longest token that the model carries; what is longer is no token of ours. */
const choice = (token: string): Content => ({ kind: 'choice', token: token.slice(0, 512) });

const text = (words: string): Content => ({ kind: 'text', text: words.slice(0, 20_000) });

/**
 * Taps are choices, words are text. What cannot be read here (media, places, contacts, polls) still must reach the
 * agents: it becomes text in brackets, without anything that could be taken for a score, such as a file's name.
 */
export function contentOf(message: Message): Content {
  switch (message.type) {
    case 'text':
      return text(message.text?.body ?? '');
    case 'button':
      return quickReply(message);
    case 'interactive':
      return interactive(message);
    case 'reaction':
      return reaction(message);
    case 'location':
      return location(message);
    case 'edit':
      return text(message.edit?.message.text?.body ?? '[edited message]');
    case 'revoke':
      return NOTHING;
    default:
      return other(message);
  }
}

/** A template's quick reply: its payload is ours, or, where none was given, the words on the button. */
function quickReply({ button }: Message): Content {
  if (button === undefined) return NOTHING;
  const { payload, text: label } = button;
  return payload === undefined || payload === label ? text(label) : choice(payload);
}

function interactive({ interactive: given }: Message): Content {
  const tapped = given?.list_reply ?? given?.button_reply;
  if (tapped !== undefined) return choice(tapped.id);
  return given?.nfm_reply === undefined ? text('[interactive]') : flowAnswer(given.nfm_reply.response_json);
}

const FlowAnswer = z.object({ answer: z.string().min(1) });

/** Flows hand over JSON in a string; ours says which answer was chosen. */
function flowAnswer(response: string): Content {
  const answer = FlowAnswer.safeParse(json(response));
  return answer.success ? choice(answer.data.answer) : text('[form]');
}

/** Told, but in brackets: a thumb on a question says nothing on its scale. */
function reaction({ reaction: given }: Message): Content {
  if (given?.emoji === undefined || given.emoji === '') return NOTHING;
  return { kind: 'text', text: `[reaction ${given.emoji}]`.slice(0, 100), replyTo: given.message_id };
}

function location({ location: at }: Message): Content {
  return text(
    at === undefined ? '[location]' : `[location https://maps.google.com/?q=${at.latitude},${at.longitude}]`,
  );
}

function other(message: Message): Content {
  const caption = message.image?.caption ?? message.video?.caption ?? message.document?.caption ?? '';
  const kind = message.unsupported?.type ?? message.type;
  const name = kind.replace(/[^a-zA-Z]+/g, ' ').trim() || 'unknown';
  const bracket = message.type === 'unsupported' ? `[unsupported message: ${name}]` : `[${name}]`;
  return text(caption === '' ? bracket : `${caption}\n${bracket}`);
}

function json(words: string): unknown {
  try {
    return JSON.parse(words);
  } catch {
    return undefined;
  }
}
