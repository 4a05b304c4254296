import { holds, type Value, type Values } from '../model/condition.ts';
import { nextQuestion } from '../model/flow.ts';
import type { Question, Template } from '../model/template.ts';
import { answersThatDiffer, conditionsOf } from './answers-that-differ.ts';
import type { Finding, Path } from './fault.ts';

/** Beyond so many conditions, or trials of them, nothing is said: no template of a person's making comes near. */
const MOST_CONDITIONS = 100;
const MOST_TRIALS = 100_000;

/** How often one condition held and did not hold, and how often its branch was the one taken. */
interface Seen {
  held: number;
  failed: number;
  taken: number;
}

/**
 * Answers the survey in every way that can make a difference, and tells which questions nobody meets and which
 * conditions never or always hold. For templates without faults.
 */
export function reachFindings(template: Template): Finding[] {
  const walk = everyWay(template);
  if (walk === null) return [];
  const questions = template.questions.flatMap((question, i) =>
    walk.met.has(question.id)
      ? (question.next ?? []).flatMap((branch, k) =>
          branch.if === undefined
            ? []
            : conditionFinding(['questions', i, 'next', k, 'if'], walk.seen(branch), 'branch'),
        )
      : [{ path: ['questions', i], message: `no answer leads to the question "${question.id}"` }],
  );
  const actions = template.actions.flatMap((action, i) =>
    action.if === undefined ? [] : conditionFinding(['actions', i, 'if'], walk.seen(action), 'action'),
  );
  return [...questions, ...actions];
}

function conditionFinding(path: Path, { held, failed, taken }: Seen, what: 'branch' | 'action'): Finding[] {
  if (held === 0) return [{ path, message: `this condition never holds: its ${what} is never taken` }];
  if (failed === 0) return [{ path, message: 'this condition holds for every answer: leave the "if" out' }];
  return what === 'action' || taken > 0
    ? []
    : [{ path, message: 'this branch is never taken: those above it take every answer that it is for' }];
}

type Conditional = { if?: string | undefined };

interface Walk {
  met: Set<string>;
  seen(of: Conditional): Seen;
}

/** Null where there are too many ways. */
function everyWay(template: Template): Walk | null {
  const conditions = Math.max(1, conditionsOf(template).length);
  if (conditions > MOST_CONDITIONS) return null;
  let trials = 0;
  const answers = new Map(
    template.questions.map((question) => [question.id, answersThatDiffer(template, question)]),
  );
  const met = new Set<string>();
  const counts = new Map<Conditional, Seen>();
  const seen = (of: Conditional): Seen => {
    const found = counts.get(of) ?? { held: 0, failed: 0, taken: 0 };
    counts.set(of, found);
    return found;
  };
  const done = new Set<string>();
  const open: { id: string; values: Values }[] = [{ id: template.questions[0]?.id ?? '', values: {} }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { id, values } = next;
    const key = JSON.stringify([id, values]);
    const question = template.questions.find((one) => one.id === id);
    if (question === undefined || done.has(key)) continue;
    done.add(key);
    met.add(id);
    const possible = answers.get(id) ?? [];
    trials += possible.length * conditions;
    if (trials > MOST_TRIALS) return null;
    for (const value of possible) {
      const after = valuesWith(template, values, question, value);
      count(question, after, seen);
      for (const action of template.actions)
        tally(seen(action), action.if === undefined || holds(action.if, after));
      const following = nextQuestion(template, id, after);
      if (following !== null) open.push({ id: following, values: after });
    }
  }
  return { met, seen };
}

function count(question: Question, values: Values, seen: Walk['seen']): void {
  let free = true;
  for (const branch of question.next ?? []) {
    const held = branch.if === undefined || holds(branch.if, values);
    tally(seen(branch), held);
    if (held && free) seen(branch).taken += 1;
    free &&= !held;
  }
}

function tally(seen: Seen, held: boolean): void {
  if (held) seen.held += 1;
  else seen.failed += 1;
}

/** `score` is the score of the metric, whatever its question is called. */
function valuesWith(template: Template, values: Values, question: Question, value: Value): Values {
  const isScore = question === template.questions[0];
  return { ...values, [question.id]: value, ...(isScore ? { score: value } : {}) };
}
