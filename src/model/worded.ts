import { meansChannel } from './channel-names.ts';
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
    const onChannel = onChannelOf(question.channels, by.channel);
    return reword(reword(question, onChannel), own(variant?.questions, question.id));
  });
  return { ...template, questions, thanks: variant?.thanks ?? template.thanks };
}

/** What is said for this very channel, else for its family. */
function onChannelOf(channels: Question['channels'], channel: string): Rewording | undefined {
  const said = Object.entries(channels ?? {});
  const exact =
    said.find(([name]) => name === channel) ?? said.find(([name]) => meansChannel([name], channel));
  return exact?.[1];
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
