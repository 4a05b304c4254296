import { findQuestion, scoreQuestion } from '../dialogue/index.ts';
import { localize } from '../model/language.ts';
import { withMetricDefaults } from '../model/metric-scale.ts';
import type { Template } from '../model/template.ts';
import type { CardFacts } from '../store/desk.ts';
import type { Band } from './words.ts';

/** A score as agents see it; words of the customer as they were written. */
export interface Card {
  invitation: string;
  metric: string;
  /** Null when the customer took it back. */
  score: number | null;
  max: number;
  band: Band;
  /** What the number means, where the template says so. */
  meaning: string | null;
  /** What followed: a reason that was picked, or words. */
  said: readonly { kind: 'reason' | 'words'; text: string }[];
  complete: boolean;
  agent: string | null;
  team: string | null;
  channel: string;
  customer: string | null;
  language: string;
  conversation: string;
  link: string | null;
}

interface CardOptions {
  /** Of the agents. */
  language: string;
  conversationLink: string | undefined;
}

/** The card of one invitation. Pure. */
export function cardOfFacts(facts: CardFacts, template: Template, options: CardOptions): Card {
  const question = scoreQuestion(template);
  const scale = question?.type === 'scale' ? withMetricDefaults(template.metric, question.scale) : null;
  const label =
    question?.type === 'scale' && facts.score !== null ? question.labels[String(facts.score)] : undefined;
  const link = options.conversationLink?.replaceAll('{id}', encodeURIComponent(facts.conversation));
  return {
    invitation: facts.public_id,
    metric: template.metric,
    score: facts.score,
    max: scale?.max ?? 0,
    band: bandOf(facts.score, scale),
    meaning: label === undefined ? null : localize(label, options.language),
    said: facts.answers.flatMap((answer) => saidIn(answer, template, options.language)),
    complete: facts.completed_at !== null,
    agent: facts.agent_name ?? facts.agent_id,
    team: facts.team,
    channel: facts.channel,
    customer: facts.contact_name,
    language: facts.language,
    conversation: facts.conversation,
    link: link ?? null,
  };
}

/** Which answers are good and which bad belongs to the template's scale. */
export function bandOf(
  score: number | null,
  scale: { good?: number[] | undefined; bad?: number[] | undefined } | null,
): Band {
  if (score === null || scale === null) return 'neutral';
  if (scale.bad?.includes(score)) return 'bad';
  return scale.good?.includes(score) ? 'good' : 'neutral';
}

function saidIn(
  answer: CardFacts['answers'][number],
  template: Template,
  language: string,
): Card['said'][number][] {
  const question = findQuestion(template, answer.question);
  const picked = [...(answer.choices ?? []), ...(answer.choice === null ? [] : [answer.choice])];
  const reasons = picked.map((value) => {
    const label =
      question?.type === 'choice' ? question.choices.find((one) => one.value === value)?.label : undefined;
    return { kind: 'reason' as const, text: label === undefined ? value : localize(label, language) };
  });
  return answer.text === null || answer.text.trim() === ''
    ? reasons
    : [...reasons, { kind: 'words' as const, text: answer.text }];
}
