import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { handles, type OnAClock, startOnAClock } from '../support/on-a-clock.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const SURVEY = `
id: csat
metric: csat
languages: [tr, en]
when: { closed_by: [agent, customer, timeout] }
ask:
  delay: 45s
  expires_after: 20h
  remind_after: 4h
  cool_down: { same_metric: 3d }
questions:
  - id: score
    type: scale
    scale: { min: 1, max: 5 }
    text: { tr: "Nasıldı?", en: "How was it?" }
    labels: { 1: { tr: "Hiç memnun değilim", en: "Very dissatisfied" }, 5: { tr: "Çok memnunum", en: "Very satisfied" } }
  - id: comment
    type: text
    optional: true
    text: { tr: "Eklemek istediğiniz?", en: "Anything to add?" }
thanks: { tr: "Teşekkürler!", en: "Thank you!" }
`;

const FOR_BOTS = `
id: bot
metric: ces
languages: [en]
priority: 5
when: { closed_by: [bot], tags: { any: [ask-about-the-bot] } }
questions:
  - { id: score, type: scale, scale: { min: 1, max: 7 }, text: { en: "How easy was it?" } }
thanks: { en: "Thank you!" }
`;

let on: OnAClock;
let person = 0;
let chat = '';
beforeAll(async () => {
  on = await startOnAClock('2026-11-02T09:00:00Z', { 'csat.yaml': SURVEY, 'bot.yaml': FOR_BOTS });
});
beforeEach(() => {
  person += 1;
  chat = `chat-${person}`;
});
afterAll(() => on?.stop());

/** A conversation's name of this test's own. */
const c = (name: string) => `${name}-${person}`;
const asked = (of = chat) => on.questions().filter((one) => one.chat === of);

describe('a complaint that is none here', () => {
  it('asked on two channels: one person with two handles is asked once', async () => {
    const both = { contact: handles({ telegram: chat, email: `${chat}@example.com` }) };
    await on.close(c('first'), 'telegram', chat, both);
    await on.close(c('second'), 'email', `${chat}@example.com`, both);
    await on.pass(HOUR);
    expect(asked()).toHaveLength(1);
    expect(asked(`${chat}@example.com`)).toEqual([]);
    expect(await on.why(c('second'))).toMatchObject({ state: 'cancelled', reason: 'floor' });
  });

  it('asked on two channels, where it is known only later that the handles are of one person', async () => {
    await on.close(c('first'), 'telegram', chat);
    await on.pass(MINUTE);
    expect(asked()).toHaveLength(1);
    const mail = `${chat}@example.com`;
    await on.close(c('second'), 'email', mail);
    // Before the second question is due, a third hook tells that both are one.
    await on.close(c('third'), 'whatsapp-cloud', c('wa'), {
      contact: handles({ telegram: chat, email: mail }),
    });
    expect(await on.why(c('second'))).toMatchObject({ state: 'cancelled', reason: 'floor' });
    expect(await on.why(c('third'))).toMatchObject({ state: 'suppressed', reason: 'floor' });
    await on.pass(HOUR);
    expect([...asked(mail), ...asked(c('wa'))]).toEqual([]);
  });

  it('two questions planned for what turns out to be one person: the first to fall due is asked', async () => {
    const mail = `${chat}@example.com`;
    await on.close(c('first'), 'telegram', chat);
    await on.pass(10 * SECOND);
    await on.close(c('second'), 'email', mail);
    const one = { contact: handles({ telegram: chat, email: mail }) };
    await on.close(c('third'), 'whatsapp-cloud', c('wa'), one);
    await on.pass(HOUR);
    expect([asked().length, asked(mail).length, asked(c('wa')).length]).toEqual([1, 0, 0]);
    expect((await on.why(c('second'))).reason).toBe('floor');
  });

  it('asked again after the second resolution: yes, when the cool-down allows it', async () => {
    await on.close(c('again'), 'telegram', chat);
    await on.pass(HOUR);
    await on.taps(asked()[0], 4);
    await on.reopen(c('again'));
    expect((await on.close(c('again'), 'telegram', chat)).decision).toMatchObject({
      ask: false,
      rule: 'floor',
    });
    await on.pass(2 * DAY);
    await on.reopen(c('again'));
    const soon = await on.close(c('again'), 'telegram', chat);
    expect(soon.decision).toMatchObject({ ask: false, rule: 'cool_down_same_metric' });
    await on.pass(2 * DAY);
    await on.reopen(c('again'));
    expect((await on.close(c('again'), 'telegram', chat)).decision).toMatchObject({ ask: true });
    await on.pass(HOUR);
    expect(asked().filter(({ message }) => message.text === 'Nasıldı?')).toHaveLength(2);
  });

  it('a reopen between question and answer: the question is withdrawn, and a late tap is told so', async () => {
    await on.close(c('reopened'), 'telegram', chat);
    await on.pass(HOUR);
    expect(await on.reopen(c('reopened'))).toMatchObject({ cancelled: true });
    expect(await on.taps(asked()[0], 0)).toBeTruthy();
    expect(await on.why(c('reopened'))).toMatchObject({
      state: 'cancelled',
      reason: 'reopened',
      answers: [],
    });
  });

  it('a new problem typed instead of a score: the agents have it, and nobody insists', async () => {
    await on.close(c('problem'), 'telegram', chat, { contact: { language: 'en' } });
    await on.pass(HOUR);
    await on.says('telegram', chat, 'My order still has not arrived, where is it?');
    const { rows } = await on.database.pool.query(
      'select reason, text from handovers where thread_key = $1',
      [`telegram:${chat}`],
    );
    expect(rows).toEqual([{ reason: 'request', text: 'My order still has not arrived, where is it?' }]);
    await on.pass(19 * HOUR);
    expect(await on.why(c('problem'))).toMatchObject({ state: 'handed_over' });
    expect(asked()).toHaveLength(1);
  });

  it('a new problem typed before the question: it waits until the customer is quiet', async () => {
    await on.close(c('writing'), 'telegram', chat);
    await on.pass(30 * SECOND);
    await on.says('telegram', chat, 'One more thing');
    await on.pass(60 * SECOND);
    await on.says('telegram', chat, 'and another one');
    expect(asked()).toEqual([]);
    await on.pass(119 * SECOND);
    expect(asked()).toEqual([]);
    await on.pass(2 * SECOND);
    expect(asked()).toHaveLength(1);
    const { history } = await on.why(c('writing'));
    expect(history.filter(({ reason }) => reason === 'held: customer_writes')).toHaveLength(2);
  });

  it('two quick taps: one score, the last, and no question twice', async () => {
    await on.close(c('taps'), 'telegram', chat);
    await on.pass(HOUR);
    await Promise.all([on.taps(asked()[0], 1), on.taps(asked()[0], 1)]);
    await on.taps(asked()[0], 4);
    const { answers } = await on.why(c('taps'));
    const counting = answers.filter(({ superseded }) => !superseded);
    expect(counting).toMatchObject([{ question: 'score', score: 5 }]);
    expect(asked().filter(({ message }) => message.text === 'Eklemek istediğiniz?')).toHaveLength(1);
  });

  it('auto-resolved by a bot: not asked, unless a template is meant for it', async () => {
    const closed = await on.close(c('bot'), 'telegram', chat, { closed_by: 'bot' });
    expect(closed.decision).toMatchObject({ ask: false, rule: 'no_template' });
    const meant = { closed_by: 'bot', tags: ['ask-about-the-bot'] };
    expect((await on.close(c('meant'), 'telegram', chat, meant)).decision).toMatchObject({ ask: true });
  });

  it('an answer after expiry: tapped it is told so, typed it reaches the agents; neither is scored', async () => {
    await on.close(c('late'), 'telegram', chat, { contact: { language: 'en' } });
    await on.pass(21 * HOUR);
    expect(await on.why(c('late'))).toMatchObject({ state: 'expired' });
    expect(await on.taps(asked()[0], 4)).toBe(on.app.templates.words('en').expired);
    await on.says('telegram', chat, '5');
    const late = await on.why(c('late'));
    expect(late).toMatchObject({ state: 'expired', answers: [] });
    expect(late.events.map(({ outcome }) => outcome)).toEqual(['too_late']);
    const { rows } = await on.database.pool.query('select text from handovers where thread_key = $1', [
      `telegram:${chat}`,
    ]);
    expect(rows).toEqual([{ text: '5' }]);
  });

  it('the close event twice, late, and out of order: one question about the latest close', async () => {
    const at = (minutes: number) => ({
      closed_at: new Date(on.now().getTime() - minutes * MINUTE).toISOString(),
    });
    const [first, later] = [at(50), at(10)];
    const told = await on.close(c('order'), 'telegram', chat, later);
    expect(await on.close(c('order'), 'telegram', chat, later)).toEqual(told);
    expect((await on.close(c('order'), 'telegram', chat, first)).decision).toMatchObject({
      rule: 'overtaken',
    });
    await on.pass(HOUR);
    expect(asked()).toHaveLength(1);
    expect(await on.close(c('order'), 'telegram', chat, later)).toEqual(told);
  });

  it('a language switch in mid-thread: the answer is understood, and the next survey speaks the new language', async () => {
    await on.close(c('tr'), 'telegram', chat, { contact: { language: 'tr' } });
    await on.pass(HOUR);
    expect(asked()[0]?.message.text).toBe('Nasıldı?');
    await on.says('telegram', chat, 'very satisfied');
    expect((await on.why(c('tr'))).answers).toMatchObject([{ question: 'score', score: 5 }]);
    await on.pass(4 * DAY);
    await on.close(c('en'), 'telegram', chat, { contact: { language: 'en' } });
    await on.pass(HOUR);
    expect(asked().at(-1)?.message.text).toBe('How was it?');
    // The helpdesk says nothing this time: what was learned is not forgotten.
    await on.pass(4 * DAY);
    await on.close(c('silent'), 'telegram', chat);
    await on.pass(HOUR);
    expect(asked().at(-1)?.message.text).toBe('How was it?');
  });

  it('a reminder after an opt-out: never', async () => {
    await on.close(c('refused'), 'telegram', chat, { contact: { language: 'en' } });
    await on.pass(HOUR);
    await on.says('telegram', chat, 'STOP');
    await on.pass(19 * HOUR);
    expect(asked()).toHaveLength(1);
    expect(await on.why(c('refused'))).toMatchObject({ state: 'opted_out' });
    await on.pass(10 * DAY);
    expect((await on.close(c('after'), 'telegram', chat)).decision).toMatchObject({ rule: 'opted_out' });
  });

  it('a reminder: once, and not to those who answered', async () => {
    await on.close(c('reminded'), 'telegram', chat);
    await on.pass(19 * HOUR);
    expect(asked()).toHaveLength(2);
    person += 1;
    const other = `chat-${person}`;
    await on.close(c('answered'), 'telegram', other);
    await on.pass(HOUR);
    await on.taps(asked(other)[0], 4);
    const before = asked(other).length;
    await on.pass(19 * HOUR);
    expect(asked(other)).toHaveLength(before);
  });
});
