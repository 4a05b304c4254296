import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receive } from '../../src/app/receive.ts';
import { type InProcess, startInProcess } from './in-process.ts';

let on: InProcess;
beforeAll(async () => {
  on = await startInProcess();
});
afterAll(() => on.stop());

/** A survey that has got as far as the question for more words. */
async function askedForMore(chat: string): Promise<void> {
  await on.close(chat);
  await on.quiet();
  await on.type(chat, '5');
  await on.quiet();
}

const commentOf = async (chat: string) => {
  const { rows } = await on.database.pool.query(
    `select responses.text, skipped, state from responses join invitations on invitations.id = invitation_id
     where question_id = 'comment' and thread_key = $1`,
    [`test:${chat}`],
  );
  return rows;
};

describe('the question for more words', () => {
  it('is passed by with a plain no, which is no comment', async () => {
    await askedForMore('no');
    await on.type('no', 'No, thanks.');
    await on.quiet();
    expect(await commentOf('no')).toEqual([{ text: null, skipped: true, state: 'answered' }]);
    expect(on.sent.filter(({ chat }) => chat === 'no').at(-1)?.message.text).toBe('Thanks!');
  });

  it('takes whatever says more as a comment', async () => {
    await askedForMore('more');
    await on.type('more', 'No one told me that it takes a week.');
    await on.quiet();
    expect(await commentOf('more')).toEqual([
      { text: 'No one told me that it takes a week.', skipped: false, state: 'answered' },
    ]);
  });
});

describe('a message without words', () => {
  const send = (chat: string, attachment: 'photo' | 'voice') =>
    on.hand({ ...on.common(chat), kind: 'text', text: '', attachment });
  const handovers = async (chat: string) =>
    (
      await on.database.pool.query('select reason, text from handovers where thread_key = $1 order by id', [
        `test:${chat}`,
      ])
    ).rows;

  it('reaches the agents by its name, in the language of the survey, and answers nothing', async () => {
    await askedForMore('photo');
    await send('photo', 'photo');
    await on.quiet();
    expect(await handovers('photo')).toEqual([{ reason: 'attachment', text: '[photo]' }]);
    expect(await commentOf('photo')).toEqual([]);
    await on.type('photo', 'see the picture');
    await on.quiet();
    expect(await commentOf('photo')).toMatchObject([{ text: 'see the picture' }]);
  });

  it('reaches them also where nobody was ever asked, in the language of the person', async () => {
    const { sender, ...common } = on.common('nobody');
    const turkish = { ...sender, language: 'tr' };
    await on.hand({ ...common, sender: turkish, kind: 'text', text: '', attachment: 'voice' });
    await on.quiet();
    expect(await handovers('nobody')).toEqual([{ reason: 'attachment', text: '[sesli mesaj]' }]);
  });
});

describe('receipts', () => {
  it('of messages that others sent through the same account are not kept', async () => {
    const told = (eventId: string, id: string) => {
      const { sender: _, ...common } = on.common('others', eventId);
      return on.hand({ ...common, kind: 'status', message: { id }, status: 'delivered' });
    };
    await told('of-a-stranger', 'sent-by-the-helpdesk');
    await on.close('others');
    await on.quiet();
    await told('of-ours', on.sent.at(-1)?.key ?? '');
    const { rows } = await on.database.pool.query(
      `select event_id, outcome from inbound where thread_key = 'test:others'`,
    );
    expect(rows).toEqual([{ event_id: 'of-ours', outcome: 'delivered' }]);
  });

  it('that come before our own note of the send have one job each, however often they are looked at', async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const { promise: called, resolve: calledWith } = Promise.withResolvers<string>();
    on.platform.onSend = ({ key }) => {
      calledWith(key);
      return answered;
    };
    await on.close('early');
    const id = await called;
    for (const status of ['delivered', 'read'] as const) {
      const { sender: _, ...common } = on.common('early', `early-${status}`);
      await on.hand({ ...common, kind: 'status', message: { id }, status });
    }
    const { rows } = await on.database.pool.query(
      `select inbound.id, outbox.key from inbound join outbox on outbox.key like 'receive-' || inbound.id || '-at-%'
       where event_id = 'early-read'`,
    );
    await receive(on.app, rows[0].key, rows[0].id);
    const jobs = await on.database.pool.query(`select key from outbox where key like 'receive-%'`);
    expect(jobs.rows).toHaveLength(2);
    on.platform.onSend = async () => undefined;
    answer();
    const { state } = await on.row<{ state: string }>(
      `select state from invitations where thread_key = 'test:early'`,
      (invitation) => invitation.state === 'delivered',
    );
    expect(state).toBe('delivered');
  });
});
