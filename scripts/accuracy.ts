import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadLexicons, readReply } from '../src/replies/index.ts';
import {
  contextOf,
  corpus,
  expectedFlags,
  flagsOf,
  type Labelled,
  sameFlags,
} from '../test/replies/corpus.ts';

/**
 * Reads the labelled corpus and prints, by language and by kind of answer: right, asked again, wrong score.
 * `--check` fails where docs/replies.md or a README shows another table, without it the tables are written there.
 * Exit 1 when a wrong score was read, whatever else.
 */
const ROOT = join(import.meta.dirname, '..');
const GUIDE = join(ROOT, 'docs/replies.md');
const [START, END] = ['<!-- accuracy -->', '<!-- /accuracy -->'];

interface Row {
  lines: number;
  right: number;
  /** Read as ambiguous where a person would have known: the customer is asked once more. */
  askedAgain: number;
  wrongScore: number;
}

const LANGUAGES: Readonly<Record<string, string>> = {
  tr: 'Turkish',
  en: 'English',
  de: 'German',
  es: 'Spanish',
  fr: 'French',
  pt: 'Portuguese',
  it: 'Italian',
  ru: 'Russian',
  ar: 'Arabic',
  und: 'unknown',
};

/** What a line asks of the reader: the kind of answer that it is. */
function kindOf(line: Labelled): string {
  const { score, comment, optout, optin, auto } = line.expected;
  if (typeof score === 'number') return comment === true ? 'score with a comment' : 'score';
  if (optout === true) return 'opt-out';
  if (optin === true) return 'opt-in';
  if (auto === true) return 'auto-reply';
  return comment === true ? 'comment or request' : 'ambiguous';
}

const lexicons = loadLexicons();
const wrong: string[] = [];

function measure(lines: readonly Labelled[], groupOf: (line: Labelled) => string): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const line of lines) {
    const row = rows.get(groupOf(line)) ?? { lines: 0, right: 0, askedAgain: 0, wrongScore: 0 };
    rows.set(groupOf(line), row);
    const expected = expectedFlags(line);
    const read = flagsOf(readReply(line.text, contextOf(line), lexicons));
    row.lines++;
    if (sameFlags(read, expected)) row.right++;
    else if (read.ambiguous) row.askedAgain++;
    if (read.score !== null && read.score !== expected.score) row.wrongScore++;
    if (!sameFlags(read, expected)) wrong.push(`${line.id} ${JSON.stringify(line.text)}`);
  }
  return rows;
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

function table(title: string, rows: ReadonlyMap<string, Row>): string {
  const body = [...rows].map(
    ([name, row]) =>
      `| ${name} | ${row.lines} | ${percent(row.right, row.lines)} | ${percent(row.askedAgain, row.lines)} | ${row.wrongScore} |`,
  );
  return [
    `| ${title} | replies | right | asked again | wrong score |`,
    '|---|---|---|---|---|',
    ...body,
  ].join('\n');
}

const lines = corpus();
const byLanguage = measure(lines, (line) => LANGUAGES[line.lang] ?? line.lang);
wrong.length = 0;
const byKind = measure(lines, kindOf);
const tables = `${table('language', byLanguage)}\n\n${table('kind of answer', byKind)}`;
console.log(tables);
for (const line of wrong) console.log(`not as labelled: ${line}`);

const DISPLAY = {
  en: new Intl.DisplayNames('en', { type: 'language' }),
  tr: new Intl.DisplayNames('tr', { type: 'language' }),
};

/** The same table in the words of a README; what was held out of all tuning stands below it. */
function readmeTable(speech: 'en' | 'tr'): string {
  const name = (code: string) => {
    if (code === 'und') return speech === 'tr' ? 'bilinmeyen' : 'unknown';
    return DISPLAY[speech].of(code) ?? code;
  };
  const rows = [...measure(lines, (line) => line.lang)].map(
    ([code, row]) =>
      `| ${name(code)} | ${row.lines} | ${percent(row.right, row.lines)} | ${percent(row.askedAgain, row.lines)} | ${row.wrongScore} |`,
  );
  const header =
    speech === 'tr'
      ? '| dil | yanıt | doğru | yeniden sorulan | yanlış puan |'
      : '| language | replies | right | asked again | wrong score |';
  return [header, '|---|---|---|---|---|', ...rows].join('\n');
}

/** Puts tables between the marks of a document, or says that it shows others. */
function publish(file: string, content: string): void {
  const text = readFileSync(file, 'utf8');
  const from = text.indexOf(START) + START.length;
  const updated = `${text.slice(0, from)}\n${content}\n${text.slice(text.indexOf(END))}`;
  if (!process.argv.includes('--check')) writeFileSync(file, updated);
  else if (updated !== text) {
    console.error(`${basename(file)} shows another table: run "npm run accuracy".`);
    process.exitCode = 1;
  }
}

publish(GUIDE, tables);
publish(join(ROOT, 'README.md'), readmeTable('en'));
publish(join(ROOT, 'README.tr.md'), readmeTable('tr'));
if ([...byLanguage.values()].some((row) => row.wrongScore > 0)) process.exitCode = 1;
