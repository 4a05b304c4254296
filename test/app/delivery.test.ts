import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { why } from '../../src/app/why.ts';
import { ChannelError } from '../../src/model/channel-error.ts';
import { whyInWords } from '../../src/reports/index.ts';
import { type InProcess, startInProcess } from './in-process.ts';

const DAY = 86_400;
const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

let on: InProcess;
beforeAll(async () => {
  on = await startInProcess({
    maxButtons: 3,
    maxListRows: 10,
    maxListLabel: 24,
    freeTextWindowSeconds: DAY,
    templateOutsideWindow: true,
  });
});
afterAll(() => on.stop());

const firstTo = (chat: string) => on.sent.find((sent) => sent.chat === chat);
const askOf = (chat: string, state: string) =>
  on.row<{ state: string; rung: string; rung_reason: string; error_code: string; attempts: number }>(
    `select asks.* from asks join invitations on invitations.id = invitation_id
     where thread_key = 'test:${chat}' order by asks.id limit 1`,
    (ask) => ask.state === state,
  );

describe('the form of a message', () => {
  it('is chosen by what the channel can show, handed to it, kept with the ask and told by why', async () => {
    await on.close('list');
    const ask = await askOf('list', 'sent');
    expect(firstTo('list')?.delivery).toMatchObject({ rung: 'list' });
    expect(ask).toMatchObject({ rung: 'list', rung_reason: firstTo('list')?.delivery?.reason });
    const [told] = await why(on.app.db, 'list');
    expect(told?.messages[0]).toMatchObject({ form: 'list', form_reason: ask.rung_reason });
    expect(told && whyInWords(told)).toMatch(/question score: sent, as list: 5 choices/);
  });

  it('names the question of the survey, for platforms where forms are registered beforehand', async () => {
    expect(firstTo('list')?.message).toMatchObject({
      survey: { template: 'test', metric: 'csat', question: 'score' },
    });
  });

  it('is an approved template once the customer was last heard too long ago', async () => {
    await on.close('long-ago', { last_customer_message_at: hoursAgo(25) });
    await askOf('long-ago', 'sent');
    expect(firstTo('long-ago')?.delivery).toMatchObject({ rung: 'template' });
  });

  it('counts from what the customer said to us where that is later than what the helpdesk knows', async () => {
    await on.type('spoke', 'one more thing');
    await on.close('spoke', { last_customer_message_at: hoursAgo(25) });
    await askOf('spoke', 'sent');
    expect(firstTo('spoke')?.delivery).toMatchObject({ rung: 'list' });
  });

  it('takes the close for the last word of the customer where the helpdesk tells none', async () => {
    await on.close('untold', { closed_at: hoursAgo(1) });
    await on.close('untold-long-ago', { closed_at: hoursAgo(25) });
    await Promise.all([askOf('untold', 'sent'), askOf('untold-long-ago', 'sent')]);
    expect(firstTo('untold')?.delivery?.rung).toBe('list');
    expect(firstTo('untold-long-ago')?.delivery?.rung).toBe('template');
  });

  it('falls to a template when the platform knows better than we that its window is closed', async () => {
    on.platform.onSend = async ({ chat, delivery }) => {
      if (chat !== 'knows-better' || delivery?.rung === 'template') return;
      throw new ChannelError('rejected', 'window_closed', 'more than 24 hours have passed');
    };
    await on.close('knows-better');
    expect(await askOf('knows-better', 'sent')).toMatchObject({ rung: 'template', attempts: 2 });
  });

  it('falls to a template, once, when the platform says so only in a receipt', async () => {
    await on.close('says-later');
    await askOf('says-later', 'sent');
    const failed = { kind: 'status', status: 'failed', code: 'window_closed' } as const;
    const message = () => ({ id: firstTo('says-later')?.key ?? '' });
    await on.hand({ ...on.common('says-later'), ...failed, message: message() });
    await on.row<{ rung: string }>(
      `select rung from asks where key = '${message().id}' and state = 'sent'`,
      ({ rung }) => rung === 'template',
    );
    await on.hand({ ...on.common('says-later'), ...failed, message: message() });
    await on.row<{ state: string; reason: string }>(
      `select state, reason from invitations where thread_key = 'test:says-later'`,
      ({ state, reason }) => state === 'failed' && reason === 'window_closed',
    );
    expect(on.sent.filter(({ chat }) => chat === 'says-later')).toHaveLength(2);
  });
});

describe('a closed window where no template can help', () => {
  let plain: InProcess;
  beforeAll(async () => {
    plain = await startInProcess({ freeTextWindowSeconds: DAY });
  });
  afterAll(() => plain.stop());

  it('between the decision to ask and the send fails the question with a code and the reason', async () => {
    plain.platform.onSend = async () => {
      await plain.database.pool.query(
        `update conversations set last_customer_message_at = now() - interval '30 hours'`,
      );
      throw new ChannelError('rate_limited', '429', 'not now', { retryAfterSeconds: 1 });
    };
    await plain.close('late', { last_customer_message_at: hoursAgo(1) });
    await plain.row<{ state: string; reason: string }>(
      'select state, reason from invitations',
      ({ state, reason }) => state === 'failed' && reason === 'window_closed',
    );
    const [told] = await why(plain.app.db, 'late');
    expect(told?.messages[0]).toMatchObject({ state: 'failed', code: 'window_closed', form: null });
    expect(told && whyInWords(told)).toMatch(
      /the free-text window is closed: the customer was last heard at/,
    );
    expect(plain.sent).toHaveLength(1);
  });
});
