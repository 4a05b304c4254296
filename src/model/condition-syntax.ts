import jsep from 'jsep';

/** What a condition may be compared with and what an answer may be. */
export type Scalar = string | number | boolean | null;

export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** A condition as a tree. Operands of comparisons are names and plain values only: nothing can be called. */
export type Expression =
  | { kind: 'value'; value: Scalar }
  | { kind: 'name'; name: string }
  | { kind: 'compare'; operator: Comparison; left: Expression; right: Expression }
  | { kind: 'in'; left: Expression; items: readonly Scalar[] }
  | { kind: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'not'; of: Expression };

/** What an admin may write, in one line: stands at the end of every message. */
export const ALLOWED =
  "a condition of names such as score, numbers, 'words', < <= > >= == !=, and, or, not, in ['a', 'b'] and parentheses";

/** A condition that cannot be read. `column` counts from 1 within the condition. */
export class ConditionError extends Error {
  override readonly name = 'ConditionError';
  readonly column: number;
  readonly allowed = ALLOWED;

  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

const COMPARISONS: readonly string[] = ['<', '<=', '>', '>=', '==', '!='] satisfies Comparison[];
const KEYWORDS: readonly string[] = ['and', 'or', 'not', 'in'];

// jsep keeps its operators in one place for the whole process: nothing else here uses it.
jsep.removeAllBinaryOps();
jsep.removeAllUnaryOps();
jsep.addBinaryOp('or', 1);
jsep.addBinaryOp('and', 2);
for (const operator of [...COMPARISONS, 'in', 'not in']) jsep.addBinaryOp(operator, 6);
jsep.addUnaryOp('not');
jsep.addUnaryOp('-');

/** Reads a condition. @throws ConditionError */
export function readExpression(text: string): Expression {
  if (text.length > 500) throw new ConditionError('the condition is longer than 500 characters', 501);
  if (text.trim() === '') throw new ConditionError('the condition is empty', 1);
  refuseForeign(text);
  return truth(parse(text), text);
}

/** What people write out of habit from other languages, with what to write instead. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/[‘’“”„«»`]/, "write words in straight quotes: 'speed'"],
  [/[≤≥≠]/, 'write <=, >= or !='],
  [
    /[\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u2069\u3000\ufeff]/,
    'there is an invisible character or an unusual space here',
  ],
  [/===|!==/, 'write == or !='],
  [/&/, 'write "and" instead of &&'],
  [/\|/, 'write "or" instead of ||'],
  [/!(?!=)/, 'write "not" instead of !'],
  [/<>/, 'write != for "is not"'],
  [/=[<>]/, 'write <= or >='],
  [/(?<![<>=!])=(?!=)/, 'write == to compare'],
  [/\b(?:AND|OR|NOT|IN)\b/, 'write and, or, not, in in small letters'],
  [/[;{}?:%*/+\\^~@#$]/, 'this character has no meaning in a condition'],
  [/(?<=[\w)\]]\s*)-/, 'names have no "-", and nothing is calculated in a condition'],
  [/(?<=[\w\])]\s*)(?<!\b(?:and|or|not|in)\s*)\(/, 'nothing can be called in a condition'],
];

function refuseForeign(text: string): void {
  const outside = blank(text, /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g);
  for (const [pattern, message] of FOREIGN) {
    const at = outside.search(pattern);
    if (at >= 0) throw new ConditionError(message, at + 1);
  }
  // jsep passes over commas between expressions; here they only stand in lists.
  const comma = blank(outside, /\[[^[\]]*\]/g).indexOf(',');
  if (comma >= 0) throw new ConditionError('a comma only stands in a list: in [1, 2]', comma + 1);
}

const blank = (text: string, pattern: RegExp): string =>
  text.replace(pattern, (part) => ' '.repeat(part.length));

function parse(text: string): jsep.CoreExpression {
  try {
    return jsep(text) as jsep.CoreExpression;
  } catch (error) {
    const { description, index } = error as { description?: string; index?: number };
    throw new ConditionError(syntaxMessage(description ?? ''), (index ?? 0) + 1);
  }
}

/** What jsep says, in an admin's words. */
function syntaxMessage(description: string): string {
  const missing = /^Expected expression after (.+)$/.exec(description);
  if (missing) return `something is missing after ${missing[1]}`;
  const stray = /^Unexpected "(.+)"$/.exec(description);
  if (stray) return `${stray[1]} does not belong here`;
  if (description.startsWith('Unclosed quote')) return 'a quote is not closed';
  if (description.startsWith('Unclosed (')) return 'a ( is not closed';
  if (description.startsWith('Expected ]')) return 'a [ is not closed';
  if (description.startsWith('Variable names')) return 'a name does not begin with a digit';
  if (description === 'Expected comma') return 'a comma is missing in this list';
  return 'the condition cannot be read from here on';
}

/** A part that is true or false. */
function truth(node: jsep.Expression, text: string): Expression {
  const core = node as jsep.CoreExpression;
  if (core.type === 'UnaryExpression' && core.operator === 'not') {
    return { kind: 'not', of: truth(core.argument, text) };
  }
  if (core.type === 'BinaryExpression') return binary(core, text);
  const part = operand(node, text);
  if (part.kind === 'name') return part;
  throw new ConditionError('expected a comparison such as score <= 2', place(text, String(core.raw ?? '')));
}

function binary(node: jsep.BinaryExpression, text: string): Expression {
  const { operator, left, right } = node;
  if (operator === 'and' || operator === 'or') {
    return { kind: operator, left: truth(left, text), right: truth(right, text) };
  }
  // jsep binds "not" to the next word; as in speech it takes the whole comparison: not reason == 'speed'.
  if (left.type === 'UnaryExpression' && left.operator === 'not') {
    const inner = { ...node, left: left.argument as jsep.Expression };
    return { kind: 'not', of: binary(inner, text) };
  }
  if (operator === 'in') return { kind: 'in', left: operand(left, text), items: list(right, text) };
  if (operator === 'not in') {
    return { kind: 'not', of: { kind: 'in', left: operand(left, text), items: list(right, text) } };
  }
  return {
    kind: 'compare',
    operator: operator as Comparison,
    left: operand(left, text),
    right: operand(right, text),
  };
}

function list(node: jsep.Expression, text: string): Scalar[] {
  const core = node as jsep.CoreExpression;
  if (core.type !== 'ArrayExpression' || core.elements.length === 0) {
    throw new ConditionError("expected a list after \"in\": in ['a', 'b']", place(text, 'in'));
  }
  return core.elements.map((element) => {
    const item = element === null ? null : operand(element, text);
    if (item?.kind === 'value') return item.value;
    throw new ConditionError("a list holds numbers and 'words' in quotes only", place(text, '['));
  });
}

/** A side of a comparison: a name or a plain value. */
function operand(node: jsep.Expression, text: string): Expression {
  const core = node as jsep.CoreExpression;
  if (core.type === 'Literal' && !(core.value instanceof RegExp)) {
    return { kind: 'value', value: core.value };
  }
  if (core.type === 'UnaryExpression' && core.operator === '-') {
    const inner = operand(core.argument, text);
    if (inner.kind === 'value' && typeof inner.value === 'number') {
      return { kind: 'value', value: -inner.value };
    }
  }
  const name = dottedName(core);
  if (name !== null && !KEYWORDS.includes(name)) return { kind: 'name', name };
  throw misplaced(core, text);
}

function dottedName(node: jsep.CoreExpression): string | null {
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression' || node.computed || node.optional) return null;
  const of = dottedName(node.object as jsep.CoreExpression);
  return of === null ? null : `${of}.${(node.property as jsep.Identifier).name}`;
}

function misplaced(node: jsep.CoreExpression, text: string): ConditionError {
  const dangling = /\b(and|or|not|in)\s*$/.exec(text);
  if (dangling) return new ConditionError(`something is missing after "${dangling[1]}"`, dangling.index + 1);
  switch (node.type) {
    case 'Compound':
      return betweenParts(text);
    case 'BinaryExpression':
      return new ConditionError('compare two things at a time: score >= 2 and score <= 4', 1);
    case 'ArrayExpression':
      return new ConditionError('a list only stands after "in"', place(text, '['));
    case 'MemberExpression':
      return new ConditionError('expected a name such as contact.plan', place(text, '['));
    default:
      return new ConditionError('this has no meaning in a condition', 1);
  }
}

/** "And" and "or" as people say them who write surveys in another language. */
const SPOKEN: readonly (readonly [RegExp, 'and' | 'or'])[] = [
  [/(?<=\s)(?:ve|und|et|y|и)(?=\s+[\p{L}_(])/iu, 'and'],
  [/(?<=\s)(?:veya|ya da|yahut|oder|ou|o|или)(?=\s+[\p{L}_(])/iu, 'or'],
];

function betweenParts(text: string): ConditionError {
  for (const [pattern, word] of SPOKEN) {
    const said = pattern.exec(text);
    if (said) return new ConditionError(`write "${word}" instead of "${said[0]}"`, said.index + 1);
  }
  return new ConditionError('expected "and" or "or" between the parts', 1);
}

const place = (text: string, part: string): number => Math.max(0, text.indexOf(part)) + 1;
