import type { DryRunReport } from '../planning/dry-run/index.ts';
import { ruleInWords } from './rule-words.ts';

type Counts = Readonly<Record<string, number>>;

const number = new Intl.NumberFormat('en');
const sum = (counts: Counts): number => Object.values(counts).reduce((total, count) => total + count, 0);

/** One line: what is counted, and of how many. */
interface Line {
  what: string;
  value(report: DryRunReport): number;
  of(report: DryRunReport): number;
}

const ofCloses = ({ closes }: DryRunReport): number => closes;
const ofPeople = ({ people }: DryRunReport): number => people;

/** A line for each name that any of the reports has, the largest first; `inOrder` keeps them as they are named. */
function each(
  reports: readonly DryRunReport[],
  counts: (report: DryRunReport) => Counts,
  {
    word,
    of = ofCloses,
    inOrder = false,
  }: { word(name: string): string; of?: Line['of']; inOrder?: boolean },
): Line[] {
  const most = new Map<string, number>();
  for (const report of reports) {
    for (const [name, count] of Object.entries(counts(report))) {
      most.set(name, Math.max(most.get(name) ?? 0, count));
    }
  }
  const names = [...most.keys()].sort((a, b) =>
    inOrder ? a.localeCompare(b, 'en', { numeric: true }) : (most.get(b) ?? 0) - (most.get(a) ?? 0),
  );
  return names.map((name) => ({ what: `  ${word(name)}`, value: (report) => counts(report)[name] ?? 0, of }));
}

function lines(reports: readonly DryRunReport[]): Line[] {
  const word = (name: string) => `${name}: ${ruleInWords(name)}`;
  const all: Line[] = [
    { what: 'closes', value: ofCloses, of: ofCloses },
    { what: 'not asked, by rule', value: ({ suppressed }) => sum(suppressed), of: ofCloses },
    ...each(reports, ({ suppressed }) => suppressed, { word }),
    { what: 'planned', value: ({ planned }) => planned, of: ofCloses },
    { what: 'deferred when their time had come', value: ({ held }) => sum(held), of: ofCloses },
    ...each(reports, ({ held }) => held, { word }),
    { what: 'planned and then not asked', value: ({ cancelled }) => sum(cancelled), of: ofCloses },
    ...each(reports, ({ cancelled }) => cancelled, { word }),
    { what: 'asked', value: ({ asked }) => asked, of: ofCloses },
    ...each(reports, (report) => report.asked_by.template, { word: (name) => `by ${name}` }),
    ...each(reports, (report) => report.asked_by.channel, { word: (name) => `on ${name}` }),
    ...each(reports, ({ wait }) => wait, { word: (name) => `${name} after the close` }),
    { what: 'people', value: ofPeople, of: ofPeople },
    { what: 'people asked', value: ({ people_asked }) => sum(people_asked), of: ofPeople },
    ...each(reports, (report) => report.people_asked, {
      word: (name) => `${name} ${name === '1' ? 'time' : 'times'}`,
      of: ofPeople,
      inOrder: true,
    }),
  ];
  return all.filter(({ value }) => reports.some((report) => value(report) > 0));
}

/** One report for a person at a terminal. */
export function dryRunInWords(report: DryRunReport): string {
  const rows = lines([report]).map(({ what, value, of }) => {
    const share = `${((100 * value(report)) / of(report)).toFixed(1)} %`;
    return [what, number.format(value(report)), share];
  });
  return `${span(report)}\n\n${table(rows)}${byHour(report)}`;
}

/** Two rule sets side by side. */
export function dryRunComparison(present: DryRunReport, compared: DryRunReport): string {
  const rows = lines([present, compared]).map(({ what, value }) => {
    const difference = value(compared) - value(present);
    const signed = `${difference > 0 ? '+' : ''}${number.format(difference)}`;
    const counts = [number.format(value(present)), number.format(value(compared))];
    return [what, ...counts, difference === 0 ? '' : signed];
  });
  return `${span(present)}\n\n${table([['', 'present', 'compared', 'difference'], ...rows])}`;
}

const span = ({ from, to }: DryRunReport): string =>
  from === null || to === null
    ? 'There is no close in this history.'
    : `Closes from ${from.slice(0, 10)} to ${to.slice(0, 10)}; nobody was asked by this.`;

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const padded = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => `${row.map(padded).join('  ').trimEnd()}\n`).join('');
}

const BAR = 40;

function byHour({ asked_by: { hour } }: DryRunReport): string {
  const most = Math.max(0, ...Object.values(hour));
  if (most === 0) return '';
  const bars = Array.from({ length: 24 }, (_, i) => {
    const name = String(i).padStart(2, '0');
    const count = hour[name] ?? 0;
    return `  ${name}  ${'█'.repeat(Math.round((count / most) * BAR)).padEnd(BAR)} ${number.format(count)}\n`;
  });
  return `\nAsked, by the hour in UTC\n${bars.join('')}`;
}
