import { conditionValues, findQuestion, scoreQuestion } from '../dialogue/index.ts';
import { holds } from '../model/condition.ts';
import type { DialogueState, Effect } from '../model/dialogue.ts';
import type { Answer } from '../model/invitation.ts';
import type { Reading } from '../model/reading.ts';
import type { Template } from '../model/template.ts';

/** What a simulation tells the admin, in words. */

const quoted = (text: string): string => JSON.stringify(text);

export function describeReading(reading: Reading): string {
  switch (reading.kind) {
    case 'score':
      return `read as the score ${reading.score}${beside(reading.comment)}`;
    case 'choice':
      return `read as the choice ${reading.value}${beside(reading.comment)}`;
    case 'choices':
      return `read as the choices ${reading.values.join(', ')}${beside(reading.comment)}`;
    default:
      return `read as: ${reading.kind.replaceAll('_', ' ')}`;
  }
}

const beside = (comment: string | null): string =>
  comment === null ? '' : `, with the comment ${quoted(comment)}`;

/** None for what shows itself: messages and the edits of their buttons. */
export function describeEffect(effect: Effect): string[] {
  switch (effect.type) {
    case 'say':
    case 'lock':
    case 'redraw':
      return [];
    case 'withdraw':
      return [`the question ${effect.question} can no longer be answered`];
    case 'record':
      return [`stored: ${effect.question} = ${describeAnswer(effect.answer)}`];
    case 'retract':
      return [`no longer counts: the answer to ${effect.question}`];
    case 'hand_over':
      return [`handed over to the agents (${effect.reason.replaceAll('_', ' ')})`];
    case 'timer':
      return [`${effect.timer === 'expire' ? 'expires' : 'reminds'} after ${hours(effect.afterMs)}`];
    case 'open_case':
      return [`action: opens a case${effect.alert === null ? '' : ` and tells ${effect.alert}`}`];
    case 'opt_out':
      return ['opted out: no more surveys for this person'];
    case 'opt_in':
      return ['opted in: surveys for this person again'];
    case 'tag':
      return [`action: tags it ${effect.tag}`];
    case 'webhook':
      return [`action: calls ${effect.url}`];
    case 'review':
      return [`the thanks carry the address ${effect.url}`];
  }
}

const hours = (ms: number): string =>
  ms % 3_600_000 === 0 ? `${ms / 3_600_000} h` : `${Math.round(ms / 1000)} s`;

export function describeAnswer({ score, text, skipped, ...answer }: Answer): string {
  if (skipped === true) return 'skipped';
  const parts = [score, ...Object.values(answer).flat(), text === undefined ? undefined : quoted(text)];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** Where an answer led, and by which branch. */
export function describeWay(
  template: Template,
  before: DialogueState,
  after: DialogueState,
  effects: readonly Effect[],
): string[] {
  const answered = effects.find((effect) => effect.type === 'lock');
  const question = answered === undefined ? undefined : findQuestion(template, answered.question);
  const moved = after.current !== before.current || after.reason !== before.reason;
  if (question === undefined || !moved) return [];
  const values = conditionValues(template, after.answers);
  const branch = question.next?.find((one) => one.if === undefined || holds(one.if, values));
  const by =
    branch === undefined ? 'main line' : `branch ${branch.if === undefined ? 'always' : quoted(branch.if)}`;
  return [`${by} → ${after.current ?? 'thanks'}`];
}

/** How it stands at the end. */
export function describeEnd(template: Template, { state, reason, answers }: DialogueState): string[] {
  const question = scoreQuestion(template);
  const score = question === undefined ? undefined : answers[question.id]?.score;
  const given = Object.entries(answers).map(([id, answer]) => `  ${id}: ${describeAnswer(answer)}`);
  return [
    `state: ${state}${reason === null ? '' : ` (${reason})`}`,
    ...(question?.type === 'scale' && score !== undefined
      ? [
          `${template.metric}: ${score} on ${question.scale.min}–${question.scale.max}, ${worth(question.scale, score)}`,
        ]
      : [`${template.metric}: no score`]),
    ...given,
  ];
}

function worth(
  { good, bad }: { good?: number[] | undefined; bad?: number[] | undefined },
  score: number,
): string {
  if (good?.includes(score)) return 'a good answer';
  return bad?.includes(score) ? 'a bad answer' : 'neither good nor bad';
}
