import { questionToReadAgainst } from '../dialogue/index.ts';
import type { Language } from '../model/language.ts';
import { takesSeveral } from '../model/question.ts';
import type { QuestionKind, Reading, ReadingContext } from '../model/reading.ts';
import type { Question, Template } from '../model/template.ts';
import { worded } from '../model/worded.ts';
import { type Lexicons, readReply, readSeveral } from '../replies/index.ts';
import type { InvitationRow } from '../store/schema.ts';

/** A typed message, read against the question that it can be an answer to; null when nothing was ever asked. */
export function readTyped(
  lexicons: Lexicons,
  row: Pick<InvitationRow, 'dialogue' | 'language' | 'channel' | 'variant'>,
  template: Template,
  event: { text: string; sender: { language?: string | undefined } },
): { question: string | null; reading: Reading } | null {
  // Labels as this person saw them.
  const seen = worded(template, row);
  return questionToReadAgainst(row.dialogue, seen, (question) => {
    const context = readingContext(question, seen, row.language, row.channel);
    return (takesSeveral(question) ? readSeveral : readReply)(event.text, context, lexicons);
  });
}

function readingContext(
  question: Question,
  template: Template,
  language: Language,
  channel: string,
): ReadingContext {
  const kind: QuestionKind = question.type === 'scale' ? template.metric : question.type;
  const scale = question.type === 'scale' ? { min: question.scale.min, max: question.scale.max } : null;
  return { kind, scale, language, channel, labels: labelsOf(question) };
}

/** Labels in every language of the template: people answer in the language they think in. */
function labelsOf(question: Question): ReadingContext['labels'] {
  if (question.type === 'scale') {
    return Object.entries(question.labels).map(([value, texts]) => ({
      value: Number(value),
      texts: Object.values(texts),
    }));
  }
  if (question.type === 'choice') {
    return question.choices.map(({ value, label }) => ({ value, texts: Object.values(label) }));
  }
  return [];
}
