import { rm } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { figures } from '../src/app/figures.ts';
import type { GroupName } from '../src/store/cells.ts';
import { connect } from '../src/store/connect.ts';
import { startEmbedded } from '../src/store/embedded/index.ts';
import type { FigureQuery } from '../src/store/figures.ts';
import { foldCells, rebuildCells } from '../src/store/fold-cells.ts';
import { migrateToLatest } from '../src/store/migrate.ts';
import type { Database } from '../src/store/schema.ts';
import { keptLog } from '../test/support/log.ts';
import { temporaryDirectory } from '../test/support/servers.ts';
import { percentile, type Report } from './report.ts';
import { columns, loadAnswers, values } from './support/answers.ts';
import { processorTime } from './support/processor-time.ts';

export const name = 'figures';
export const about =
  'figures from cells beside the same SQL over the rows; what the cells cost an answer (BENCH_ANSWERS=1000000)';

const ANSWERS = Number(process.env.BENCH_ANSWERS ?? 1_000_000);
const QUERIES = 300;
const SCANS = 3;
const WRITERS = 4;
const ROUNDS = 10;
const WRITES = 400;

const YEAR = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2027-01-01T00:00:00Z') };

type Asked = Omit<FigureQuery, 'metric'> & { metric: 'csat' | 'ces' | 'nps' };

/** A year by team, of every metric, whole or of one channel, and not always from midnight. */
function yearByTeam(i: number): Asked {
  const metrics = ['csat', 'nps', 'ces'] as const;
  const groupBy: GroupName[] = i % 4 === 3 ? ['team', 'channel'] : ['team'];
  const from = new Date(YEAR.from.getTime() + (i % 5 === 4 ? i * 3_600_000 : 0));
  return {
    metric: metrics[i % 3] ?? 'csat',
    from,
    to: YEAR.to,
    groupBy,
    filter: i % 7 === 6 ? { channel: 'telegram' } : {},
  };
}

/** The same of the rows: what there was before there were cells. */
async function scan(db: Kysely<Database>, { metric, from, to, groupBy, filter }: Asked): Promise<void> {
  const groups = sql.join(groupBy.map((one) => sql.ref(one)));
  await sql`
    select ${groups}, instrument, score, state, count(*), count(sent_at), count(answered_at), count(completed_at)
    from invitations where metric = ${metric} and created_at >= ${from} and created_at < ${to}
      and (${filter.channel ?? null}::text is null or channel = ${filter.channel ?? null})
    group by ${groups}, instrument, score, state`.execute(db);
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

async function reading(db: Kysely<Database>, report: Report, count: number, what: string): Promise<number> {
  for (let i = 0; i < 30; i += 1) await figures(db, yearByTeam(i));
  const cells: number[] = [];
  for (let i = 0; i < QUERIES; i += 1) cells.push(await timed(() => figures(db, yearByTeam(i))));
  const busy: number[] = [];
  const measured = await processorTime(db);
  for (let i = 0; i < QUERIES; i += 1) busy.push((await measured(() => figures(db, yearByTeam(i)))) ?? 0);
  const scans: number[] = [];
  for (let i = 0; i < SCANS; i += 1) scans.push(await timed(() => scan(db, yearByTeam(i))));
  const sorted = cells.toSorted((a, b) => a - b);
  const [p50, p99] = [percentile(sorted, 0.5), percentile(sorted, 0.99)];
  const rows = percentile(
    scans.toSorted((a, b) => a - b),
    0.5,
  );
  report.row({ what: `${what}, rows of ${count}`, value: rows, unit: 'ms (median)' });
  report.row({
    what: `${what}, cells`,
    value: p50,
    unit: 'ms (median)',
    ratio: { to: 'faster', value: rows / p50 },
  });
  report.row({
    what: `${what}, cells`,
    value: p99,
    unit: 'ms (p99)',
    ratio: { to: 'faster', value: rows / p99 },
  });
  const time = percentile(
    busy.toSorted((a, b) => a - b),
    0.99,
  );
  report.row({ what: `${what}, cells, processor time`, value: time, unit: 'ms (p99)' });
  return p50;
}

/** One answered invitation a transaction, by several writers at once. */
async function write(db: Kysely<Database>, first: number): Promise<number> {
  return timed(() =>
    Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        for (let k = writer; k < WRITES; k += WRITERS) {
          await sql`insert into invitations (${columns}) select ${values} from (select ${first + k}::bigint as i) as n`.execute(
            db,
          );
        }
      }),
    ),
  );
}

/** The insert of an answer's row, with and without the cells, turn about; every commit reaches the disk. */
async function writing(db: Kysely<Database>, report: Report): Promise<void> {
  const places = sql.raw(`insert into conversations (source, external_id, closed_at, closed_at_given, channel,
    thread_key, address, received_at) select 'bench', i::text, now(), true, 'bench', 'bench', '{}', now()
    from generate_series(1, ${2 * ROUNDS * WRITES + 1000}) as i`);
  await places.execute(db);
  const plain: number[] = [];
  const kept: number[] = [];
  let next = 1;
  await write(db, next);
  next += WRITES;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const on of round % 2 === 0 ? [false, true] : [true, false]) {
      await sql.raw(`alter table invitations ${on ? 'enable' : 'disable'} trigger user`).execute(db);
      (on ? kept : plain).push(await write(db, next));
      next += WRITES;
      report.progress(round + 1, ROUNDS, 'rounds of answers');
    }
  }
  await sql.raw('alter table invitations enable trigger user').execute(db);
  const each = (times: readonly number[]) =>
    (1000 *
      percentile(
        times.toSorted((a, b) => a - b),
        0.5,
      )) /
    WRITES;
  report.row({ what: 'plain insert of an answer', value: each(plain), unit: 'µs' });
  report.row({
    what: 'insert that the cells follow',
    value: each(kept),
    unit: 'µs',
    ratio: { to: 'the plain insert', value: each(kept) / each(plain) },
  });
  const fold = await timed(() => foldCells(db));
  report.row({ what: 'folding, of each answer', value: (1000 * fold) / (ROUNDS * WRITES), unit: 'µs' });
}

/** A server of its own with empty tables. Reading has one connection, so that its processor time can be told. */
async function withServer(max: number, work: (db: Kysely<Database>) => Promise<void>): Promise<void> {
  const dataDir = await temporaryDirectory();
  const server = await startEmbedded({ dataDir, log: keptLog() });
  const { db } = connect<Database>(server.url, { max, applicationName: 'bench' });
  try {
    await migrateToLatest(db);
    await work(db);
  } finally {
    await db.destroy();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measure(report: Report, count: number): Promise<number> {
  let median = Number.NaN;
  await withServer(1, async (db) => {
    await loadAnswers(db, count, (done) => report.progress(done, count, 'answers'));
    const rebuilt = await timed(() => rebuildCells(db));
    await sql.raw('vacuum analyze survey_cells, cell_keys, cell_rollups').execute(db);
    const { rows } = await sql<{ cells: number }>`select count(*) as cells from survey_cells`.execute(db);
    const millions = `${(count / 1e6).toLocaleString('en')} million answers`;
    report.row({ what: `${millions}: cells made anew`, value: rebuilt / 1000, unit: 's' });
    report.row({ what: `${millions}: cells`, value: Number(rows[0]?.cells), unit: 'rows' });
    median = await reading(db, report, count, `${millions}, a year by team`);
  });
  return median;
}

export async function run(report: Report): Promise<void> {
  await withServer(6, (db) => writing(db, report));
  const tenth = await measure(report, ANSWERS / 10);
  const whole = await measure(report, ANSWERS);
  report.row({
    what: 'ten times the answers',
    value: whole,
    unit: 'ms (median)',
    ratio: { to: 'a tenth of them', value: whole / tenth },
  });
}
