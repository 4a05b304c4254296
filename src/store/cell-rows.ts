import { type RawBuilder, sql } from 'kysely';
import { CELL_DIMENSIONS, type CellDimension, grainCode, LEVELS } from './cell-levels.ts';

/** The two kinds of rows: what survey cells and service cells are made of. */
export interface CellKind {
  deltas: RawBuilder<unknown>;
  /** What the deltas should add up to, by the rows themselves. */
  images: RawBuilder<unknown>;
  cells: string;
  /** Dimensions that these rows have; the others are null. */
  dimensions: readonly CellDimension[];
  /** Rows of deltas as measured ones: `(sign, at, metric, instrument, reason, dimensions, bin, and sums)`. */
  measured(source: RawBuilder<unknown>): RawBuilder<unknown>;
  sums: readonly string[];
}

const SURVEY: CellKind = {
  deltas: sql`survey_deltas`,
  images: sql`survey_images`,
  cells: 'survey_cells',
  dimensions: CELL_DIMENSIONS,
  measured: (source) => sql`select * from ${source} as raw`,
  sums: [],
};

/** Durations fall into bins that are 5 % wide; −1 is a duration of 0, −2 one below it, which is a fault of the input. */
export const BIN_WIDTH = 1.05;

const durationOf = (metric: string, column: string) => sql`(
  ${sql.lit(metric)}, ${sql.ref(column)} is not null,
  case when ${sql.ref(column)} < 0 then -2 when ${sql.ref(column)} = 0 then -1
    else floor(ln(${sql.ref(column)}::float8) / ln(${sql.lit(BIN_WIDTH)}::float8))::integer end,
  case when ${sql.ref(column)} > 0 then ${sql.ref(column)} else 0 end)`;

const SERVICE: CellKind = {
  deltas: sql`service_deltas`,
  images: sql`service_images`,
  cells: 'service_cells',
  dimensions: ['channel', 'team', 'agent', 'segment'],
  measured: (source) => sql`
    select sign, at, measure.metric, null::text as instrument, null::text as reason, channel,
      null::text as template, null::text as variant, null::text as language, team, agent, segment, measure.bin,
      measure.ms as total, measure.ms::numeric * measure.ms as squares,
      case when measure.ms > 0 then round(ln(measure.ms::float8 / 1000) * 1000000)::numeric else 0 end as logs,
      case when measure.ms > 0 then round((ln(measure.ms::float8 / 1000)) ^ 2 * 1000000)::numeric else 0 end
        as log_squares
    from ${source} as raw cross join lateral (values
      ${durationOf('aht', 'handle_ms')},
      ${durationOf('resolution_time', 'resolution_ms')},
      ${durationOf('first_response_time', 'first_response_ms')},
      ('fcr', true, raw.contact::integer, 0::bigint)
    ) as measure (metric, known, bin, ms) where measure.known`,
  sums: ['total', 'squares', 'logs', 'log_squares'],
};

export const CELL_KINDS = { survey: SURVEY, service: SERVICE } as const satisfies Record<string, CellKind>;

/** Rows of deltas or images as `(sign, at, metric, …, bin, sums)`. */
export const measuredRows = (kind: CellKind, source: RawBuilder<unknown>): RawBuilder<unknown> =>
  kind.measured(source);

const all = sql.join(CELL_DIMENSIONS.map((name) => sql.ref(name)));

/** What names a key. */
export const KEY_COLUMNS = sql`metric, instrument, reason, ${all}`;

const digest = (level: RawBuilder<unknown>) =>
  sql`md5(jsonb_build_array(${level}, ${KEY_COLUMNS})::text)::uuid`;

const listed = (kind: CellKind, of: (name: string) => RawBuilder<unknown>) =>
  kind.sums.length === 0 ? sql`` : sql`, ${sql.join(kind.sums.map(of))}`;

/** A dimension as a level sees it: null where the level does not tell it apart. */
const seenBy = (name: CellDimension) => {
  const levels = LEVELS.filter((one) => one.dimensions.includes(name)).map((one) => one.level);
  const known = sql.join(levels.map((level) => sql.lit(level)));
  return sql`case when levels.level in (${known}) then ${sql.ref(name)} end as ${sql.ref(name)}`;
};

/** A level that says nothing new for these rows is the same as another one. */
const levelsOf = ({ dimensions }: CellKind) =>
  LEVELS.filter(
    ({ level, dimensions: own }) => level === 0 || own.every((name) => dimensions.includes(name)),
  );

/** The keys that rows need, at every level: `(child, digest, level, and its columns)`; `child` is that of level 0. */
export function neededKeys(kind: CellKind, source: RawBuilder<unknown>): RawBuilder<unknown> {
  const levels = sql.join(levelsOf(kind).map(({ level }) => sql`(${sql.lit(level)})`));
  return sql`
    select child, ${digest(sql`level`)} as digest, level, ${KEY_COLUMNS} from (
      select ${digest(sql.lit(0))} as child, levels.level, metric, instrument, reason,
        ${sql.join(CELL_DIMENSIONS.map(seenBy))}
      from (select distinct ${KEY_COLUMNS} from (${kind.measured(source)}) as measured) as told
      cross join (values ${levels}) as levels (level)
    ) as leveled`;
}

/** Rows summed by key of level 0, hour and bin. Their keys must be there. */
const hourRows = (kind: CellKind, source: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select keys.id as key_id, at, bin, n ${listed(kind, (name) => sql.ref(name))} from (
    select ${digest(sql.lit(0))} as digest, at, bin, sum(sign) as n
      ${listed(kind, (name) => sql`sum(sign * ${sql.ref(name)}) as ${sql.ref(name)}`)}
    from (${kind.measured(source)}) as measured
    group by ${KEY_COLUMNS}, at, bin
    having sum(sign) <> 0 ${sql.join(
      kind.sums.map((name) => sql`or sum(sign * ${sql.ref(name)}) <> 0`),
      sql` `,
    )}
  ) as hours join cell_keys as keys using (digest)`;

/** The first hour of the month or year that an hour lies in. */
const startOf = (unit: 'month' | 'year') =>
  sql`(extract(epoch from date_trunc(${sql.lit(unit)}, to_timestamp(at * 3600.0), 'UTC')) / 3600)::integer`;

/** `(level, grain, size)` for every grain that a level keeps. */
const grains = sql`(values ${sql.join(
  LEVELS.flatMap(({ level, grains: kept }) =>
    kept.map((grain) => sql`(${sql.lit(level)}, ${sql.lit(grainCode(level, grain))}, ${sql.lit(grain)})`),
  ),
)}) as grains (level, grain, size)`;

const start = sql`case size when 'day' then at - mod(at, 24) when 'month' then ${startOf('month')}
  when 'year' then ${startOf('year')} else at end`;

/** The rows as the cells hold them, at all levels: by key, grain, time and bin. Their keys must be there. */
export const cellRows = (kind: CellKind, source: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select into_id as key_id, grain, ${start} as at, bin, sum(n)::integer as n
    ${listed(kind, (name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`)}
  from (${hourRows(kind, source)}) as hours
  join cell_rollups using (key_id) join ${grains} using (level)
  group by 1, 2, 3, 4`;
