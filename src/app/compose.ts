import type { Say } from '../model/dialogue.ts';
import type { Answer } from '../model/invitation.ts';
import { type Language, localize } from '../model/language.ts';
import type { Choice, OutgoingMessage } from '../model/outgoing.ts';
import { scalePoints } from '../model/scale.ts';
import type { Question, Template } from '../model/template.ts';
import { fillWords, type Words } from '../model/words.ts';
import { signChoice } from './choice-token.ts';

/** What a message is composed of; `sign` makes the token of the n-th answer of a question. */
export interface Composition {
  template: Template;
  words: Words;
  language: Language;
  sign(questionIndex: number, choiceIndex: number): string;
}

export const composition = (
  key: Uint8Array,
  invitation: number,
  rest: Omit<Composition, 'sign'>,
): Composition => ({
  ...rest,
  sign: (question, choice) => signChoice(key, { invitation, question, choice }),
});

/** The answers of a question in the order in which tokens number them; a skip stands last. */
export function answersOf(question: Question): Answer[] {
  const skip: Answer[] = question.type !== 'scale' && question.optional ? [{ skipped: true }] : [];
  if (question.type === 'scale') return scalePoints(question.scale).map((score) => ({ score }));
  if (question.type === 'choice') return [...question.choices.map((c) => ({ choice: c.value })), ...skip];
  return skip;
}

/** An answer in the customer's words, as the edited question shows it. */
export function answerLabel(question: Question, answer: Answer, words: Words, language: Language): string {
  if (answer.skipped === true) return words.skip;
  if (answer.score !== undefined && question.type === 'scale') {
    const meaning = question.labels[String(answer.score)];
    return meaning === undefined ? String(answer.score) : `${answer.score} · ${localize(meaning, language)}`;
  }
  if (answer.choice !== undefined && question.type === 'choice') {
    const choice = question.choices.find((c) => c.value === answer.choice);
    if (choice !== undefined) return localize(choice.label, language);
  }
  return answer.text ?? '';
}

function choicesOf(question: Question, index: number, c: Composition): Choice[] {
  return answersOf(question).map((answer, i) => {
    const token = c.sign(index, i);
    if (answer.score === undefined)
      return { token, label: answerLabel(question, answer, c.words, c.language) };
    const label = String(answer.score);
    const meaning = question.type === 'scale' ? question.labels[label] : undefined;
    return meaning === undefined
      ? { token, label }
      : { token, label, meaning: localize(meaning, c.language) };
  });
}

function typedHint(question: Question, words: Words): string {
  if (question.type === 'scale') return fillWords(words.type_a_number, scaleEnds(question));
  return question.type === 'choice' ? words.type_a_choice : '';
}

const scaleEnds = (question: Question): Record<string, number> =>
  question.type === 'scale' ? { min: question.scale.min, max: question.scale.max } : {};

/** A dialogue's "say" as a message in the customer's language. */
export function compose(say: Say, c: Composition): OutgoingMessage {
  if (say.purpose === 'thanks') {
    return { kind: 'text', language: c.language, text: localize(c.template.thanks, c.language) };
  }
  if (say.purpose === 'notice') return { kind: 'text', language: c.language, text: c.words[say.word] };
  const index = c.template.questions.findIndex((question) => question.id === say.question);
  const question = c.template.questions[index];
  if (question === undefined) throw new Error(`template ${c.template.id} has no question ${say.question}`);
  const asked = localize(question.text, c.language);
  const before = { question: null, ask_again: c.words.ask_again, reminder: c.words.reminder }[say.purpose];
  return {
    kind: 'question',
    language: c.language,
    text: before === null ? asked : `${fillWords(before, scaleEnds(question))}\n\n${asked}`,
    layout: question.type,
    choices: choicesOf(question, index, c),
    typedHint: typedHint(question, c.words),
  };
}

/** The question as it stands once it is answered. */
export function composeAnswered(question: Question, answer: Answer, c: Composition): OutgoingMessage {
  const answerText = answerLabel(question, answer, c.words, c.language);
  return {
    kind: 'answered',
    language: c.language,
    text: localize(question.text, c.language),
    chosen: fillWords(c.words.your_answer, { answer: answerText }),
  };
}
