import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { optIn, optOut } from '../../src/app/consent.ts';
import { skipConversation } from '../../src/app/skip-conversation.ts';
import { ChannelError } from '../../src/model/channel-error.ts';
import { wholeFunnel } from '../../src/reports/index.ts';
import { wholeFunnelCells } from '../../src/store/whole-funnel.ts';
import { handles, type OnAClock, startOnAClock } from '../support/on-a-clock.ts';
import { until } from '../support/running.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const survey = (id: string, more: string) => `
id: ${id}
metric: ${id === 'nps' ? 'nps' : 'csat'}
languages: [en]
${more}
questions:
  - { id: score, type: scale, scale: { min: ${id === 'nps' ? '0, max: 10' : '1, max: 5'} }, text: { en: "How was it?" } }
thanks: { en: "Thank you!" }
`;

const RULES = `
quiet_hours: { from: "21:00", to: "09:00" }
time_zone: Europe/Istanbul
caps: { week: 2 }
countries:
  DE: { consent: [email] }
`;

let on: OnAClock;
let person = 0;
let chat = '';
beforeAll(async () => {
  on = await startOnAClock('2026-11-02T10:00:00Z', {
    'csat.yaml': survey('csat', 'ask: { delay: 45s, expires_after: 20h, remind_after: 4h }'),
    'nps.yaml': survey(
      'nps',
      'priority: 5\nwhen: { tags: { any: [relation] }, min_days_since_first_seen: 30, contact: "contact.plan == \'pro\'" }',
    ),
    'gone.yaml': survey('gone', 'priority: 9\nwhen: { journey_step: [trial] }\nask: { delay: 2h }'),
    'rules/asking.yaml': RULES,
  });
});
beforeEach(async () => {
  person += 1;
  chat = `chat-${person}`;
  // Each test begins at 13:00 of a day in Istanbul.
  const { now } = on;
  const noon = Math.ceil((now().getTime() + 8 * DAY) / DAY) * DAY + 10 * HOUR;
  await on.pass(noon - now().getTime());
});
afterAll(() => on?.stop());

const c = (name: string) => `${name}-${person}`;
const asked = (of = chat) => on.questions().filter((one) => one.chat === of);
/** Hour and minute of the sends in Istanbul, which is three hours ahead. */
const times = (of = chat) =>
  asked(of).map(({ at }) => new Date(at.getTime() + 3 * HOUR).toISOString().slice(11, 16));

describe('asking at the right time', () => {
  it('a close at night is asked about in the morning, and not dropped', async () => {
    await on.pass(10 * HOUR);
    const { decision } = await on.close(c('night'), 'telegram', chat);
    expect(decision).toMatchObject({ ask: true, at: expect.stringContaining('T06:00:00.000Z') });
    await on.pass(DAY);
    expect(times()).toEqual(['09:00', '13:00']);
  });

  it('a reminder never comes in the quiet hours: it waits for the morning, or for nothing', async () => {
    await on.pass(6 * HOUR);
    await on.close(c('evening'), 'telegram', chat);
    await on.pass(DAY);
    expect(times()).toEqual(['19:00', '09:00']);
  });

  it('a service that slept until the night asks in the morning', async () => {
    await on.close(c('slept'), 'telegram', chat);
    await on.jump(10 * HOUR);
    expect(asked()).toEqual([]);
    expect((await on.why(c('slept'))).history.at(-1)).toMatchObject({ reason: 'held: quiet_hours' });
    await on.pass(12 * HOUR);
    expect(times()[0]).toBe('09:00');
  });

  it('a service that slept too long asks nobody about last week', async () => {
    await on.close(c('stale'), 'telegram', chat);
    await on.jump(3 * DAY);
    expect(await on.why(c('stale'))).toMatchObject({ state: 'cancelled', reason: 'too_late' });
  });

  it('a send that the platform puts off into the night waits for the morning', async () => {
    await on.pass(7 * HOUR + 58 * MINUTE);
    let tired = true;
    on.platform.onSend = async (one) => {
      if (one.chat === chat && tired) throw new ChannelError('temporary', '500', 'the platform is tired');
    };
    await on.close(c('tired'), 'telegram', chat);
    await on.pass(5 * MINUTE);
    tired = false;
    await on.pass(13 * HOUR);
    expect(times()).toEqual(['09:00']);
    on.platform.onSend = async () => undefined;
  });

  it('before the window closes: earlier than meant, where the night would come between', async () => {
    await on.pass(7 * HOUR + 30 * MINUTE);
    const last = new Date(on.now().getTime() - 15 * HOUR).toISOString();
    const more = { last_customer_message_at: last, journey_step: 'trial' };
    const { decision } = await on.close(c('window'), 'whatsapp-cloud', chat, more);
    expect(decision).toMatchObject({ ask: true, at: expect.stringContaining('T17:55:00') });
    await on.pass(HOUR);
    expect(times()).toEqual(['20:55']);
    const late = await on.close(c('late'), 'whatsapp-cloud', `${chat}-b`, more);
    expect(late.decision).toMatchObject({ ask: false, rule: 'window' });
  });
});

describe('a question on its way, looked at once more before it is sent', () => {
  /** The platform refuses the first tries; `meanwhile` happens before it is well again. */
  const heldUp = async (meanwhile: () => Promise<unknown>) => {
    let tired = true;
    on.platform.onSend = async (one) => {
      if (one.chat === chat && tired) throw new ChannelError('temporary', '500', 'the platform is tired');
    };
    await on.close(c('held-up'), 'telegram', chat);
    await on.pass(2 * MINUTE);
    await meanwhile();
    tired = false;
    on.platform.onSend = async () => undefined;
    await on.pass(30 * MINUTE);
    const { rows } = await on.database.pool.query(
      `select asks.state from asks join invitations on invitations.id = invitation_id
       where thread_key = $1 order by asks.id`,
      [`telegram:${chat}`],
    );
    return rows.map(({ state }) => state);
  };

  it('goes out late when it is still wanted', async () => {
    expect(await heldUp(async () => undefined)).toEqual(['sent']);
    expect(asked()).toHaveLength(1);
  });

  it.each([
    ['was reopened', () => on.reopen(c('held-up'))],
    [
      'was refused',
      () => optOut(on.app, { identities: [{ type: 'telegram', value: chat }], channel: null, source: 'api' }),
    ],
    ['expired', () => on.jump(21 * HOUR)],
  ])('stays when the survey %s meanwhile', async (_what, meanwhile) => {
    expect(await heldUp(meanwhile)).toEqual(['cancelled']);
    expect(asked()).toEqual([]);
  });
});

describe('asking the right person', () => {
  it('an e-mail to a German recipient wants a consent, and each send keeps its ground', async () => {
    const mail = `${chat}@example.de`;
    const refused = await on.close(c('without'), 'email', mail);
    expect(refused.decision).toMatchObject({ ask: false, rule: 'consent' });
    await optIn(on.app, {
      identities: [{ type: 'email', value: mail }],
      channel: 'email',
      source: 'checkout form',
    });
    const given = on.now().toISOString();
    expect((await on.close(c('with'), 'email', mail)).decision).toMatchObject({ ask: true });
    await on.pass(HOUR);
    expect((await on.why(c('with'))).ground).toEqual({
      basis: 'consent',
      source: 'checkout form',
      at: given,
      country: 'DE',
      consent_needed: true,
    });
    await on.close(c('chat'), 'telegram', chat);
    await on.pass(HOUR);
    expect((await on.why(c('chat'))).ground).toMatchObject({ basis: 'conversation', source: 'desk' });
  });

  it('a refusal by API ends at once what is planned and open, over all handles; a consent takes it back', async () => {
    const both = { contact: handles({ telegram: chat, phone: `+90532${1_000_000 + person}` }) };
    await on.close(c('planned'), 'telegram', chat, both);
    const identities = [{ type: 'phone', value: `+90532${1_000_000 + person}` }];
    expect(await optOut(on.app, { identities, channel: null, source: 'api' })).toBe(1);
    expect(await on.why(c('planned'))).toMatchObject({ state: 'opted_out' });
    await on.pass(HOUR);
    expect(asked()).toEqual([]);
    const second = await on.close(c('second'), 'telegram', chat);
    expect(second.decision).toMatchObject({ ask: false, rule: 'opted_out' });
    await optIn(on.app, { identities, channel: 'telegram', source: 'api' });
    expect((await on.close(c('third'), 'telegram', chat)).decision).toMatchObject({ ask: true });
    expect((await on.close(c('mail'), 'whatsapp-cloud', chat, both)).decision.rule).toBe('opted_out');
  });

  it('a relationship survey asks neither new customers nor those outside its segment', async () => {
    const relation = (more: object) => ({
      tags: ['relation'],
      contact: { ...handles({ telegram: chat }), ...more },
    });
    const since = (days: number) => new Date(on.now().getTime() - days * DAY).toISOString();
    const template = async (id: string, more: object) => {
      await on.close(id, 'telegram', chat, relation(more));
      return (await on.why(id)).template;
    };
    expect(await template(c('new'), { first_seen_at: since(3), attributes: { plan: 'pro' } })).toBe('csat');
    expect(await template(c('free'), { first_seen_at: since(300), attributes: { plan: 'free' } })).toBe(
      'csat',
    );
    expect(await template(c('pro'), { first_seen_at: since(300), attributes: { plan: 'pro' } })).toBe('nps');
  });

  it('an agent who skips says why; before the close, after it, and not once the question is out', async () => {
    const skip = (name: string) =>
      skipConversation(on.app, { source: 'desk', id: c(name), agent: 'ag-5', reason: 'bereavement' });
    expect(await skip('before')).toEqual({ skipped: true, state: null });
    const before = await on.close(c('before'), 'telegram', chat);
    expect(before.decision).toMatchObject({ ask: false, rule: 'skipped_by_agent' });
    expect((await on.close(c('planned'), 'telegram', chat)).decision.ask).toBe(true);
    expect(await skip('planned')).toEqual({ skipped: true, state: 'cancelled' });
    await on.close(c('sent'), 'telegram', chat);
    await on.pass(HOUR);
    expect(await skip('sent')).toEqual({ skipped: false, state: 'asked' });
    const { checks } = await on.why(c('before'));
    expect(checks.find(({ rule }) => rule === 'skipped_by_agent')?.detail).toBe(
      'agent ag-5 skipped it: bereavement',
    );
  });

  it('nobody is asked about spam or about what was merged', async () => {
    expect((await on.close(c('spam'), 'telegram', chat, { spam: true })).decision.rule).toBe('spam');
    expect((await on.close(c('tag'), 'telegram', chat, { tags: ['spam'] })).decision.rule).toBe('spam');
    expect((await on.close(c('merged'), 'telegram', chat, { merged_into: 'c-1' })).decision.rule).toBe(
      'merged',
    );
  });

  it('a cap over a week holds over metrics and channels', async () => {
    const both = { contact: handles({ telegram: chat, 'whatsapp-cloud': chat }) };
    for (const [day, channel] of (['telegram', 'whatsapp-cloud', 'telegram'] as const).entries()) {
      const { decision } = await on.close(c(`day-${day}`), channel, chat, both);
      expect(decision.rule).toBe(day < 2 ? 'eligible' : 'cap_week');
      await on.pass(2 * DAY);
    }
  });

  it('a template that was taken away asks nobody any more', async () => {
    await on.close(c('gone'), 'telegram', chat, { journey_step: 'trial' });
    expect((await on.why(c('gone'))).template).toBe('gone');
    await rm(on.file('gone.yaml'));
    await until(
      async () => on.app.templates.all().length,
      (count) => count === 2,
    );
    await on.pass(3 * HOUR);
    expect(await on.why(c('gone'))).toMatchObject({ state: 'cancelled', reason: 'template_withdrawn' });
  });
});

it('the funnel of all that counts to the unit, whatever became of it', async () => {
  const query = { from: null, to: null, groupBy: ['channel' as const], filter: {} };
  const { groups, ...all } = wholeFunnel(await wholeFunnelCells(on.app.db, query), true);
  const total = (counts: Record<string, number>) =>
    Object.values(counts).reduce((sum, count) => sum + count, 0);
  for (const one of [all, ...groups]) {
    expect(one.eligible).toBe(total(one.suppressed) + one.planned);
    expect(one.planned).toBe(total(one.cancelled) + total(one.failed) + one.waiting + one.sent);
  }
  expect(groups.reduce((sum, { eligible }) => sum + eligible, 0)).toBe(all.eligible);
  expect(all.suppressed).toMatchObject({
    consent: 1,
    spam: 2,
    merged: 1,
    window: 1,
    cap_week: 1,
    opted_out: 2,
  });
  expect(all.cancelled).toMatchObject({
    too_late: 1,
    template_withdrawn: 1,
    skipped_by_agent: 1,
    opted_out: 2,
  });
  const telegram = await wholeFunnelCells(on.app.db, { ...query, filter: { channel: 'telegram' } });
  expect(wholeFunnel(telegram, false).eligible).toBe(
    groups.find(({ group }) => group.channel === 'telegram')?.eligible,
  );
});
