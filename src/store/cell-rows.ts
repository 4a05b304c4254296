import { type RawBuilder, sql } from 'kysely';
import { CELL_DIMENSIONS, type CellDimension, GRAINS, type Grain, LEVELS } from './cell-levels.ts';

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

const dimension = (name: CellDimension) => {
  const levels = LEVELS.filter((one) => one.dimensions.includes(name)).map((one) => one.level);
  const known = sql.join(levels.map((level) => sql.lit(level)));
  return sql`case when level in (${known}) then ${sql.ref(name)} end as ${sql.ref(name)}`;
};

/** A level that says nothing new for these rows is the same as another one. */
const levelsOf = ({ dimensions }: CellKind) =>
  LEVELS.filter(
    ({ level, dimensions: own }) => level === 0 || own.every((name) => dimensions.includes(name)),
  );

/** Rows summed by hour and all dimensions, once for each level; `digest` names the key. */
export function keyed(kind: CellKind, source: RawBuilder<unknown>): RawBuilder<unknown> {
  const sums = kind.sums.map((name) => sql`sum(sign * ${sql.ref(name)}) as ${sql.ref(name)}`);
  const all = sql.join(CELL_DIMENSIONS.map((name) => sql.ref(name)));
  const levels = sql.join(levelsOf(kind).map(({ level }) => sql`(${sql.lit(level)})`));
  const key = sql`level, metric, instrument, reason, ${all}`;
  return sql`
    select md5(jsonb_build_array(${key})::text)::uuid as digest, * from (
      select level, at, bin, n, metric, instrument, reason,
        ${sql.join(CELL_DIMENSIONS.map(dimension))}
        ${sumsOf(kind)}
      from (
        select at, metric, instrument, reason, ${all}, bin, sum(sign) as n
          ${sums.length === 0 ? sql`` : sql`, ${sql.join(sums)}`}
        from (${kind.measured(source)}) as measured
        group by at, metric, instrument, reason, ${all}, bin
        having sum(sign) <> 0 ${sql.join(
          kind.sums.map((name) => sql`or sum(sign * ${sql.ref(name)}) <> 0`),
          sql` `,
        )}
      ) as hours cross join (values ${levels}) as levels (level)
    ) as leveled`;
}

const sumsOf = ({ sums }: CellKind) =>
  sums.length === 0 ? sql`` : sql`, ${sql.join(sums.map((name) => sql.ref(name)))}`;

/** The first hour of the day or month that an hour lies in. */
const startOf = (grain: Grain) => {
  if (grain === 'hour') return sql`at`;
  if (grain === 'day') return sql`at - mod(at, 24)`;
  return sql`(extract(epoch from date_trunc('month', to_timestamp(at * 3600.0), 'UTC')) / 3600)::integer`;
};

/** `(level, grain, at)` for every grain that a level keeps. */
function grained(): RawBuilder<unknown> {
  const pairs = LEVELS.flatMap(({ level, grains }) =>
    grains.map((grain) => sql`(${sql.lit(level)}, ${sql.lit(GRAINS[grain])})`),
  );
  return sql`(values ${sql.join(pairs)}) as grains (level, grain)`;
}

const grainStart = sql`case grain when 0 then at when 1 then ${startOf('day')} else ${startOf('month')} end`;

/** The rows as the cells hold them: by key, grain, time and bin. */
export const cellRows = (kind: CellKind, source: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select keys.id as key_id, grain, ${grainStart} as at, bin, sum(n)::bigint as n
    ${kind.sums.length === 0 ? sql`` : sql`, ${sql.join(kind.sums.map((name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`))}`}
  from (${keyed(kind, source)}) as rows
  join cell_keys as keys using (digest) join ${grained()} on grains.level = rows.level
  group by 1, 2, 3, 4`;
