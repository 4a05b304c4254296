import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { FunnelCell } from './figures.ts';
import type { Db } from './schema.ts';

/** What the whole funnel can be filtered and grouped by, and the column it stands in. */
export const FUNNEL_DIMENSIONS = {
  metric: 'metric',
  channel: 'channel',
  team: 'team',
  agent: 'agent_id',
  template: 'template_id',
  variant: 'variant',
  language: 'language',
} as const;
export type FunnelDimension = keyof typeof FUNNEL_DIMENSIONS;

/** Which closes are counted; times are of the decision. */
export interface FunnelQuery {
  from: Date | null;
  to: Date | null;
  groupBy: readonly FunnelDimension[];
  filter: Partial<Record<FunnelDimension, string>>;
}

const column = (dimension: FunnelDimension): RawBuilder<unknown> => sql.ref(FUNNEL_DIMENSIONS[dimension]);

function conditions({ from, to, filter }: FunnelQuery): RawBuilder<SqlBool> {
  const all = [
    sql<SqlBool>`true`,
    ...(from === null ? [] : [sql<SqlBool>`created_at >= ${from}`]),
    ...(to === null ? [] : [sql<SqlBool>`created_at < ${to}`]),
    ...Object.entries(filter).map(
      ([dimension, value]) => sql<SqlBool>`${column(dimension as FunnelDimension)} = ${value}`,
    ),
  ];
  return sql<SqlBool>`${sql.join(all, sql` and `)}`;
}

/**
 * Every close that was told, by what became of its survey: also those for which no template was meant, which belong to
 * no metric. One statement, so that all steps are of the same closes at the same moment.
 */
export async function wholeFunnelCells(db: Db, query: FunnelQuery): Promise<FunnelCell[]> {
  const groups = query.groupBy.map((dimension) => sql`${column(dimension)} as ${sql.ref(`g_${dimension}`)}`);
  const columns = [...groups, sql`state`, sql`reason`, sql`(sent_at is not null) as went_out`];
  const result = await sql<Record<string, unknown> & Omit<FunnelCell, 'group'>>`
    select ${sql.join(columns)}, count(*)::float8 as count, count(sent_at)::float8 as sent,
      (count(sent_at) filter (where receipts))::float8 as sent_with_receipts,
      (count(delivered_at) filter (where receipts))::float8 as delivered,
      count(answered_at)::float8 as answered, count(completed_at)::float8 as complete, count(score)::float8 as scored
    from invitations where ${conditions(query)}
    group by ${sql.join(columns.map((_, i) => sql.lit(i + 1)))}`.execute(db);
  return result.rows.map((row) => ({
    ...row,
    group: Object.fromEntries(query.groupBy.map((name) => [name, row[`g_${name}`] as string | null])),
  }));
}
