import type { LocalizedText } from './language.ts';
import type { Rewording } from './rewording.ts';
import type { Question, Template } from './template.ts';

/**
 * The template in the words of one channel and one variant. A variant's words go before a channel's: what is compared
 * is compared on every channel.
 */
export function worded(template: Template, by: { channel: string; variant: string | null }): Template {
  const variant = template.variants?.find(({ id }) => id === by.variant);
  const questions = template.questions.map((question) => {
    const onChannel = Object.entries(question.channels ?? {}).find(([name]) => name === by.channel)?.[1];
    return reword(reword(question, onChannel), own(variant?.questions, question.id));
  });
  return { ...template, questions, thanks: variant?.thanks ?? template.thanks };
}

function reword(question: Question, words: Rewording | undefined): Question {
  if (words === undefined) return question;
  const text = words.text ?? question.text;
  if (question.type === 'scale')
    return { ...question, text, labels: { ...question.labels, ...words.labels } };
  if (question.type === 'text') return { ...question, text };
  const label = (value: string, usual: LocalizedText) => own(words.labels, value) ?? usual;
  return {
    ...question,
    text,
    choices: question.choices.map((c) => ({ ...c, label: label(c.value, c.label) })),
  };
}

const own = <T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
