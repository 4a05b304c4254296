/** One subject: how long it was watched, and whether the event came then (else it was lost from sight). */
export interface Subject {
  time: number;
  event: boolean;
}

/** One moment at which somebody's time ended. */
export interface LifeRow {
  time: number;
  /** Still watched just before: subjects with a time of at least this one. */
  atRisk: number;
  events: number;
}

/** The moments at which somebody's time ended, in order, each once. */
export function lifeTable(subjects: readonly Subject[]): LifeRow[] {
  const sorted = subjects.toSorted((a, b) => a.time - b.time);
  const rows: LifeRow[] = [];
  sorted.forEach((subject, i) => {
    const last = rows.at(-1);
    const row =
      last?.time === subject.time ? last : { time: subject.time, atRisk: sorted.length - i, events: 0 };
    if (row !== last) rows.push(row);
    if (subject.event) row.events += 1;
  });
  return rows;
}

/** Where the first row of at least this time stands, by halving; the length of the table where there is none. */
function firstFrom(rows: readonly LifeRow[], time: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.time ?? time) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many are watched just before this time. */
export const atRiskAt = (rows: readonly LifeRow[], time: number): number =>
  rows[firstFrom(rows, time)]?.atRisk ?? 0;

/** The row of exactly this time. */
export function rowAt<Row extends LifeRow>(rows: readonly Row[], time: number): Row | undefined {
  const row = rows[firstFrom(rows, time)];
  return row?.time === time ? row : undefined;
}

/** The last row up to and with this time. */
export const lastBy = <Row extends LifeRow>(rows: readonly Row[], time: number): Row | undefined =>
  rowAt(rows, time) ?? rows[firstFrom(rows, time) - 1];
