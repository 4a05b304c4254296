import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sendAsk } from '../../src/app/send-ask.ts';
import { ChannelError } from '../../src/model/channel-error.ts';
import { settleSent } from '../../src/store/asks.ts';
import { until } from '../support/running.ts';
import { type InProcess, startInProcess } from './in-process.ts';

let on: InProcess;
beforeEach(async () => {
  on = await startInProcess();
});
afterEach(() => on.stop());

const asks = async () =>
  (await on.database.pool.query('select * from asks order by id')).rows as {
    id: number;
    state: string;
    attempts: number;
    claimed_by: string;
    ref: object | null;
    error_code: string | null;
  }[];

const sentOnce = () =>
  until(
    () => asks(),
    ([ask]) => ask?.state === 'sent',
  );

describe('a send', () => {
  it('is claimed in the database before the platform hears of it', async () => {
    const states: string[] = [];
    on.platform.onSend = async () => {
      states.push(...(await asks()).map(({ state }) => state));
    };
    await on.close('1');
    await sentOnce();
    expect(states).toEqual(['sending']);
  });

  it('whose receipt comes before our own note of it loses the receipt not', async () => {
    on.platform.onSend = async ({ chat, key }) => {
      on.platform.onSend = async () => undefined;
      await on.hand({
        kind: 'status',
        channel: 'test',
        eventId: `failed-${key}`,
        address: { chat },
        at: new Date(),
        message: { id: key },
        status: 'failed',
        code: '131026',
      });
      // The receipt is worked while the platform still has not answered the send.
      await until(
        async () =>
          (await on.database.pool.query("select key from outbox where key like 'receive-%-at-%'")).rowCount,
        (waiting) => waiting === 1,
      );
    };
    await on.close('1');
    const state = await until(
      async () => (await on.database.pool.query('select state, reason from invitations')).rows[0],
      (row) => row.state === 'failed',
    );
    expect(state.reason).toBe('131026');
  });

  it('whose end cannot be written at first is written a moment later, and not given up as uncertain', async () => {
    // Every connection breaks between the platform's answer and our own note of it.
    on.platform.onSend = async () => {
      await on.database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'afterword' and datname = current_database() and pid <> pg_backend_pid()`,
      );
      await on.database.pool.query(
        `create or replace function refuse() returns trigger language plpgsql as
         $$ begin raise exception 'no' using errcode = '40P01'; end $$`,
      );
      await on.database.pool.query(
        `create trigger refuse before update on asks for each row
         when (new.state = 'sent') execute function refuse()`,
      );
      setTimeout(() => void on.database.pool.query('drop trigger refuse on asks'), 300);
    };
    await on.close('1');
    const [ask] = await sentOnce();
    expect(ask).toMatchObject({ attempts: 1, ref: expect.anything() });
    expect(on.sent).toHaveLength(1);
  });

  it('worked again by a job that came late, or by two at once, goes out once', async () => {
    await on.close('1');
    const [ask] = await sentOnce();
    const key = `send-${ask?.id}`;
    await Promise.all([1, 2, 3].map(() => sendAsk(on.app, key, ask?.id ?? 0)));
    expect(on.sent).toHaveLength(1);
  });

  it('that another process has cleared up meanwhile is not put back into the queue by the slow one', async () => {
    on.platform.onSend = async ({ key }) => {
      // Another process finds the claim dead, clears the send up as sent, and the slow one then hears of a failure.
      await on.database.pool.query(
        `update asks set attempts = attempts + 1, state = 'uncertain', claimed_by = 'another' where key = $1`,
        [key],
      );
      await on.database.pool.query(`delete from outbox where key like 'send-%'`);
      throw new ChannelError('temporary', '500', 'the platform is tired');
    };
    await on.close('1');
    await until(asks, ([ask]) => ask?.state === 'uncertain');
    await on.quiet();
    expect(await asks()).toMatchObject([{ state: 'uncertain', claimed_by: 'another' }]);
    expect(on.sent).toHaveLength(1);
  });

  it('that another process has claimed meanwhile is its alone: the slow one no longer decides', async () => {
    on.platform.onSend = async ({ key }) => {
      await on.database.pool.query(
        `update asks set attempts = attempts + 1, claimed_by = 'another' where key = $1`,
        [key],
      );
      throw new ChannelError('temporary', '500', 'the platform is tired');
    };
    await on.close('1');
    await until(asks, ([ask]) => ask?.claimed_by === 'another');
    await until(
      async () => on.sent.length,
      (sends) => sends === 1,
    );
    await until(generations, ([work]) => work !== undefined);
    expect(await asks()).toMatchObject([{ state: 'sending', claimed_by: 'another', attempts: 2 }]);
    expect(await generations()).toEqual([0]);
  });

  it('that is under way is left alone while its claim is fresh, and cleared up when it is not', async () => {
    const platform = held();
    on.platform.onSend = platform.answer;
    await on.close('1');
    const [ask] = await until(asks, ([found]) => found?.state === 'sending');
    const again = () => sendAsk(on.app, `send-${ask?.id}`, ask?.id ?? 0);
    await again();
    expect(await asks()).toMatchObject([{ state: 'sending', attempts: 1 }]);
    await on.database.pool.query(`update asks set claimed_at = now() - interval '21 s'`);
    await again();
    expect(await asks()).toMatchObject([{ state: 'uncertain', attempts: 2, error_code: 'process_died' }]);
    platform.release();
    // The slow one was alive after all: what it knows is better than nothing.
    await until(asks, ([found]) => found?.state === 'sent' && found.ref !== null);
    expect(on.sent).toHaveLength(1);
  });

  it('goes after the one that was decided on before, sleeps meanwhile, and is woken when that has ended', async () => {
    await on.close('1');
    await sentOnce();
    const platform = held();
    on.platform.onSend = platform.answer;
    await on.type('1', 'STOP');
    await until(asks, ([, notice]) => notice?.state === 'sending');
    await on.type('1', 'START');
    const [, , second] = await until(asks, (all) => all.length === 3);
    const sleeping = `select generation, run_at > now() + interval '2 s' as asleep from outbox where key = 'send-${second?.id}'`;
    await on.row<{ generation: number; asleep: boolean }>(
      sleeping,
      ({ generation, asleep }) => generation === 1 && asleep,
    );
    expect(on.sent).toHaveLength(2);
    platform.release();
    await until(asks, (all) => all.every(({ state }) => state === 'sent'));
    expect(on.sent.slice(1).map(({ message }) => message.text)).toEqual([
      expect.stringMatching(/not send you any more/),
      expect.stringMatching(/again/),
    ]);
  });

  it('wakes a message that was told to wait in the very moment in which its own end was written', async () => {
    const platform = held();
    on.platform.onSend = platform.answer;
    await on.close('1');
    const [ask] = await until(asks, ([found]) => found?.state === 'sending');
    // The follow-up is decided on and put to sleep, and the end of the first message waits for that.
    const other = await on.database.pool.connect();
    await other.query('begin');
    const { rows } = await other.query('select id from invitations for no key update');
    const values = [rows[0].id];
    const { rows: follow } = await other.query(
      `insert into asks (invitation_id, key, purpose, question_id, message, created_at)
       select $1, 'follow-up', 'notice', null, message, now() from asks returning id`,
      values,
    );
    const key = `send-${follow[0].id}`;
    await other.query(
      `insert into outbox (key, job, payload, run_at, relay_after, created_at, generation)
       values ($1, 'send', jsonb_build_object('askId', $2::bigint), now() + interval '1 hour',
         now() + interval '1 hour', now(), 1)`,
      [key, follow[0].id],
    );
    platform.release();
    await until(
      async () =>
        (
          await on.database.pool.query(
            `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          )
        ).rowCount,
      (waiting) => waiting === 1,
    );
    await other.query('commit');
    other.release();
    const sent = await until(asks, (all) => all.length === 2 && all.every(({ state }) => state === 'sent'));
    expect(sent[0]?.id).toBe(ask?.id);
    expect(on.sent.map(({ key: name }) => name).at(-1)).toBe('follow-up');
  });

  it.each([1e300, Number.NaN, -5])(
    'that is to be repeated after %s s waits a day at most, and is not lost',
    async (retryAfterSeconds) => {
      on.platform.onSend = async () => {
        throw new ChannelError('rate_limited', '429', 'too many', { retryAfterSeconds });
      };
      await on.close('1');
      const waiting = `select attempts, run_at > now() and run_at < now() + interval '25 h' as bounded
      from outbox where key like 'send-%'`;
      await on.row<{ attempts: number; bounded: boolean }>(
        waiting,
        ({ attempts, bounded }) => attempts > 0 && bounded,
      );
      expect(await asks()).toMatchObject([{ error_code: '429', ref: null }]);
    },
  );

  it('is written down as sent once: a later word about it changes nothing', async () => {
    await on.close('1');
    const [ask] = await sentOnce();
    const { rows } = await on.database.pool.query('select id from invitations');
    const later = { state: 'uncertain', ref: { id: 'another' }, code: 'late', now: new Date() } as const;
    const send = { key: `send-${ask?.id}`, askId: ask?.id ?? 0, invitationId: rows[0].id };
    expect(await settleSent(on.app.db, send, later)).toBe(undefined);
    expect(await asks()).toMatchObject([{ state: 'sent', ref: ask?.ref }]);
  });

  it('that was answered before the platform said that it took it is edited all the same', async () => {
    on.platform.onSend = async ({ chat, message }) => {
      on.platform.onSend = async () => undefined;
      await on.tap(chat, message.kind === 'question' ? (message.choices[4]?.token ?? '') : '');
      await on.row<{ generation: number }>(
        `select generation from outbox where key like 'lock-%'`,
        ({ generation }) => generation > 0,
      );
    };
    await on.close('1');
    await until(
      async () => on.edits.length,
      (edits) => edits > 0,
    );
    expect(on.edits[0]).toMatchObject({ ref: { id: on.sent[0]?.key }, message: { kind: 'answered' } });
  });
});

/** A platform that answers no send until it is released. */
function held() {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { answer: () => released, release: () => release() };
}

const generations = async () =>
  (await on.database.pool.query(`select generation from outbox where key like 'send-%'`)).rows.map(
    ({ generation }) => generation as number,
  );
