import { type RawBuilder, type SqlBool, sql } from 'kysely';
import {
  CELL_DIMENSIONS,
  type CellDimension,
  grainCode,
  LEVELS,
  type Level,
  levelFor,
} from './cell-levels.ts';
import { type CellSpan, planRange, type RawSpan } from './cell-range.ts';
import { CELL_KINDS, type CellKind, measuredRows } from './cell-rows.ts';
import type { Db } from './schema.ts';

/** A dimension, or one attribute of the segment: `segment.plan`. */
export type GroupName = CellDimension | 'instrument' | `segment.${string}`;

/** Which cells are summed, and by what. */
export interface CellQuery {
  metrics: readonly string[];
  /** By the time of the decision to ask, or of the close; `to` exclusive. */
  from: Date | null;
  to: Date | null;
  groupBy: readonly GroupName[];
  /** Null asks for those that have none. */
  filter: Partial<Record<GroupName, string | null>>;
  /** Sums of each day (UTC) by itself. */
  daily?: boolean;
}

/** One sum: so many of one group in one bin. The sums are there for durations. */
export interface CellSum {
  group: Record<string, string | null>;
  /** The first hour since 1970 of the day, where days were asked for. */
  day: number | null;
  metric: string;
  instrument: string | null;
  reason: string | null;
  bin: number;
  n: number;
  total: number;
  squares: number;
  logs: number;
  log_squares: number;
}

const columnOf = (name: GroupName): RawBuilder<unknown> =>
  name.startsWith('segment.')
    ? sql`segment ->> ${sql.lit(name.slice('segment.'.length))}`
    : name === 'segment'
      ? sql`segment::text`
      : sql.ref(name);

const dimensionsOf = (names: readonly GroupName[]): CellDimension[] =>
  names.flatMap((name) => {
    const root = name.split('.')[0];
    return CELL_DIMENSIONS.filter((dimension) => dimension === root);
  });

/** Rows with a column for each dimension, of which these are asked for. */
export const chosenRows = (filter: CellQuery['filter']): RawBuilder<SqlBool> =>
  sql.join(
    [
      sql<SqlBool>`true`,
      ...Object.entries(filter).map(([name, value]) =>
        value === null
          ? sql<SqlBool>`${columnOf(name as GroupName)} is null`
          : sql<SqlBool>`${columnOf(name as GroupName)} = ${value}`,
      ),
    ],
    sql` and `,
  );

const conditions = ({ metrics, filter }: CellQuery): RawBuilder<SqlBool> =>
  sql`metric = any(${metrics}) and ${chosenRows(filter)}`;

const groupColumns = (query: CellQuery): RawBuilder<unknown>[] => [
  ...query.groupBy.map((name, i) => sql`${columnOf(name)} as ${sql.ref(`g${i}`)}`),
  sql`metric`,
  sql`instrument`,
  sql`reason`,
];

const sumsOf = (kind: CellKind, of: (name: string) => RawBuilder<unknown>) =>
  sql.join(['n', ...kind.sums].map(of));

/** One more column, where days are asked for. */
const dayOf = ({ daily }: CellQuery, column: RawBuilder<unknown>) =>
  daily === true ? sql`, ${column}` : sql``;

const spanOf = (level: number, { grain, from, to }: CellSpan): RawBuilder<SqlBool> =>
  sql.join(
    [
      sql<SqlBool>`grain = ${sql.lit(grainCode(level, grain))}`,
      ...(from === null ? [] : [sql<SqlBool>`at >= ${from}`]),
      ...(to === null ? [] : [sql<SqlBool>`at < ${to}`]),
    ],
    sql` and `,
  );

const keysWith = (kind: CellKind, query: CellQuery, level: number, cells: RawBuilder<unknown>) => sql`
  select ${sql.join(groupColumns(query))}, bin, ${sumsOf(kind, sql.ref)} ${dayOf(query, sql`day`)}
  from cell_keys ${cells} where level = ${sql.lit(level)} and ${conditions(query)}`;

/** Cells of one level: for each key some ranges of its primary key, summed before anything else is known of the key. */
function fromCells(
  kind: CellKind,
  query: CellQuery,
  level: number,
  spans: readonly CellSpan[],
): RawBuilder<unknown> {
  const ranges = spans.map(
    (span) => sql`
      select bin, at, ${sumsOf(kind, sql.ref)} from ${sql.table(kind.cells)}
      where key_id = cell_keys.id and ${spanOf(level, span)}`,
  );
  const sums = sumsOf(kind, (name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`);
  const day = dayOf(query, sql`at - mod(at, 24)`);
  return keysWith(
    kind,
    query,
    level,
    sql`cross join lateral (
      select bin, ${sums} ${dayOf(query, sql`at - mod(at, 24) as day`)}
      from (${sql.join(ranges, sql` union all `)}) as ranges group by bin ${day}
    ) as cells`,
  );
}

/** Hours of level 0 have very many keys: a short time is looked up by time, and a few keys by key. PostgreSQL knows which. */
const fromHours = (kind: CellKind, query: CellQuery, span: CellSpan): RawBuilder<unknown> =>
  keysWith(
    kind,
    query,
    LEVELS[0].level,
    sql`join (
      select key_id, bin, ${sumsOf(kind, sql.ref)} ${dayOf(query, sql`at - mod(at, 24) as day`)}
      from ${sql.table(kind.cells)} where ${spanOf(LEVELS[0].level, span)}
    ) as cells on cells.key_id = cell_keys.id`,
  );

/** Rows, with a sign, as measured ones: changes that are not folded yet, and parts of hours. */
const fromRows = (kind: CellKind, query: CellQuery, source: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select ${sql.join(groupColumns(query))}, bin,
    ${sumsOf(kind, (name) => (name === 'n' ? sql`sign as n` : sql`sign * ${sql.ref(name)} as ${sql.ref(name)}`))}
    ${dayOf(query, sql`at - mod(at, 24) as day`)}
  from (${measuredRows(kind, source)}) as measured where ${conditions(query)}`;

const pending = (kind: CellKind, { from, to }: { from: number | null; to: number | null }) => sql`(
  select * from ${kind.deltas}
  where true ${from === null ? sql`` : sql`and at >= ${from}`} ${to === null ? sql`` : sql`and at < ${to}`})`;

const within = (kind: CellKind, { from, to }: RawSpan) =>
  sql`(select * from ${kind.images} where exact_at >= ${from} and exact_at < ${to})`;

/** Days can be put together from days and hours only. */
const grainsFor = ({ daily }: CellQuery, { grains }: Level) =>
  daily === true ? grains.filter((grain) => grain === 'day') : grains;

/** Every part of the range, each from where it is cheapest: a level that does not keep a grain leaves it to level 0. */
function parts(kind: CellKind, query: CellQuery, level: Level): RawBuilder<unknown>[] {
  const { cells, hours, raw } = planRange(query.from, query.to, grainsFor(query, level));
  const levelOf = (span: CellSpan) => (level.grains.includes(span.grain) ? level.level : LEVELS[0].level);
  const isHourOfAll = (span: CellSpan) => grainCode(levelOf(span), span.grain) === 0;
  const others = Map.groupBy(
    cells.filter((span) => !isHourOfAll(span)),
    levelOf,
  );
  return [
    ...cells.filter(isHourOfAll).map((span) => fromHours(kind, query, span)),
    ...[...others].map(([at, spans]) => fromCells(kind, query, at, spans)),
    ...(hours === null ? [] : [fromRows(kind, query, pending(kind, hours))]),
    ...raw.map((span) => fromRows(kind, query, within(kind, span))),
  ];
}

/** Sums of one kind of cells, as one moment has them. `db` is a transaction. */
export async function cellSums(db: Db, of: 'survey' | 'service', query: CellQuery): Promise<CellSum[]> {
  const kind = CELL_KINDS[of];
  const level = levelFor(dimensionsOf([...query.groupBy, ...(Object.keys(query.filter) as GroupName[])]));
  const all = parts(kind, query, level);
  if (all.length === 0) return [];
  const groups = query.groupBy.map((_, i) => sql.ref(`g${i}`));
  // Compiling such a statement takes longer than answering it.
  await sql`select set_config('jit', 'off', true)`.execute(db);
  const told = sql.join([
    ...groups,
    ...['metric', 'instrument', 'reason', 'bin'].map((name) => sql.ref(name)),
    ...(query.daily === true ? [sql`day`] : []),
  ]);
  const result = await sql<Record<string, unknown>>`
    select ${told},
      ${sumsOf(kind, (name) => sql`sum(${sql.ref(name)})::float8 as ${sql.ref(name)}`)}
    from (${sql.join(all, sql` union all `)}) as parts
    group by ${told}
    having sum(n) <> 0`.execute(db);
  return result.rows.map((row) => sumOf(query, row));
}

function sumOf(query: CellQuery, row: Record<string, unknown>): CellSum {
  const { metric, instrument, reason, bin, n, total, squares, logs, log_squares } = row as unknown as CellSum;
  const group = Object.fromEntries(
    query.groupBy.map((name, i) => [name, (row[`g${i}`] as string | null) ?? null]),
  );
  const sums = { total: total ?? 0, squares: squares ?? 0, logs: logs ?? 0, log_squares: log_squares ?? 0 };
  const day = (row.day as number | undefined) ?? null;
  return { group, day, metric, instrument, reason, bin, n, ...sums };
}

/** Runs reads that belong together: they see one moment. */
export function atOneMoment<T>(db: Db, work: (snapshot: Db) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db);
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (snapshot) => {
      // Before the moment is taken: cells that are being made anew are empty at any moment before they are done.
      await sql`lock table cell_keys in access share mode`.execute(snapshot);
      return work(snapshot);
    });
}
