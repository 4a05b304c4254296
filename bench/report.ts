/** One figure of a benchmark. A ratio says to what: absolute figures of one machine mean little on another. */
export interface Row {
  what: string;
  value: number;
  unit: string;
  ratio?: { to: string; value: number };
}

/** What a benchmark writes to. */
export interface Report {
  row(row: Row): void;
  progress(done: number, of: number, what: string): void;
}

export interface Benchmark {
  name: string;
  about: string;
  run(report: Report): Promise<void>;
}

const BAR = 24;
const number = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });

/** A progress bar on standard error where that is a terminal; nothing in a pipe or a log. */
function progressBar(stream: NodeJS.WriteStream): Report['progress'] {
  let last = 0;
  return (done, of, what) => {
    const now = performance.now();
    if (!stream.isTTY || (done < of && now - last < 100)) return;
    last = done < of ? now : 0;
    const filled = Math.round((done / Math.max(of, 1)) * BAR);
    stream.write(`\r\x1b[K${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${done}/${of} ${what}`);
    if (done >= of) stream.write('\r\x1b[K');
  };
}

export function collectingReport(stream: NodeJS.WriteStream): Report & { rows: Row[] } {
  const rows: Row[] = [];
  return { rows, row: (row) => void rows.push(row), progress: progressBar(stream) };
}

/** A table for people. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.what,
    number(row.value),
    row.unit,
    row.ratio === undefined ? '' : `${number(row.ratio.value)} × ${row.ratio.to}`,
  ]);
  const header = ['what', 'value', 'unit', 'ratio'];
  const widths = header.map((title, i) =>
    Math.max(title.length, ...cells.map((cell) => (cell[i] ?? '').length)),
  );
  const line = (cell: readonly string[]) =>
    cell
      .map((text, i) => (i === 1 ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((width) => '─'.repeat(width)).join('  '), ...cells.map(line)].join('\n');
}

/** The value below which a share of the sorted values lies (nearest rank). */
export function percentile(sorted: readonly number[], share: number): number {
  const index = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  return sorted[index] ?? Number.NaN;
}
