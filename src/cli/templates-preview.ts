import { writeFile } from 'node:fs/promises';
import { answerLabel, answersOf, type Composition, compose, composeAnswered } from '../app/compose.ts';
import type { ChannelModule } from '../model/channel.ts';
import { meansChannel } from '../model/channel-names.ts';
import { AfterwordError } from '../model/errors.ts';
import type { Answer } from '../model/invitation.ts';
import type { OutgoingMessage } from '../model/outgoing.ts';
import { takesSeveral } from '../model/question.ts';
import type { Question, Template } from '../model/template.ts';
import { worded } from '../model/worded.ts';
import { type ChannelPreview, drawPreview, previewPage } from '../reports/preview.ts';
import { NAMED_HOLES } from './named-holes.ts';
import { openTemplateFile, type Wanted } from './template-file.ts';

/** What `templates preview` is asked for, and what it knows. */
export interface PreviewOptions extends Wanted {
  /** A channel's name, or "all": those that the template is meant for. */
  channel: string;
  /** Write a page instead: into this file, or true for the output. */
  html: string | boolean;
  modules: readonly ChannelModule[];
}

/**
 * `npx afterword templates preview FILE`: draws the survey as each channel would send it.
 * @throws AfterwordError AW_TEMPLATE for a faulty file, AW_USAGE for what is not there
 */
export async function preview(options: PreviewOptions, output: NodeJS.WritableStream): Promise<void> {
  const { html } = options;
  if (typeof html === 'string' && !/\.html?$/i.test(html)) {
    throw new AfterwordError('AW_USAGE', `--html writes a page: "${html}" does not end with .html.`);
  }
  const opened = await openTemplateFile(options);
  const { template, language, variant } = opened;
  const channels = chosen(options, template).map((module): ChannelPreview => {
    const words = worded(template, { channel: module.name, variant });
    const { edit: editable } = module.capabilities;
    const texts = { ...opened, template: words, variables: NAMED_HOLES };
    const messages = messagesOf({ ...texts, editable, sign: () => 'preview' });
    return { channel: module.name, screens: screensIn(module, messages) };
  });
  const survey = { template: template.id, language, variant, channels };
  if (html === false) output.write(drawPreview(survey));
  else if (html === true) output.write(previewPage(survey));
  else {
    await writeFile(html, previewPage(survey));
    output.write(`${html}\n`);
  }
}

function chosen({ channel, modules }: PreviewOptions, template: Template): readonly ChannelModule[] {
  const wanted = template.when.channels;
  if (channel === 'all')
    return modules.filter(({ name }) => wanted === undefined || meansChannel(wanted, name));
  const named = modules.filter(({ name }) => meansChannel([channel], name));
  if (named.length > 0) return named;
  const known = modules.map(({ name }) => name).join(', ');
  throw new AfterwordError('AW_USAGE', `There is no channel "${channel}"; there are ${known}, or all.`);
}

interface Titled {
  title: string;
  message: OutgoingMessage;
}

function screensIn(module: ChannelModule, messages: readonly Titled[]): ChannelPreview['screens'] {
  const draw = module.preview?.bind(module);
  if (draw === undefined) return null;
  return messages.map(({ title, message }) => ({ title, blocks: draw(message) }));
}

/** Every question, the first one also as it stands once it is answered where messages can change, and the thanks. */
function messagesOf(c: Composition): Titled[] {
  const questions = c.template.questions.flatMap((question, i) => [
    ...asked(question, c),
    ...(i === 0 && c.editable !== false ? [answered(question, c)] : []),
  ]);
  return [...questions, { title: 'thanks', message: compose({ purpose: 'thanks' }, c) }];
}

/** A question that takes several answers is drawn a second time, with one of them marked. */
function asked(question: Question, c: Composition): Titled[] {
  const say = { purpose: 'question', question: question.id } as const;
  const first = { title: `${question.id} · ${question.type}`, message: compose(say, c) };
  if (!takesSeveral(question) || c.editable === false) return [first];
  const picked = question.choices.slice(0, 1).map(({ value }) => value);
  return [first, { title: `${question.id} · marked`, message: compose(say, { ...c, picked }) }];
}

const answered = (question: Question, c: Composition): Titled => ({
  title: `${question.id} · answered`,
  message: composeAnswered(question, longestAnswer(question, c), c),
});

/** The answer that needs most room: where it fits, all others do. */
function longestAnswer(question: Question, { words, language }: Composition): Answer {
  const length = (answer: Answer): number => answerLabel(question, answer, words, language).length;
  return answersOf(question).reduce<Answer>((a, b) => (length(b) > length(a) ? b : a), {});
}
