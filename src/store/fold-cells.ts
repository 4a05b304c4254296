import { type RawBuilder, sql } from 'kysely';
import { CELL_KINDS, type CellKind, cellRows, KEY_COLUMNS, neededKeys } from './cell-rows.ts';
import type { Db } from './schema.ts';
import { againIfUndone } from './undone.ts';

/** One process folds or rebuilds at a time. */
const FOLDING = 0x41574345;

/** Makes the keys that are new, and notes what each is summed into. */
async function makeKeys(db: Db, kind: CellKind, source: RawBuilder<unknown>): Promise<void> {
  const needed = neededKeys(kind, source);
  await sql`
    insert into cell_keys (digest, level, ${KEY_COLUMNS})
    select distinct on (digest) digest, level, ${KEY_COLUMNS} from (${needed}) as needed
    where not exists (select from cell_keys as known where known.digest = needed.digest)`.execute(db);
  await sql`
    insert into cell_rollups (key_id, level, into_id)
    select child.id, needed.level, parent.id from (${needed}) as needed
    join cell_keys as child on child.digest = needed.child
    join cell_keys as parent on parent.digest = needed.digest
    where not exists (select from cell_rollups as known where known.key_id = child.id)`.execute(db);
}

/** Adds rows to the cells that are there, in one statement. `before` is a `with` clause that the rows read from. */
async function addCells(
  db: Db,
  kind: CellKind,
  rows: RawBuilder<unknown>,
  before: RawBuilder<unknown> = sql``,
): Promise<number> {
  const columns = ['n', ...kind.sums];
  const added = columns.map(
    (name) => sql`${sql.ref(name)} = ${sql.ref(`${kind.cells}.${name}`)} + ${sql.ref(`excluded.${name}`)}`,
  );
  const result = await sql`
    ${before} insert into ${sql.table(kind.cells)} (
      key_id, grain, at, bin, ${sql.join(columns.map((name) => sql.ref(name)))}
    ) ${rows}
    on conflict (key_id, grain, at, bin) do update set ${sql.join(added)}`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

/** Whether this transaction may fold; false while another process does. */
async function mayFold(db: Db): Promise<boolean> {
  const result = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(${FOLDING}) as free`.execute(
    db,
  );
  return result.rows[0]?.free ?? false;
}

async function foldKind(db: Db, kind: CellKind): Promise<number> {
  const waiting = await sql<{ any: boolean }>`select exists (select from ${kind.deltas}) as any`.execute(db);
  if (!waiting.rows[0]?.any) return 0;
  await makeKeys(db, kind, kind.deltas);
  const taken = sql`with taken as (delete from ${kind.deltas} returning *)`;
  return addCells(db, kind, cellRows(kind, sql`taken`), taken);
}

/**
 * Adds what changed to the cells. Figures are the same before and after: they count both. Runs beside answers without
 * standing in their way, in one process at a time.
 * @returns how many cells changed
 */
export function foldCells(db: Db): Promise<number> {
  // Another process may have ended its round after our moment was taken and before the lock was: then once more.
  return againIfUndone(() =>
    db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (trx) => {
        if (!(await mayFold(trx))) return 0;
        // One snapshot for the keys and the cells: a change that is committed in between is left for the next round.
        let changed = 0;
        for (const kind of Object.values(CELL_KINDS)) changed += await foldKind(trx, kind);
        return changed;
      }),
  );
}

/** Throws all cells away and makes them anew from the rows. Answers wait meanwhile. */
export function rebuildCells(db: Db): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${FOLDING})`.execute(trx);
    await sql`lock table invitations, conversations, facts in share row exclusive mode`.execute(trx);
    await sql`truncate cell_keys, cell_rollups, survey_cells, service_cells, survey_deltas, service_deltas restart identity`.execute(
      trx,
    );
    await sql`set local work_mem = '256MB'`.execute(trx);
    await sql`set local maintenance_work_mem = '256MB'`.execute(trx);
    for (const kind of Object.values(CELL_KINDS)) {
      await makeKeys(trx, kind, kind.images);
      await fillCells(trx, kind);
    }
  });
}

/** All cells at once into an empty table, in their order; its indexes are made afterwards. */
async function fillCells(db: Db, kind: CellKind): Promise<void> {
  const [table, byKey, byHour] = [kind.cells, `${kind.cells}_pkey`, `${kind.cells}_by_hour`].map((name) =>
    sql.raw(name),
  );
  const columns = sql.join(['n', ...kind.sums].map((name) => sql.ref(name)));
  await sql`analyze cell_keys, cell_rollups`.execute(db);
  await sql`alter table ${table} drop constraint ${byKey}`.execute(db);
  await sql`drop index ${byHour}`.execute(db);
  await sql`insert into ${table} (key_id, grain, at, bin, ${columns})
    ${cellRows(kind, kind.images)} order by 1, 2, 3, 4`.execute(db);
  await sql`alter table ${table} add constraint ${byKey} primary key (key_id, grain, at, bin)`.execute(db);
  await sql`create index ${byHour} on ${table} (at) where grain = 0`.execute(db);
}

/** How the cells compare with the rows they were made from. */
export interface CellCheck {
  cells: string;
  /** Cells that the rows make. */
  expected: number;
  /** Cells with another content than the rows make, or that should not be. */
  wrong: number;
}

/** Makes all cells anew beside those that are kept, pending changes included, and compares. Changes no figure. */
export function verifyCells(db: Db): Promise<CellCheck[]> {
  return db.connection().execute(async (connection) => {
    // Before the transaction: what was folded while we waited belongs to its snapshot.
    await sql`select pg_advisory_lock(${FOLDING})`.execute(connection);
    try {
      return await connection.transaction().setIsolationLevel('repeatable read').execute(verifyIn);
    } finally {
      await sql`select pg_advisory_unlock(${FOLDING})`.execute(connection);
    }
  });
}

async function verifyIn(db: Db): Promise<CellCheck[]> {
  const checks: CellCheck[] = [];
  await sql`set local work_mem = '256MB'`.execute(db);
  for (const kind of Object.values(CELL_KINDS)) {
    // Keys are names and count nothing; a new one may stay.
    await makeKeys(db, kind, kind.images);
    await makeKeys(db, kind, kind.deltas);
    checks.push(await verifyKind(db, kind));
  }
  return checks;
}

async function verifyKind(db: Db, kind: CellKind): Promise<CellCheck> {
  const columns = ['n', ...kind.sums];
  const list = sql.join(columns.map((name) => sql.ref(name)));
  const summed = sql.join(columns.map((name) => sql`sum(${sql.ref(name)})::numeric as ${sql.ref(name)}`));
  const alike = sql.join(
    columns.map((name) => sql`coalesce(kept.${sql.ref(name)}, 0) = coalesce(made.${sql.ref(name)}, 0)`),
    sql` and `,
  );
  const result = await sql<{ expected: number; wrong: number }>`
    with made as (${cellRows(kind, kind.images)}),
    kept as (
      select key_id, grain, at, bin, ${summed} from (
        select key_id, grain, at, bin, ${list} from ${sql.table(kind.cells)}
        union all select key_id, grain, at, bin, ${list} from (${cellRows(kind, kind.deltas)}) as pending
      ) as both_kinds group by 1, 2, 3, 4
    )
    select count(made.n) as expected, count(*) filter (where not (${alike})) as wrong
    from made full join kept using (key_id, grain, at, bin)`.execute(db);
  const [row] = result.rows;
  return { cells: kind.cells, expected: Number(row?.expected ?? 0), wrong: Number(row?.wrong ?? 0) };
}
