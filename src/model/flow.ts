import { holds, type Values } from './condition.ts';

/** `go: end` goes to the thanks. */
export const END = 'end';

/** What of a template says the way: a `Template` is one. */
export interface Flow {
  readonly questions: readonly FlowQuestion[];
}
interface FlowQuestion {
  readonly id: string;
  readonly next?: readonly { readonly if?: string | undefined; readonly go: string }[] | undefined;
}

/**
 * The question that follows once `currentId` is answered; null is the thanks. `currentId` null asks for the first.
 *
 * Branches are tried in order. Where none holds, or there are none, the dialogue goes on with the *main line*: the
 * next question in the file that no `go` names. So a branch comes back by itself, and questions that only a branch
 * leads to are never met by others.
 */
export function nextQuestion(template: Flow, currentId: string | null, values: Values): string | null {
  if (currentId === null) return template.questions[0]?.id ?? null;
  const current = template.questions.find((question) => question.id === currentId);
  if (current === undefined) return null;
  const taken = current.next?.find((branch) => branch.if === undefined || holds(branch.if, values));
  if (taken !== undefined) return taken.go === END ? null : taken.go;
  return mainLineAfter(template, current);
}

function mainLineAfter(template: Flow, current: FlowQuestion): string | null {
  const named = new Set(template.questions.flatMap((question) => question.next ?? []).map(({ go }) => go));
  const below = template.questions.slice(template.questions.indexOf(current) + 1);
  return below.find((question) => !named.has(question.id))?.id ?? null;
}

/** Every question that may follow, conditions not looked at; null is the thanks. */
function following(template: Flow, current: FlowQuestion): (string | null)[] {
  const always = current.next?.findIndex((branch) => branch.if === undefined) ?? -1;
  const branches = always < 0 ? (current.next ?? []) : (current.next ?? []).slice(0, always + 1);
  const ways = branches.map(({ go }) => (go === END ? null : go));
  return always < 0 ? [...ways, mainLineAfter(template, current)] : ways;
}

/** Ids of the questions that some answers can lead to. */
export function reachable(template: Flow): Set<string> {
  const met = new Set<string>();
  const open = template.questions.slice(0, 1);
  for (let question = open.pop(); question !== undefined; question = open.pop()) {
    if (met.has(question.id)) continue;
    met.add(question.id);
    const ways = following(template, question);
    open.push(...template.questions.filter(({ id }) => ways.includes(id)));
  }
  return met;
}

/** The most questions that one person can be asked. Branches lead down the file only, so there are no circles. */
export function longestPath(template: Flow): number {
  const lengths = new Map<string, number>();
  for (const question of template.questions.toReversed()) {
    const ways = following(template, question).map((id) => (id === null ? 0 : (lengths.get(id) ?? 0)));
    lengths.set(question.id, 1 + Math.max(0, ...ways));
  }
  return lengths.get(template.questions[0]?.id ?? '') ?? 0;
}
