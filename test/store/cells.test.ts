import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeFacts } from '../../src/app/take-facts.ts';
import type { Fact } from '../../src/model/fact.ts';
import { insertClose } from '../../src/store/conversations.ts';
import { type FigureQuery, surveyCells } from '../../src/store/figures.ts';
import { foldCells, rebuildCells, verifyCells } from '../../src/store/fold-cells.ts';
import { againIfUndone } from '../../src/store/undone.ts';
import { type FreshDatabase, freshDatabase } from '../support/databases.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const START = Date.parse('2025-12-30T22:00:00Z');
const HOUR = 3_600_000;

let made = 0;
const ids: number[] = [];

/** A close with its invitation, about which nothing is known but where and when. */
async function close(of: {
  hours: number;
  minutes: number;
  team: number;
  agent: number;
  plan: string | null;
}) {
  const at = new Date(START + of.hours * HOUR + of.minutes * 60_000);
  const common = {
    channel: of.team === 0 ? 'telegram' : 'web-chat',
    thread_key: 'x:1',
    address: '{}',
    contact_id: null,
    agent_id: of.agent === 0 ? null : `ag-${of.agent}`,
    team: of.team === 2 ? null : `team-${of.team}`,
    segment: JSON.stringify(of.plan === null ? {} : { plan: of.plan }),
  };
  const conversation = { source: 't', external_id: `c-${++made}`, closed_at: at, closed_at_given: true };
  const times = { opened_at: new Date(at.getTime() - of.minutes * 61_000), handle_seconds: of.minutes * 7.5 };
  const { invitation } = await insertClose(
    database.db,
    { ...common, ...conversation, ...times, tags: [], received_at: at },
    {
      ...common,
      metric: 'csat',
      instrument: of.agent === 3 ? 'csat:1-7:high_is_good:6,7' : 'csat:1-5:high_is_good:4,5',
      template_id: 'one',
      language: 'en',
      state: of.minutes % 7 === 0 ? 'suppressed' : 'planned',
      reason: of.minutes % 7 === 0 ? 'sample' : null,
      checks: '[]',
      dialogue: '{}',
      created_at: at,
    },
  );
  ids.push(invitation.id);
}

const idOf = (which: number): number => ids[which % Math.max(1, ids.length)] ?? 0;

const nat = (max: number) => fc.nat(max);
const happening = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('close' as const),
      hours: nat(24 * 40),
      minutes: nat(59),
      team: nat(2),
      agent: nat(3),
      plan: fc.constantFrom('pro', 'free', null),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ what: fc.constant('answer' as const), which: nat(500), score: nat(5) }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('withdraw' as const), which: nat(500) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('cancel' as const), which: nat(500) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('erase' as const), which: nat(500) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('undone' as const), which: nat(500) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('fold' as const) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

async function happens(one: Happening): Promise<void> {
  const { db } = database;
  const update = (which: number, set: object) =>
    db.updateTable('invitations').set(set).where('id', '=', idOf(which)).execute();
  switch (one.what) {
    case 'close':
      return close(one);
    case 'answer':
      await update(one.which, {
        state: 'answered',
        reason: one.score % 2 === 0 ? 'partial' : 'complete',
        sent_at: new Date(START),
        answered_at: new Date(START),
        completed_at: one.score % 2 === 0 ? null : new Date(START),
        score: one.score,
      });
      return;
    case 'withdraw':
      await update(one.which, { score: null });
      return;
    case 'cancel':
      await update(one.which, { state: 'cancelled', reason: 'reopened' });
      return;
    case 'erase':
      await sql`delete from conversations where id = (
        select conversation_id from invitations where id = ${idOf(one.which)})`.execute(db);
      return;
    case 'undone':
      await db
        .transaction()
        .execute(async (trx) => {
          await trx
            .updateTable('invitations')
            .set({ score: 1, state: 'failed', reason: 'x' })
            .where('id', '=', idOf(one.which))
            .execute();
          throw new Error('undone');
        })
        .catch(() => undefined);
      return;
    case 'fold':
      await foldCells(db);
  }
}

const query = fc.record({
  from: fc.option(nat(24 * 41 * 60), { nil: null }),
  to: fc.option(nat(24 * 41 * 60), { nil: null }),
  groupBy: fc.subarray(['channel', 'team', 'agent', 'instrument', 'segment.plan'] as const),
  team: fc.option(fc.constantFrom('team-0', 'team-1'), { nil: undefined }),
});

const COLUMN = {
  channel: sql`channel`,
  team: sql`team`,
  agent: sql`agent_id`,
  instrument: sql`instrument`,
  'segment.plan': sql`segment ->> 'plan'`,
};

type Line = [key: string, ...counts: number[]];

/** Lines of one key as one, in order. */
function summed(lines: readonly Line[]): Line[] {
  const sums = new Map<string, number[]>();
  for (const [key, ...counts] of lines) {
    const before = sums.get(key) ?? counts.map(() => 0);
    sums.set(
      key,
      before.map((sum, i) => sum + (counts[i] ?? 0)),
    );
  }
  return [...sums]
    .filter(([, counts]) => counts[0] !== 0)
    .map(([key, counts]): Line => [key, ...counts])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const END = sql`case when state in ('suppressed', 'cancelled', 'failed') then state || '/' || reason else 'live' end`;

/** The same question asked of the rows themselves. */
async function scan({ from, to, groupBy, filter }: FigureQuery) {
  const columns = groupBy.map((name) => COLUMN[name as keyof typeof COLUMN]);
  const group =
    columns.length === 0 ? sql`jsonb_build_array()` : sql`jsonb_build_array(${sql.join(columns)})`;
  const ask = async (key: unknown, counts: ReturnType<typeof sql>, more = sql``): Promise<Line[]> => {
    const { rows } = await sql<{ key: unknown[]; counts: number[] }>`
      select jsonb_build_array(${group}, ${key}) as key, jsonb_build_array(${counts}) as counts
      from invitations where metric = 'csat'
        and (${from}::timestamptz is null or created_at >= ${from})
        and (${to}::timestamptz is null or created_at < ${to})
        and (${filter.team ?? null}::text is null or team = ${filter.team ?? null}) ${more}
      group by 1`.execute(database.db);
    return summed(rows.map((row) => [JSON.stringify(row.key), ...row.counts]));
  };
  return {
    scores: await ask(sql`instrument || ' ' || score`, sql`count(*)`, sql`and score is not null`),
    chain: await ask(
      END,
      sql`count(*), count(sent_at), count(coalesce(delivered_at, answered_at)), count(answered_at),
        count(completed_at), count(score)`,
    ),
  };
}

/** What the cells answer, in the same form. */
async function read(asked: FigureQuery) {
  const { scores, chain } = await surveyCells(database.db, asked);
  const key = (group: Record<string, string | null>, ...more: (string | null)[]) =>
    JSON.stringify([asked.groupBy.map((name) => group[name]), ...more]);
  return {
    scores: summed(scores.map((one) => [key(one.group, `${one.instrument} ${one.score}`), one.count])),
    chain: summed(
      chain.map(({ group, state, reason, count, sent, delivered, answered, complete, scored }) => {
        const end = ['suppressed', 'cancelled', 'failed'].includes(state) ? `${state}/${reason}` : 'live';
        return [key(group, end), count, sent, delivered, answered, complete, scored];
      }),
    ),
  };
}

describe('the cells', () => {
  it('say what a scan of the rows says, after any answers, changes, erasures and repeats, folded or not', async () => {
    const rounds = fc.record({
      happenings: fc.array(happening, { minLength: 5, maxLength: 40 }),
      queries: fc.array(query, { minLength: 2, maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(rounds, async ({ happenings, queries }) => {
        for (const one of happenings) await happens(one);
        for (const { from, to, groupBy, team } of queries) {
          const asked: FigureQuery = {
            metric: 'csat',
            from: from === null ? null : new Date(START + from * 60_000),
            to: to === null ? null : new Date(START + to * 60_000),
            groupBy,
            filter: team === undefined ? {} : { team },
          };
          expect(await read(asked)).toEqual(await scan(asked));
        }
      }),
      { numRuns: 25 },
    );
    expect((await verifyCells(database.db)).map(({ wrong }) => wrong)).toEqual([0, 0]);
  });

  it('are the same after they are folded by several processes at once, and made anew', async () => {
    const asked: FigureQuery = { metric: 'csat', from: null, to: null, groupBy: ['agent'], filter: {} };
    for (let i = 0; i < 30; i += 1) {
      await close({ hours: i * 30, minutes: i, team: i % 3, agent: i % 4, plan: 'pro' });
    }
    const before = await read(asked);
    await Promise.allSettled([1, 2, 3, 4].map(() => foldCells(database.db)));
    expect(await read(asked)).toEqual(before);
    await rebuildCells(database.db);
    expect(await read(asked)).toEqual(before);
    const checks = await verifyCells(database.db);
    expect(checks.every(({ expected, wrong }) => expected > 0 && wrong === 0)).toBe(true);
  });

  it('are never seen empty while they are made anew', async () => {
    const asked: FigureQuery = { metric: 'csat', from: null, to: null, groupBy: [], filter: {} };
    await close({ hours: 1, minutes: 1, team: 1, agent: 1, plan: 'pro' });
    const before = await read(asked);
    let made = false;
    const rebuilt = rebuildCells(database.db).finally(() => {
      made = true;
    });
    do expect(await read(asked)).toEqual(before);
    while (!made);
    await rebuilt;
  });

  it('and facts hold under posts, erasures and foldings at the same time', async () => {
    const { db } = database;
    const answers = (by: number): Fact[] =>
      Array.from({ length: 40 }, (_, i) => ({
        kind: 'answer',
        id: `a-${i}`,
        at: new Date(START + i * HOUR),
        metric: 'csat',
        score: 1 + ((i + by) % 5),
        segment: {},
      }));
    const work = Array.from({ length: 24 }, async (_, n) => {
      if (n % 3 === 0) await foldCells(db);
      else if (n % 3 === 1) await takeFacts(db, answers(n), new Date(START));
      else {
        await againIfUndone(() =>
          sql`delete from facts where kind = 'answer' and id like ${`a-${n % 4}%`}`.execute(db),
        );
      }
    });
    await Promise.all(work);
    const first = answers(0);
    await Promise.all([1, 2, 3, 4].map(() => takeFacts(db, first, new Date(START))));
    expect(await takeFacts(db, first, new Date(START))).toEqual({ added: 0, changed: 0, known: 40 });
    expect((await verifyCells(db)).map(({ wrong }) => wrong)).toEqual([0, 0]);
    await sql`delete from facts`.execute(db);
  });

  it('that somebody changed by hand are found', async () => {
    await foldCells(database.db);
    await sql`update survey_cells set n = n + 1 where ctid = (select ctid from survey_cells limit 1)`.execute(
      database.db,
    );
    await sql`delete from service_cells where ctid in (select ctid from service_cells limit 2)`.execute(
      database.db,
    );
    expect((await verifyCells(database.db)).map(({ wrong }) => wrong)).toEqual([1, 2]);
    await rebuildCells(database.db);
    expect((await verifyCells(database.db)).map(({ wrong }) => wrong)).toEqual([0, 0]);
  });
});
