import recognizers from '@microsoft/recognizers-text-suite';
import { loadLexicons, readReply } from '../src/replies/index.ts';
import { contextOf, corpus, expectedFlags, flagsOf, type Labelled } from '../test/replies/corpus.ts';
import type { Report } from './report.ts';

export const name = 'replies';
export const about =
  'typed replies → scores on one core, beside a general number recogniser on the same texts';

/** Short replies: what almost every answer is. */
const SHORT = 40;
const MEASURED_MS = 3_000;

/** The recogniser's cultures; it reads no Turkish, Russian or unknown text of its own and gets English there. */
const CULTURES: Readonly<Record<string, string>> = {
  en: 'en-us',
  de: 'de-de',
  es: 'es-es',
  fr: 'fr-fr',
  pt: 'pt-br',
  it: 'it-it',
  ar: 'ar-*',
  tr: 'tr-tr',
};

const lexicons = loadLexicons();
const ours = (line: Labelled): number | null =>
  flagsOf(readReply(line.text, contextOf(line), lexicons)).score;

/** The only number that the recogniser finds, when it is a whole one on the scale: the usual way to use it. */
function theirs(line: Labelled): number | null {
  const found = recognizers.recognizeNumber(line.text, CULTURES[line.lang] ?? 'en-us');
  const values = new Set(found.map(({ resolution }) => Number(resolution?.value)));
  const [value] = values;
  if (values.size !== 1 || value === undefined || !Number.isInteger(value)) return null;
  return value >= line.scale.min && value <= line.scale.max ? value : null;
}

/** Replies a second of processor time, so that what else the machine does counts little. Warmed up first. */
function speed(read: (line: Labelled) => unknown, lines: readonly Labelled[], milliseconds: number): number {
  const pass = (until: number): number => {
    let count = 0;
    for (const start = performance.now(); performance.now() - start < until; count += lines.length) {
      for (const line of lines) read(line);
    }
    return count;
  };
  pass(milliseconds / 3);
  const start = process.cpuUsage();
  const count = pass(milliseconds);
  const { user, system } = process.cpuUsage(start);
  return (1_000_000 * count) / (user + system);
}

/** Shares in percent: of scores found where one was given, and of wrong scores among all replies. */
function accuracy(read: (line: Labelled) => number | null, lines: readonly Labelled[]) {
  const given = lines.filter((line) => expectedFlags(line).score !== null);
  const right = given.filter((line) => read(line) === expectedFlags(line).score).length;
  const wrong = lines.filter((line) => {
    const score = read(line);
    return score !== null && score !== expectedFlags(line).score;
  }).length;
  return { right: (100 * right) / given.length, wrong: (100 * wrong) / lines.length };
}

export async function run(report: Report): Promise<void> {
  const all = corpus();
  const short = all.filter((line) => line.text.length <= SHORT);
  const bare = short.filter((line) => /^\d{1,2}$/.test(line.text.trim()));
  const known = short.filter((line) => line.lang in CULTURES && line.lang !== 'tr');
  report.progress(0, 4, 'reading');
  const our = speed(ours, short, MEASURED_MS);
  report.progress(1, 4, 'bare numbers');
  const ourBare = speed(ours, bare, MEASURED_MS / 3);
  report.progress(2, 4, 'the recogniser');
  const their = speed(theirs, short, MEASURED_MS);
  report.progress(3, 4, 'accuracy');
  const [mine, other] = [accuracy(ours, known), accuracy(theirs, known)];
  report.progress(4, 4, 'done');
  const to = 'recognizers-text';
  report.row({ what: 'short replies, afterword', value: our, unit: '/s', ratio: { to, value: our / their } });
  report.row({ what: 'short replies, recognizers-text', value: their, unit: '/s' });
  report.row({ what: 'bare numbers, afterword', value: ourBare, unit: '/s' });
  report.row({
    what: 'given scores found, afterword',
    value: mine.right,
    unit: '%',
    ratio: { to, value: mine.right / other.right },
  });
  report.row({ what: 'given scores found, recognizers-text', value: other.right, unit: '%' });
  report.row({ what: 'wrong scores, afterword', value: mine.wrong, unit: '% of replies' });
  report.row({ what: 'wrong scores, recognizers-text', value: other.wrong, unit: '% of replies' });
}
