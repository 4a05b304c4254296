import { type SqlBool, sql } from 'kysely';
import type { SurveyMetric } from '../model/template.ts';
import type { Db } from './schema.ts';

/** What a figure can be grouped and filtered by, and the column it stands in. */
export const DIMENSIONS = {
  channel: 'channel',
  team: 'team',
  agent: 'agent_id',
  template: 'template_id',
  variant: 'variant',
  language: 'language',
  instrument: 'instrument',
} as const;
export type Dimension = keyof typeof DIMENSIONS;

/** Which invitations are counted; the same for both sides of every rate. Times are of the decision to ask. */
export interface FigureQuery {
  metric: SurveyMetric;
  from: Date | null;
  to: Date | null;
  groupBy: readonly Dimension[];
  filter: Partial<Record<Dimension, string>>;
}

/** One cell: so many invitations of one group with this instrument and score. */
export interface FigureCell {
  group: Record<string, string | null>;
  instrument: string | null;
  score: number | null;
  count: number;
}

/** Counts of the whole chain. `suppressed` and `cancelled` are by rule and by cause. */
export interface FunnelCell {
  group: Record<string, string | null>;
  state: string;
  reason: string | null;
  count: number;
  sent: number;
  delivered: number;
  answered: number;
  complete: number;
  scored: number;
}

const conditions = (query: FigureQuery) => [
  sql<SqlBool>`metric = ${query.metric}`,
  ...(query.from === null ? [] : [sql<SqlBool>`created_at >= ${query.from}`]),
  ...(query.to === null ? [] : [sql<SqlBool>`created_at < ${query.to}`]),
  ...Object.entries(query.filter).map(
    ([dimension, value]) => sql<SqlBool>`${sql.ref(DIMENSIONS[dimension as Dimension])} = ${value}`,
  ),
];

const groupColumns = (query: FigureQuery) =>
  query.groupBy.map((dimension) => sql`${sql.ref(DIMENSIONS[dimension])} as ${sql.ref(`g_${dimension}`)}`);

const where = (query: FigureQuery) => sql.join(conditions(query), sql` and `);

function groupOf(query: FigureQuery, row: Record<string, unknown>): Record<string, string | null> {
  return Object.fromEntries(
    query.groupBy.map((dimension) => [dimension, row[`g_${dimension}`] as string | null]),
  );
}

/** Scores by group and instrument: the histogram from which every figure is made. */
export async function scoreCells(db: Db, query: FigureQuery): Promise<FigureCell[]> {
  const columns = [...groupColumns(query), sql`instrument`, sql`score`];
  const result = await sql<Record<string, unknown> & { instrument: string; score: number; count: number }>`
    select ${sql.join(columns)}, count(*) as count from invitations
    where ${where(query)} and score is not null
    group by ${sql.join(columns.map((_, i) => sql.lit(i + 1)))}`.execute(db);
  return result.rows.map((row) => ({
    group: groupOf(query, row),
    instrument: row.instrument,
    score: row.score,
    count: Number(row.count),
  }));
}

/** The chain from eligible to scored, by group, state and reason, under the same conditions as the scores. */
export async function funnelCells(db: Db, query: FigureQuery): Promise<FunnelCell[]> {
  const columns = [...groupColumns(query), sql`state`, sql`reason`];
  const result = await sql<Record<string, unknown> & Omit<FunnelCell, 'group'>>`
    select ${sql.join(columns)}, count(*) as count,
      count(sent_at) as sent,
      count(coalesce(delivered_at, answered_at)) as delivered,
      count(answered_at) as answered, count(completed_at) as complete, count(score) as scored
    from invitations where ${where(query)}
    group by ${sql.join(columns.map((_, i) => sql.lit(i + 1)))}`.execute(db);
  return result.rows.map((row) => ({
    group: groupOf(query, row),
    state: row.state,
    reason: row.reason,
    count: Number(row.count),
    sent: Number(row.sent),
    delivered: Number(row.delivered),
    answered: Number(row.answered),
    complete: Number(row.complete),
    scored: Number(row.scored),
  }));
}
