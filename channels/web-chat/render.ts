import type { Choice, OutgoingMessage } from '../../src/model/outgoing.ts';
import { shorten } from '../../src/model/shorten.ts';
import { capabilities } from './capabilities.ts';
import type { Bubble } from './entries.ts';

/** What a number means stands under the first and the last button: short, or it breaks the row. */
const LONGEST_MEANING = 80;
const LONGEST_QUESTION = capabilities.maxText - 3 * LONGEST_MEANING;

/** A message of ours as the bubble that the widget draws. Text stays plain: the widget sets it as text only. */
export function render(message: OutgoingMessage): Bubble {
  switch (message.kind) {
    case 'question':
      return renderQuestion(message);
    case 'answered': {
      const chosen = shorten(message.chosen, LONGEST_MEANING);
      return { type: 'answered', from: 'survey', ...spoken(message, LONGEST_QUESTION), chosen };
    }
    case 'text': {
      const { role, name } = message.author ?? { role: 'survey' as const };
      const bubble = { type: 'message', from: role, ...spoken(message, capabilities.maxText) } as const;
      return name === undefined ? bubble : { ...bubble, name };
    }
  }
}

function renderQuestion(message: Extract<OutgoingMessage, { kind: 'question' }>): Bubble {
  const { choices, layout, typedHint } = message;
  const question = { type: 'question', from: 'survey', layout } as const;
  if (choices.length <= capabilities.maxButtons) {
    return { ...question, ...spoken(message, LONGEST_QUESTION), choices: choices.map(renderChoice) };
  }
  const hint = shorten(typedHint, 3 * LONGEST_MEANING - 2);
  const { language, text } = spoken(message, LONGEST_QUESTION);
  return { ...question, language, text: `${text}\n\n${hint}`, choices: [] };
}

function renderChoice({ token, label, meaning }: Choice) {
  const choice = { token, label: shorten(label, capabilities.maxButtonLabel) };
  return meaning === undefined ? choice : { ...choice, meaning: shorten(meaning, LONGEST_MEANING) };
}

const spoken = ({ language, text }: OutgoingMessage, max: number) => ({ language, text: shorten(text, max) });
