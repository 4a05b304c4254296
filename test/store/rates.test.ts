import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultCapabilities } from '../../src/model/channel.ts';
import { accountLimits, chatLimits } from '../../src/model/rate.ts';
import { connect } from '../../src/store/connect.ts';
import { forgetOldRates, pausePlace, takeSlots } from '../../src/store/rates.ts';
import type { Database, Db } from '../../src/store/schema.ts';
import { type FreshDatabase, freshDatabase } from '../support/databases.ts';

const CAN = { ...defaultCapabilities, ratePerSecond: 30, rateChatPerSecond: 1 };
const ACCOUNT = { key: 'telegram', limits: accountLimits(CAN) };
const FAR = 600_000;

let database: FreshDatabase;
let other: Db;
beforeAll(async () => {
  database = await freshDatabase();
  other = connect<Database>(database.url, { max: 4, applicationName: 'another-process' }).db;
});
afterAll(async () => {
  await other.destroy();
  await database.drop();
});
beforeEach(() => database.db.deleteFrom('rates').execute());

const chat = (name: string) => ({ key: `telegram ${name}`, limits: chatLimits(CAN, false) });
const ask = (db: Db, name: string, aheadMs = FAR, patient = true) =>
  takeSlots(db, ACCOUNT, [{ chat: chat(name), aheadMs, patient }], []).then(({ answers }) => answers[0]);
const granted = async (db: Db, name: string, aheadMs = FAR) => {
  const answer = await ask(db, name, aheadMs);
  if (answer?.granted !== true) throw new Error(`not granted: ${JSON.stringify(answer)}`);
  return answer;
};

describe('slots', () => {
  it('are dealt out to several processes as if they were one', async () => {
    const names = Array.from({ length: 90 }, (_, i) => `c${i}`);
    const slots = await Promise.all(names.map((name, i) => granted(i % 2 === 0 ? database.db : other, name)));
    const times = slots.map(({ slot }) => slot).sort((a, b) => a - b);
    expect(new Set(times).size).toBe(90);
    times.slice(30).forEach((time, i) => {
      expect(time - (times[i] ?? 0)).toBeGreaterThan(1_000);
    });
  });

  it('further ahead than asked for are not given: who is told to come back later keeps nobody waiting', async () => {
    for (let i = 0; i < 8; i++) await granted(database.db, `c${i}`);
    const sentAway = await Promise.all(['x', 'y', 'z'].map((name) => ask(other, name, 100)));
    expect(sentAway.map((answer) => answer?.granted)).toEqual([false, false, false]);
    const urgent = await granted(database.db, 'urgent', 2_000);
    expect(urgent.inMs).toBeLessThan(1_000);
    // Each is given another moment to come back at.
    expect(new Set(sentAway.map((answer) => Math.round(answer?.inMs ?? 0))).size).toBe(3);
  });

  it('are waited for in one line: by whoever was sent away, and by what is put behind them from the start', async () => {
    const place = (db: Db) => takeSlots(db, ACCOUNT, [{ chat: null, aheadMs: 0, patient: true }], []);
    const free = await place(database.db);
    expect(free.answers[0]).toEqual({ granted: false, inMs: 0 });
    for (let i = 0; i < 8; i++) await granted(database.db, `c${i}`);
    const sentAway = [await ask(other, 'x', 100), await ask(other, 'y', 100)];
    const places = [await place(database.db), await place(other)];
    const times = [...sentAway, ...places.map(({ answers }) => answers[0])].map(
      (answer) => answer?.inMs ?? 0,
    );
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(0);
    expect(places[1]?.lineMs).toBeGreaterThan(times.at(-1) ?? 0);
  });

  it('are written by one statement for any number of chats, so that it is prepared', async () => {
    const { db, pool } = connect<Database>(database.url, { max: 1, applicationName: 'one-connection' });
    for (let count = 1; count <= 12; count++) {
      const names = Array.from({ length: count }, (_, i) => `n${count}-${i}`);
      const requests = names.map((name) => ({ chat: chat(name), aheadMs: FAR, patient: true }));
      const { answers } = await takeSlots(db, ACCOUNT, requests, []);
      expect(answers.every(({ granted: was }) => was)).toBe(true);
    }
    const { rows } = await pool.query(
      `select statement from pg_prepared_statements where statement ~ 'insert into "?rates'`,
    );
    expect(rows).toHaveLength(1);
    await db.destroy();
  });

  it('are dealt out all the same where PostgreSQL undoes that for the sake of another transaction', async () => {
    await database.pool.query(`
      create sequence undone_once;
      create function undo_once() returns trigger language plpgsql as $$ begin
        if nextval('undone_once') = 1 then raise exception 'no' using errcode = '40P01'; end if;
        return new;
      end $$;
      create trigger undo_once before insert on rates for each row execute function undo_once()`);
    expect((await granted(database.db, 'a')).inMs).toBeLessThan(1_000);
    await database.pool.query('drop trigger undo_once on rates');
  });

  it('that were given back leave those before them in force', async () => {
    const take = async (prefix: string, count: number) => {
      const slots: { chat: string; slot: number }[] = [];
      for (let i = 0; i < count; i++) {
        const { slot } = await granted(database.db, `${prefix}${i}`);
        slots.push({ chat: `telegram ${prefix}${i}`, slot });
      }
      return slots;
    };
    const first = await take('a', 30);
    const came = first.at(-1)?.slot ?? 0;
    // All thirty came late, at one moment.
    await takeSlots(
      database.db,
      ACCOUNT,
      [],
      first.map((one) => ({ ...one, came })),
    );
    const next = await take('b', 5);
    await takeSlots(
      database.db,
      ACCOUNT,
      [],
      next.map((one) => ({ ...one, came: null })),
    );
    for (const { slot } of await take('c', 5)) expect(slot).toBeGreaterThan(came + 1_000);
  });

  it('of a chat that was just written to are not taken from other chats meanwhile', async () => {
    await granted(database.db, 'busy');
    expect(await ask(database.db, 'busy')).toMatchObject({ granted: false });
    expect((await granted(database.db, 'free')).inMs).toBeLessThan(200);
  });

  it('that were not used are free again, and those used late count from then', async () => {
    const first = await granted(database.db, 'a');
    const unused = { chat: 'telegram a', slot: first.slot, came: null };
    const {
      answers: [again],
    } = await takeSlots(other, ACCOUNT, [{ chat: chat('a'), aheadMs: FAR, patient: true }], [unused]);
    expect(again).toMatchObject({ granted: true });
    const late = { chat: 'telegram a', slot: again?.granted ? again.slot : 0, came: first.slot + 5_000 };
    const {
      answers: [next],
    } = await takeSlots(other, ACCOUNT, [{ chat: chat('b'), aheadMs: FAR, patient: true }], [late]);
    expect(next?.granted && next.slot).toBeGreaterThan(first.slot + 5_000);
  });
});

describe('a place that was refused for its rate', () => {
  const place = (name: string) => ({ account: 'telegram', chat: `telegram ${name}`, seconds: 30 });

  it('is left alone, and nothing else is', async () => {
    await pausePlace(database.db, { ...place('a'), scope: 'chat' });
    const [mine, others] = [await ask(other, 'a'), await ask(other, 'b')];
    expect(mine).toMatchObject({ granted: false });
    expect(mine?.inMs).toBeGreaterThan(25_000);
    expect(others?.granted && others.inMs).toBeLessThan(1_000);
  });

  it('is the whole account where the platform says so', async () => {
    await pausePlace(database.db, { ...place('a'), scope: 'account' });
    expect((await granted(other, 'b')).inMs).toBeGreaterThan(25_000);
  });

  it('lets what answers a customer go first when the pause is over, before all who stand in line', async () => {
    await pausePlace(database.db, { ...place('a'), scope: 'account' });
    for (let i = 0; i < 60; i++) await ask(other, `c${i}`, 100);
    const last = await ask(other, 'last', 100);
    const answer = await ask(database.db, 'urgent', 500, false);
    expect(answer).toMatchObject({ granted: false });
    expect(answer?.inMs).toBeLessThanOrEqual(30_000);
    expect(last?.inMs).toBeGreaterThan(31_000);
  });

  it('is left alone no longer than meant when the clock of the database is set back', async () => {
    await pausePlace(database.db, { ...place('a'), scope: 'account' });
    await granted(database.db, 'b');
    await database.pool.query(
      `update rates set touched_at = touched_at + interval '1 hour', paused_until = paused_until + 3600000,
         line_at = line_at + 3600000, slots = array(select slot + 3600000 from unnest(slots) as slot)`,
    );
    const { inMs } = await granted(other, 'd');
    expect(inMs).toBeGreaterThan(25_000);
    expect(inMs).toBeLessThan(35_000);
  });

  it('is taken to be the account when the platform says nothing and refuses a second chat meanwhile', async () => {
    await pausePlace(database.db, { ...place('a'), scope: null });
    expect((await granted(other, 'b')).inMs).toBeLessThan(1_000);
    await pausePlace(database.db, { ...place('c'), scope: null });
    expect((await granted(other, 'd')).inMs).toBeGreaterThan(25_000);
  });

  it('stays so for as long as the platform said, however little is sent meanwhile', async () => {
    await pausePlace(database.db, { ...place('a'), seconds: 4 * 3_600, scope: 'account' });
    await database.pool.query(`update rates set touched_at = now() - interval '2 hours'`);
    await forgetOldRates(database.db);
    expect((await ask(other, 'b'))?.inMs).toBeGreaterThan(3_600_000);
  });

  it('is forgotten an hour after it was last written to', async () => {
    await granted(database.db, 'old');
    await database.pool.query(
      `update rates set touched_at = now() - interval '2 hours' where key like '% old'`,
    );
    await forgetOldRates(database.db);
    const { rows } = await database.pool.query('select key from rates order by key');
    expect(rows).toEqual([{ key: 'telegram' }]);
  });
});
