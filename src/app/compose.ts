import type { Say } from '../model/dialogue.ts';
import type { Answer } from '../model/invitation.ts';
import { type Language, type LocalizedText, localize } from '../model/language.ts';
import type { Choice, OutgoingMessage } from '../model/outgoing.ts';
import { isAskedInWords, takesSeveral } from '../model/question.ts';
import { scalePoints } from '../model/scale.ts';
import type { Question, Template } from '../model/template.ts';
import { fillVariables, type Variables } from '../model/variables.ts';
import { fillWords, type Words } from '../model/words.ts';
import { signChoice } from './choice-token.ts';

/** What a message is composed of; `sign` makes the token of the n-th answer of a question. */
export interface Composition {
  template: Template;
  words: Words;
  language: Language;
  /** What the holes of texts are filled with; without it they stay, for whoever fills them. */
  variables?: Variables;
  /** Messages can be edited: marks are shown. Elsewhere several answers are typed. Default: they can. */
  editable?: boolean;
  /** What is marked in the open question. */
  picked?: readonly string[];
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

/**
 * The answers of a question in the order in which tokens number them: after the choices the end of a list of several,
 * and a skip stands last.
 */
export function answersOf(question: Question): Answer[] {
  const skip: Answer[] = question.type !== 'scale' && question.optional ? [{ skipped: true }] : [];
  if (question.type === 'scale') return scalePoints(question.scale).map((score) => ({ score }));
  if (question.type !== 'choice') return skip;
  const end: Answer[] = question.multiple ? [{ choices: [] }] : [];
  return [...question.choices.map((c) => ({ choice: c.value })), ...end, ...skip];
}

/** An answer in the customer's words, as the edited question shows it. */
export function answerLabel(question: Question, answer: Answer, words: Words, language: Language): string {
  if (answer.skipped === true) return words.skip;
  if (answer.score !== undefined && question.type === 'scale') {
    const meaning = question.labels[String(answer.score)];
    if (meaning !== undefined && isAskedInWords(question)) return localize(meaning, language);
    return meaning === undefined ? String(answer.score) : `${answer.score} · ${localize(meaning, language)}`;
  }
  if (answer.choice !== undefined && question.type === 'choice') {
    const choice = question.choices.find((c) => c.value === answer.choice);
    if (choice !== undefined) return localize(choice.label, language);
  }
  if (answer.choices !== undefined && question.type === 'choice') {
    if (answer.choices.length === 0) return words.done;
    const given = answer.choices.map((choice) => answerLabel(question, { choice }, words, language));
    return given.join(', ');
  }
  return answer.text ?? '';
}

function choicesOf(question: Question, index: number, c: Composition): Choice[] {
  return answersOf(question).flatMap((answer, i): Choice | Choice[] => {
    const token = c.sign(index, i);
    if (takesSeveral(question)) return oneOfSeveral(question, answer, token, c);
    if (answer.score === undefined || isAskedInWords(question))
      return { token, label: answerLabel(question, answer, c.words, c.language) };
    const label = String(answer.score);
    const meaning = question.type === 'scale' ? question.labels[label] : undefined;
    return meaning === undefined
      ? { token, label }
      : { token, label, meaning: localize(meaning, c.language) };
  });
}

/** Marked ones are shown so, and the button that ends the list is there once it would end something. */
function oneOfSeveral(question: Question, answer: Answer, token: string, c: Composition): Choice[] {
  const { picked = [] } = c;
  if (c.editable === false && answer.skipped !== true) return [];
  if (answer.choices !== undefined && picked.length === 0) return [];
  const label = answerLabel(question, answer, c.words, c.language);
  const marked = answer.choice !== undefined && picked.includes(answer.choice);
  return [{ token, label: marked ? `✓ ${label}` : label }];
}

/** Below the text: that more than one can be chosen; and the choices by number, where marks cannot be shown. */
function below(question: Question, c: Composition): string {
  if (!takesSeveral(question)) return '';
  if (c.editable !== false) return `\n\n${c.words.choose_several}`;
  const lines = question.choices.map(({ label }, i) => `${i + 1}. ${localize(label, c.language)}`);
  return `\n\n${lines.join('\n')}\n\n${c.words.type_choices}`;
}

function typedHint(question: Question, words: Words): string {
  if (takesSeveral(question)) return words.type_choices;
  if (isAskedInWords(question)) return words.type_a_choice;
  if (question.type === 'scale') return fillWords(words.type_a_number, scaleEnds(question));
  return question.type === 'choice' ? words.type_a_choice : '';
}

const isAnsweredByNumber = (question: Question): boolean =>
  question.type === 'scale' && !isAskedInWords(question);

const scaleEnds = (question: Question): Record<string, number> =>
  question.type === 'scale' ? { min: question.scale.min, max: question.scale.max } : {};

/** A dialogue's "say" as a message in the customer's language. */
export function compose(say: Say, c: Composition): OutgoingMessage {
  if (say.purpose === 'thanks') {
    return { kind: 'text', language: c.language, text: thanksOf(c) };
  }
  if (say.purpose === 'notice') return { kind: 'text', language: c.language, text: c.words[say.word] };
  const index = c.template.questions.findIndex((question) => question.id === say.question);
  const question = c.template.questions[index];
  if (question === undefined) throw new Error(`template ${c.template.id} has no question ${say.question}`);
  const asked = said(question.text, c) + below(question, c);
  const again = isAnsweredByNumber(question) ? c.words.ask_again : c.words.ask_again_choice;
  const before = { question: null, ask_again: again, reminder: c.words.reminder }[say.purpose];
  return {
    kind: 'question',
    language: c.language,
    text: before === null ? asked : `${fillWords(before, scaleEnds(question))}\n\n${asked}`,
    layout: isAskedInWords(question) ? 'choice' : question.type,
    choices: choicesOf(question, index, c),
    typedHint: typedHint(question, c.words),
    survey: { template: c.template.id, metric: c.template.metric, question: question.id },
  };
}

/** A text of the template in the customer's language, with its holes filled. */
function said(texts: LocalizedText, { language, variables }: Composition): string {
  const text = localize(texts, language);
  return variables === undefined ? text : fillVariables(text, variables);
}

/** The thanks, and after them the invitations to write a review. */
const thanksOf = (c: Composition): string =>
  [
    said(c.template.thanks, c),
    ...c.template.actions.flatMap(({ review }) =>
      review === undefined ? [] : [`${said(review.text, c)}\n${review.url}`],
    ),
  ].join('\n\n');

/** The question as it stands once it is answered. */
export function composeAnswered(question: Question, answer: Answer, c: Composition): OutgoingMessage {
  const answerText = answerLabel(question, answer, c.words, c.language);
  return {
    kind: 'answered',
    language: c.language,
    text: said(question.text, c),
    chosen: fillWords(c.words.your_answer, { answer: answerText }),
  };
}

/** The question as it stands once it can no longer be answered. */
export const composeWithdrawn = (question: Question, c: Composition): OutgoingMessage => ({
  kind: 'answered',
  language: c.language,
  text: said(question.text, c),
  chosen: c.words.outdated,
});
