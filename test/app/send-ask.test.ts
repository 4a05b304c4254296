import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sendAsk } from '../../src/app/send-ask.ts';
import { ChannelError } from '../../src/model/channel-error.ts';
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
});
