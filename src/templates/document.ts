import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  visit,
} from 'yaml';
import { type Finding, formatPath, type TemplateFault } from './fault.ts';
import { isLanguage } from './language-names.ts';
import { preCheck } from './pre-check.ts';
import { diagnose, type Oddity } from './syntax.ts';
import { MAX_DEPTH, NO_TAGS, TOO_DEEP, yamlMessage } from './yaml-messages.ts';

/** One YAML file, read: its data, what is wrong with it as YAML, and where everything stands. */
export interface YamlFile {
  /** Undefined when it could not be read at all; null when it is empty. */
  data: unknown;
  faults: TemplateFault[];
  /** What is right as YAML and hardly meant. */
  warnings: TemplateFault[];
  /** Gives a finding its line and column. */
  place(finding: Finding): TemplateFault;
}

/** How often anchors may be repeated, all in all: saves typing, and keeps a small file from growing to gigabytes. */
const MAX_ALIASES = 50;

/** Reads YAML 1.2 without tags. Never throws: whatever is wrong is in `faults`. */
export function readYaml(file: string, text: string): YamlFile {
  const harmful = preCheck(text);
  if (harmful !== null) return unreadable(inText(file, text, harmful));
  const lines = new LineCounter();
  // The library compares every key with every other; oddities does it with a set.
  const options = { lineCounter: lines, uniqueKeys: false, prettyErrors: false, customTags: [] };
  const document = parseDocument(text, options);
  const faultAt = (offset: number, finding: Finding): TemplateFault => {
    const { line, col } = lines.linePos(Math.max(0, offset));
    return toFault(file, line, col, finding);
  };
  const odd = ({ offset, message }: Oddity): TemplateFault => faultAt(offset, { path: [], message });
  // After the first fault of syntax the library guesses: the rest of its list would lead astray.
  const [error] = document.errors;
  if (error !== undefined) {
    const { code, message, pos } = error;
    return unreadable(odd(diagnose(text, { code, message, offset: pos[0] })));
  }
  const odds = oddities(document);
  const misread = odds.find(({ misleads }) => misleads === true);
  if (misread !== undefined) return unreadable(odd(misread));
  const cut = cutTexts(document, text);
  const faults = [...libraryWarnings(document), ...odds, ...cut.filter(isCut)].map(odd);
  try {
    const data: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    const warnings = cut.filter((one) => !isCut(one)).map(odd);
    return { data, faults, warnings, place: (finding) => faultAt(offsetOf(document, finding), finding) };
  } catch (thrown) {
    return unreadable(...(faults.length > 0 ? faults : [odd({ offset: 0, message: aliasMessage(thrown) })]));
  }
}

const unreadable = (...faults: TemplateFault[]): YamlFile => {
  const [first = toFault('', 1, 1, { path: [], message: 'the file cannot be read' })] = faults;
  return { data: undefined, faults, warnings: [], place: () => first };
};

/** Tags that nobody knows are left to `oddities`, which names those that somebody knows as well. */
const libraryWarnings = (document: Document.Parsed): Oddity[] =>
  document.warnings
    .filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')
    .map(({ code, message, pos }) => ({ offset: pos[0], message: yamlMessage(code, message) }));

function aliasMessage(error: unknown): string {
  if (error instanceof RangeError) return TOO_DEEP;
  const early = error instanceof Error && error.message.startsWith('Unresolved alias');
  return early
    ? 'a text is repeated (*) before it is marked (&)'
    : 'texts are marked and repeated (&, *) too often';
}

/** For what is found before the library counted lines. */
function inText(file: string, text: string, { offset, message }: Oddity): TemplateFault {
  const before = text.slice(0, offset).split('\n');
  return toFault(file, before.length, (before.at(-1)?.length ?? 0) + 1, { path: [], message });
}

/** A finding with its place, without members that are not there. */
export function toFault(file: string, line: number, column: number, finding: Finding): TemplateFault {
  const { message, expected, nearest } = finding;
  return {
    file,
    line,
    column,
    path: formatPath(finding.path),
    message,
    ...(expected === undefined ? {} : { expected }),
    ...(nearest === undefined ? {} : { nearest }),
  };
}

/** What YAML allows and templates do not: a key twice, keys that are no words, endless depth. */
function oddities(document: Document.Parsed): Oddity[] {
  const found: Oddity[] = [];
  const marks = new Set<string>();
  const repeats: Alias[] = [];
  const open: [unknown, number, boolean][] = [[document.contents, 0, false]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, depth, inList] = next;
    if (depth > MAX_DEPTH) return [{ offset: startOf(node), message: TOO_DEEP }];
    if (isNode(node) && node.tag !== undefined) found.push({ offset: startOf(node), message: NO_TAGS });
    if (isAlias(node)) repeats.push(node);
    else if (isNode(node) && node.anchor !== undefined) marks.add(node.anchor);
    if (isMap(node)) {
      found.push(...oddKeys(node.items, inList));
      open.push(...node.items.map((pair): [unknown, number, boolean] => [pair.value, depth + 1, false]));
    }
    if (isSeq(node))
      open.push(...node.items.map((item): [unknown, number, boolean] => [item, depth + 1, true]));
  }
  const unmarked = repeats.filter(({ source }) => !marks.has(source));
  found.push(
    ...unmarked.map((alias) => ({
      offset: startOf(alias),
      message: `there is no text marked &${alias.source} above`,
    })),
  );
  return found.toSorted((a, b) => a.offset - b.offset);
}

/** Texts that end where a comment begins: "Order #1" without quotes is the text "Order". */
function cutTexts(document: Document.Parsed, text: string): (Oddity & { comment: string })[] {
  const found: (Oddity & { comment: string })[] = [];
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isLanguage(String(key.value))) return;
      if (!isScalar(value) || value.type !== Scalar.PLAIN || !value.range) return;
      const [, end] = value.range;
      const cut = /^[ \t]+(?=#)/.exec(text.slice(end, end + 200));
      if (cut === null) return;
      const offset = end + cut[0].length;
      found.push({ offset, message: CUT, comment: text.slice(offset, offset + 2) });
    },
  });
  return found;
}

/** "Order #1" is hardly a comment: half a text would go to customers. "# seen by all" may be one. */
const isCut = ({ comment }: { comment: string }): boolean => /^#[\p{L}\p{N}]/u.test(comment);

const CUT = 'the text ends before this #, which begins a comment: put a text with # in quotes';

/** Names of entries: where one stands twice, two entries have run into one and everything else is misunderstood. */
const NAMES: ReadonlySet<string> = new Set(['id', 'value']);

function oddKeys(pairs: readonly Pair[], inList: boolean): Oddity[] {
  const seen = new Set<string>();
  return pairs.flatMap(({ key }) => {
    if (!isScalar(key)) return [{ offset: startOf(key), message: 'a key is one word' }];
    const word = String(key.value);
    const twice = seen.has(word);
    seen.add(word);
    // Records of plain data lose this one without a word.
    if (word === '__proto__') return [{ offset: startOf(key), message: 'no key is called "__proto__"' }];
    const message = `the key "${word}" stands here twice`;
    if (twice && inList && NAMES.has(word)) {
      return [{ offset: startOf(key), message: `${message}: a new entry begins with "- "`, misleads: true }];
    }
    return twice ? [{ offset: startOf(key), message }] : [];
  });
}

const startOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0;

/** The value's place, or its key's; for what is not there, the place of what it is missing from. */
function offsetOf(document: Document.Parsed, finding: Finding): number {
  let node: unknown = document.contents;
  let key: unknown = null;
  for (const part of finding.path) {
    if (isAlias(node)) node = node.resolve(document);
    const pair: Pair | undefined = isMap(node) ? pairOf(node.items, part) : undefined;
    const below = isSeq(node) && typeof part === 'number' ? node.items[part] : pair?.value;
    if (below === undefined && pair === undefined) return key === null ? startOf(node) : startOf(key);
    key = pair?.key ?? null;
    node = below;
  }
  if ((finding.atKey || node === null) && key !== null) return startOf(key);
  const quoted = isScalar(node) && (node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE);
  return startOf(node) + (finding.offset === undefined ? 0 : finding.offset + (quoted ? 1 : 0));
}

const pairOf = (pairs: readonly Pair[], part: string | number): Pair | undefined =>
  pairs.find(({ key }) => isScalar(key) && String(key.value) === String(part));
