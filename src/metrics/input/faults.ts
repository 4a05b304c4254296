import type { z } from 'zod';

/** "cases[1].resolved_at" */
const fieldPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');

/** The messages of the branch of a union that came furthest: it is the form that was meant. */
function ofUnion(issue: z.core.$ZodIssueInvalidUnion): string[] {
  const branches = issue.errors.filter((branch) => branch.every((fault) => fault.path.length > 0));
  const meant = branches[0];
  if (meant === undefined) return [`${fieldPath(issue.path)}: ${issue.message}`];
  return meant.flatMap((fault) => ofIssue({ ...fault, path: [...issue.path, ...fault.path] }));
}

function ofIssue(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_union') return ofUnion(issue);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${fieldPath([...issue.path, key])}: unknown field`);
  }
  const path = fieldPath(issue.path);
  return [path === '' ? issue.message : `${path}: ${issue.message}`];
}

/** Most faults that are told of one line; the first ones say what is wrong with the rest. */
const MOST = 10;

/** Every fault with its field, in one sentence: "sent: missing: expected …; confidence: expected …". */
export function describeFaults(issues: readonly z.core.$ZodIssue[]): string {
  const faults = issues.flatMap(ofIssue);
  const more = faults.length > MOST ? [`and ${faults.length - MOST} more`] : [];
  return [...faults.slice(0, MOST), ...more].join('; ');
}
