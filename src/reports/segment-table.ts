import stringWidth from 'string-width';

/** A figure as a table shows it. */
interface Shown {
  value: number | null;
  n: number | null;
  interval: { low: number; high: number } | null;
}

/** Segments × metrics, as `GET /v1/segments` answers them. */
interface SegmentTable {
  metrics: readonly string[];
  all: Readonly<Record<string, Shown>>;
  rows: readonly {
    segment: Readonly<Record<string, string | null>>;
    metrics: Readonly<Record<string, Shown>>;
  }[];
}

/** Figures with fewer answers stand in brackets: they show what is known, and are not to be compared. */
const LEAST = 30;

const rounded = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1));

/** "82.0 (78.1 to 85.3), n 420"; "–" where there is no figure. */
export function figureInWords(figure: Shown | undefined): string {
  if (figure === undefined || figure.value === null) return '–';
  const { value, n, interval } = figure;
  const between = interval === null ? '' : ` (${rounded(interval.low)} to ${rounded(interval.high)})`;
  const size = n === null ? '' : `, n ${n}`;
  const words = `${rounded(value)}${between}${size}`;
  return n !== null && n < LEAST ? `[${words}]` : words;
}

const nameOf = (segment: Readonly<Record<string, string | null>>): string =>
  Object.values(segment)
    .map((value) => value ?? '(none)')
    .join(', ');

/** The table as lines of text of even columns: a heading, everybody, then each segment. */
export function segmentTableInWords({ metrics, all, rows }: SegmentTable): string {
  const cells = [
    ['', ...metrics],
    ['all', ...metrics.map((metric) => figureInWords(all[metric]))],
    ...rows.map(({ segment, metrics: own }) => [
      nameOf(segment),
      ...metrics.map((metric) => figureInWords(own[metric])),
    ]),
  ];
  const widths = ['', ...metrics].map((_, i) => Math.max(...cells.map((row) => stringWidth(row[i] ?? ''))));
  const line = (row: readonly string[]): string =>
    row
      .map((text, i) => text + ' '.repeat((widths[i] ?? 0) - stringWidth(text)))
      .join('  ')
      .trimEnd();
  return `${cells.map(line).join('\n')}\n`;
}
