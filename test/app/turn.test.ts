import { afterEach, describe, expect, it } from 'vitest';
import { fireTimer } from '../../src/app/fire-timer.ts';
import { defaultCapabilities } from '../../src/model/channel.ts';
import { ChannelError } from '../../src/model/channel-error.ts';
import { accountLimits, evenMs } from '../../src/model/rate.ts';
import { pausePlace } from '../../src/store/rates.ts';
import { type InProcess, startInProcess } from './in-process.ts';

let on: InProcess;
afterEach(() => on.stop());

const LIMITS = { ratePerSecond: 30, rateChatPerSecond: 1 };

interface Ask {
  state: string;
  ref: object | null;
  error_code: string | null;
}

/** The ask of the one invitation into this chat, once it is as wanted. */
const ask = (chat: string, wanted: (ask: Ask) => boolean) =>
  on.row<Ask>(
    `select asks.* from asks join invitations on invitations.id = invitation_id where thread_key = 'test:${chat}'`,
    wanted,
  );
const isSent = ({ state }: Ask) => state === 'sent';

/** Nobody can ask for slots, nor tell what became of them. */
const slotsGo = () => on.database.pool.query('alter table rates rename to rates_away');
const slotsComeBack = () => on.database.pool.query('alter table rates_away rename to rates');
const slotsOf = async (key: string): Promise<number[]> =>
  (await on.database.pool.query('select slots from rates where key = $1', [key])).rows[0]?.slots ?? [];

/** The process does nothing else meanwhile, as one that has too much to do. */
function isBusy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('a message on a channel with limits', () => {
  it('that missed its moment, and can be given no other now, is tried again: nothing was called', async () => {
    on = await startInProcess(LIMITS, { pacesItself: true });
    on.before.onTurn = async () => {
      on.before.onTurn = async () => undefined;
      await slotsGo();
      isBusy(300);
    };
    await on.close('1');
    await ask('1', ({ error_code }) => error_code === 'busy');
    expect(on.sent).toHaveLength(0);
    await slotsComeBack();
    await ask('1', isSent);
    expect(on.sent).toHaveLength(1);
  });

  it.each([false, true])(
    'that came late counts as sent also where that cannot be told now (paced by its channel: %s)',
    async (pacesItself) => {
      on = await startInProcess(LIMITS, { pacesItself });
      await on.close('1');
      await ask('1', isSent);
      on.platform.onSend = async () => {
        await slotsGo();
        isBusy(150);
      };
      await on.close('2');
      const { ref } = await ask('2', ({ state }) => state !== 'pending' && state !== 'sending');
      expect(ref).toEqual(expect.anything());
      await slotsComeBack();
    },
  );

  it('that was refused for its rate is put off also where the pause cannot be written down', async () => {
    on = await startInProcess(LIMITS);
    on.platform.onSend = async () => {
      on.platform.onSend = async () => undefined;
      await slotsGo();
      throw new ChannelError('rate_limited', '429', 'too many', { retryAfterSeconds: 3600 });
    };
    await on.close('1');
    await ask('1', ({ state, error_code }) => state === 'pending' && error_code === '429');
    expect(on.sent).toHaveLength(1);
    await slotsComeBack();
  });

  it('that is not wanted after all leaves its place in the line to others', async () => {
    on = await startInProcess(LIMITS);
    await pausePlace(on.app.db, { account: 'test', chat: 'test 1', seconds: 3600, scope: 'account' });
    await on.close('1');
    const lineAt = () =>
      on.row<{ line_at: number }>(`select line_at from rates where key = 'test'`, () => true);
    // The first question is sent away, and so this process knows that there is a line.
    await on.row<{ generation: number }>(
      `select generation from outbox where key like 'send-%'`,
      ({ generation }) => generation > 0,
    );
    const before = await lineAt();
    for (let i = 0; i < 6; i++) {
      await fireTimer(on.app, 'was-fired-before', { invitationId: 1, timer: 'remind', channel: 'test' });
    }
    const grownMs = (await lineAt()).line_at - before.line_at;
    expect(grownMs).toBeGreaterThan(0);
    // The last one left has not been told yet.
    expect(grownMs).toBeLessThan(1.5 * evenMs(accountLimits({ ...defaultCapabilities, ...LIMITS })));
  });

  it('that failed at once is no measure for how long the platform takes', async () => {
    on = await startInProcess(LIMITS);
    on.platform.onSend = async () => {
      throw new ChannelError('rejected', 'malformed', 'cannot be sent');
    };
    await on.close('1');
    await ask('1', ({ state }) => state === 'failed');
    const slots: number[][] = [];
    on.platform.onSend = async () => {
      slots.push(await slotsOf('test 2'));
      isBusy(150);
    };
    await on.close('2');
    await ask('2', isSent);
    slots.push(await slotsOf('test 2'));
    expect(slots[0]).toHaveLength(1);
    expect(slots[1]).toEqual(slots[0]);
  });
});
