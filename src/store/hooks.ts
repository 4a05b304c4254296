import { createHash } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { OutboxRow } from './outbox.ts';
import { relayAfter } from './outbox.ts';
import type { Database, Db } from './schema.ts';

export type HookRow = Selectable<Database['hooks']>;

/** One verified event of a helpdesk, as it came. */
export interface NewHook {
  source: string;
  deliveryId: string;
  /** JSON. */
  body: string;
  /** The conversation it is about: hooks of one conversation are worked one after another. */
  conversation: string;
  receivedAt: Date;
}

/**
 * Hooks are worked in so many lanes, over all processes: a flood of them leaves room for what customers wait for, and
 * for the hooks that are still to come.
 */
const LANES = 4;

const laneOf = ({ source, conversation }: NewHook): number =>
  createHash('sha1').update(`${source}\n${conversation}`).digest().readUInt8(0) % LANES;

/**
 * Stores what was not delivered before, and wakes its lanes; one statement, and so one transaction. A lane that is awake
 * stays so: its row is locked until this is committed, so that it cannot come to its end without having seen these.
 * @returns the work to hand to the queue: lanes that slept
 */
export async function storeHooks(db: Db, hooks: readonly NewHook[], now: Date): Promise<OutboxRow[]> {
  const result = await sql<OutboxRow>`
    with fresh as (
      insert into hooks (source, delivery_id, body, received_at, lane)
      select * from unnest(${hooks.map(({ source }) => source)}::text[],
        ${hooks.map(({ deliveryId }) => deliveryId)}::text[], ${hooks.map(({ body }) => body)}::text[],
        ${hooks.map(({ receivedAt }) => receivedAt)}::timestamptz[], ${hooks.map(laneOf)}::smallint[])
      on conflict (source, delivery_id) do nothing
      returning lane
    ), work as (
      insert into outbox (key, job, payload, run_at, relay_after, created_at)
      select 'hooks-' || lane, 'hooks', jsonb_build_object('lane', lane),
        ${now}::timestamptz, ${relayAfter(now, now)}::timestamptz, ${now}::timestamptz
      from fresh group by lane order by lane
      on conflict (key) do update set relay_after = outbox.relay_after
      returning *, xmax = 0 as slept
    )
    select * from work where slept`.execute(db);
  return result.rows;
}

/** The next of a lane, in the order of their coming. */
export function hooksInLane(db: Db, lane: number, limit: number): Promise<HookRow[]> {
  return db
    .selectFrom('hooks')
    .selectAll()
    .where('lane', '=', lane)
    .where('processed_at', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** One hook, while it is not worked. */
export function waitingHook(db: Db, id: number): Promise<HookRow | undefined> {
  return db
    .selectFrom('hooks')
    .selectAll()
    .where('id', '=', id)
    .where('processed_at', 'is', null)
    .executeTakeFirst();
}

/** It has a job of its own from now on. */
export async function leaveLane(db: Db, id: number): Promise<void> {
  await db.updateTable('hooks').set({ lane: null }).where('id', '=', id).execute();
}

/** What a hook is about, written before anything is done: hooks of one conversation see each other by it. */
export async function noteHook(
  db: Db,
  id: number,
  about: { kind: 'closed' | 'reopened'; conversation: string; happenedAt: Date },
): Promise<void> {
  await db
    .updateTable('hooks')
    .set({ kind: about.kind, conversation: about.conversation, happened_at: about.happenedAt })
    .where('id', '=', id)
    .execute();
}

/** The hook is done with; its body goes. */
export async function settleHook(
  db: Db,
  id: number,
  settled: { outcome: string; reason: string | null; conversation: string | null; now: Date },
): Promise<void> {
  await db
    .updateTable('hooks')
    .set((set) => ({
      outcome: settled.outcome,
      reason: settled.reason,
      conversation: set.fn.coalesce('conversation', set.val(settled.conversation)),
      processed_at: settled.now,
      body: null,
    }))
    .where('id', '=', id)
    .execute();
}

/** Whether a reopening of later than this close is known. */
export async function reopenedAfter(
  db: Db,
  { source, conversation, closedAt }: { source: string; conversation: string; closedAt: Date },
): Promise<boolean> {
  const row = await db
    .selectFrom('hooks')
    .select('id')
    .where('source', '=', source)
    .where('conversation', '=', conversation)
    .where('kind', '=', 'reopened')
    .where('happened_at', '>', closedAt)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export type HookTally = Selectable<Database['hook_tally']>;

/** Adds up what was refused and what was of no use. */
export async function addToTally(db: Db, counts: readonly HookTally[]): Promise<void> {
  if (counts.length === 0) return;
  await db
    .insertInto('hook_tally')
    .values([...counts])
    .onConflict((conflict) =>
      conflict.columns(['source', 'kind', 'reason']).doUpdateSet((set) => ({
        count: sql<number>`hook_tally.count + excluded.count`,
        last_at: set.fn<Date>('greatest', ['hook_tally.last_at', 'excluded.last_at']),
      })),
    )
    .execute();
}

/** What `doctor` shows of one source. */
export interface HookSummary {
  source: string;
  /** The last hook that was stored. */
  last: Pick<HookRow, 'received_at' | 'outcome' | 'reason' | 'conversation'> | null;
  waiting: number;
  /** By reason, the latest first. */
  tally: readonly HookTally[];
}

export async function summariseHooks(db: Db): Promise<Map<string, HookSummary>> {
  const tally = await db.selectFrom('hook_tally').selectAll().orderBy('last_at', 'desc').execute();
  const lasts = await sql<HookRow & { waiting: number }>`
    select last.*, (
      select count(*) from hooks where source = last.source and processed_at is null
    )::float8 as waiting
    from (select distinct on (source) * from hooks order by source, id desc) as last`.execute(db);
  const sources = new Set([...tally.map(({ source }) => source), ...lasts.rows.map(({ source }) => source)]);
  return new Map(
    [...sources].map((source) => {
      const last = lasts.rows.find((row) => row.source === source) ?? null;
      const own = tally.filter((row) => row.source === source);
      return [source, { source, last, waiting: last?.waiting ?? 0, tally: own }];
    }),
  );
}

/** What became of the hooks of a conversation for which there is no close; the latest first. */
export function hooksOf(db: Db, conversation: string): Promise<HookRow[]> {
  return db
    .selectFrom('hooks')
    .selectAll()
    .where('conversation', '=', conversation)
    .orderBy('id', 'desc')
    .limit(10)
    .execute();
}

/** Repeats come within days; older rows are only in the way. @returns how many went */
export async function forgetHooks(db: Db, before: Date, limit: number): Promise<number> {
  const result = await sql`
    delete from hooks where id in (
      select id from hooks where received_at < ${before} and processed_at is not null limit ${limit}
    )`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}
