import type { RuleCheck } from '../model/decision.ts';
import type { Ground } from '../planning/index.ts';
import { ruleInWords } from './rule-words.ts';

/** Everything that happened around one close, in order; times are ISO strings. No customers' words. */
export interface Why {
  conversation: { id: string; source: string; helpdesk_id: string; channel: string; closed_at: string };
  asked: boolean;
  template: string | null;
  /** Which of the wordings that the template compares. */
  variant: string | null;
  tags: string[];
  state: string;
  reason: string | null;
  /** All of it in one sentence. */
  summary: string;
  checks: RuleCheck[];
  /** On what ground the customer was asked: a consent on record, or the conversation; null where they were not. */
  ground: Ground | null;
  history: { at: string; state: string; reason: string | null }[];
  messages: {
    at: string;
    purpose: string;
    question: string | null;
    state: string;
    sent_at: string | null;
    attempts: number;
    code: string | null;
    /** The rung of the send ladder on which it went out, and why; null before it was to be sent. */
    form: string | null;
    form_reason: string | null;
  }[];
  events: { at: string; kind: string; outcome: string | null }[];
  answers: {
    at: string;
    question: string;
    score: number | null;
    choice: string | null;
    choices: string[] | null;
    has_text: boolean;
    superseded: boolean;
  }[];
  /** What the template had done. */
  actions: { at: string; kind: string; detail: string; state: string; code: string | null }[];
}

const time = (iso: string): string => iso.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
const because = (reason: string | null): string => (reason === null ? '' : ` (${reason})`);

function answerInWords(answer: Why['answers'][number]): string {
  const given =
    answer.score ?? answer.choice ?? answer.choices?.join(', ') ?? (answer.has_text ? 'words' : 'skipped');
  return `${time(answer.at)}  ${answer.question}: ${given}${answer.superseded ? ' (replaced later)' : ''}`;
}

const actionInWords = (action: Why['actions'][number]): string =>
  `${time(action.at)}  ${[action.kind, action.detail].filter(Boolean).join(' ')}: ${action.state}${because(action.code)}`;

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];

/** The same for a person at a terminal. */
export function whyInWords(why: Why): string {
  const { conversation: c } = why;
  return [
    `Conversation ${c.helpdesk_id} of ${c.source} on ${c.channel}, closed ${time(c.closed_at)}`,
    `  ${why.summary}`,
    ...section('Rules, in the order they were asked', why.checks.map(checkInWords)),
    ...section('The ground of asking', why.ground === null ? [] : [groundInWords(why.ground)]),
    ...section(
      'What became of it',
      why.history.map((h) => `${time(h.at)}  ${h.state}${because(h.reason)}`),
    ),
    ...section('Messages to the customer', why.messages.map(messageInWords)),
    ...section(
      'What came back',
      why.events.map((e) => `${time(e.at)}  ${e.kind} → ${e.outcome ?? 'waiting'}`),
    ),
    ...section('Answers', why.answers.map(answerInWords)),
    ...section('What was done', why.actions.map(actionInWords)),
  ].join('\n');
}

/** What became of it in one sentence, for an admin. */
export function summaryOf(why: Pick<Why, 'template' | 'variant' | 'state' | 'reason' | 'history'>): string {
  const { template, variant, state, reason, history } = why;
  const named = `${template}${variant === null ? '' : `, variant ${variant}`}`;
  const cause = reason === null ? '' : `: ${ruleInWords(reason.replace(/^held: /, ''))}`;
  if (state === 'suppressed') return `not asked${cause} (${reason})`;
  if (state === 'planned')
    return reason === null ? `to be asked with ${named}` : `to be asked with ${named}, later${cause}`;
  const began = history.some((step) => step.state === 'asking');
  if (!began) return `planned with ${named}, and then not asked${cause || ` (${state})`}`;
  return `asked with ${named}; now ${state.replaceAll('_', ' ')}${cause}`;
}

function groundInWords({ basis, source, at, country, consent_needed }: Ground): string {
  const what = basis === 'consent' ? `consent told by ${source}` : `a conversation told by ${source}`;
  const law = `${country ?? 'country not known'}, consent ${consent_needed ? 'needed' : 'not needed'}`;
  return `${what}, ${time(at)}; ${law}`;
}

const checkInWords = (check: RuleCheck): string =>
  `${check.passed ? 'yes' : 'NO '}  ${check.rule.padEnd(22)} ${check.detail}`;

function messageInWords(message: Why['messages'][number]): string {
  const what = message.question === null ? message.purpose : `${message.purpose} ${message.question}`;
  const tries = message.attempts > 1 ? `, ${message.attempts} tries` : '';
  const at = time(message.sent_at ?? message.at);
  return `${at}  ${what}: ${message.state}${because(message.code)}${tries}${formInWords(message)}`;
}

/** Words without choices need no explanation; that something could not be sent does. */
function formInWords({ form, form_reason: reason }: Why['messages'][number]): string {
  if (reason === null || form === 'plain') return '';
  return form === null ? `; ${reason}` : `, as ${form}: ${reason}`;
}
