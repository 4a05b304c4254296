import { afterEach, describe, expect, it } from 'vitest';
import { faults } from '../fakes/slack/faults.ts';
import { textOf } from '../fakes/slack/world.ts';
import { BILLING, SCORES } from '../support/desk.ts';
import { flood, refusedForRate, shownScores } from '../support/desk-flood.ts';
import { beginDesk, endAll, scored } from '../support/journey.ts';
import { BACKENDS, startIn, until } from '../support/running.ts';

afterEach(endAll);

describe.each(BACKENDS)('score cards, queue on %s', (backend) => {
  it('show the score in the channel of the team, and what the customer adds in the same message', async () => {
    const begun = await beginDesk(backend);
    const { slack, telegram } = begun;
    await scored(begun, 'c-1', 5, { contact: { id: 'u-7', name: 'Ayşe', language: 'en' } });
    const card = await slack.waitForMessage((message) => message.channel === BILLING);
    expect(textOf(card)).toContain('🟢 5 of 5 · Very satisfied · CSAT');
    expect(textOf(card)).toContain('Customer: Ayşe');

    const liked = await telegram.waitForMessage((m) => m.text.includes('like most'));
    telegram.taps(liked, 1);
    const comment = await telegram.waitForMessage((m) => m.text.includes('anything you would like'));
    telegram.says(4242, '<!channel> *great* `rm -rf` https://evil.example & <b>');
    await slack.waitForMessage((message) => textOf(message).includes('*great*'));
    await telegram.waitForMessage((m) => m.message_id > comment.message_id);
    const now = await slack.waitForMessage((message) => !textOf(message).includes('still answering'));
    expect(textOf(now)).toContain('> <!channel> *great* `rm -rf` https://evil.example & <b>');
    expect(JSON.stringify(now.blocks)).not.toContain('mrkdwn');
    expect(textOf(now)).toContain('The quick answers');
    expect(now.ts).toBe(card.ts);
    expect(slack.sent.filter((message) => message.channel === BILLING)).toHaveLength(1);
  });
});

describe('score cards', () => {
  it('are posted once, although the answer of Slack is lost or Slack is busy', async () => {
    const begun = await beginDesk('postgresql');
    begun.slack.strikes('chat.postMessage', faults.rateLimit(1));
    begun.slack.strikes('chat.postMessage', faults.drop({ carriedOut: true }));
    await scored(begun, 'c-1', 4, { agent: { id: 'ag-9', team: 'sales' } });
    const card = await begun.slack.waitForMessage((message) => message.channel === SCORES);
    expect(textOf(card)).toContain('4 of 5');
    const liked = await begun.telegram.waitForMessage((m) => m.text.includes('beğendiniz'));
    begun.telegram.taps(liked, 0);
    await begun.slack.waitForMessage((message) => textOf(message).includes('My problem was solved'));
    expect(begun.slack.sent).toHaveLength(1);
  });

  it('go to the fallback when their channel was archived, and stay away in quiet mode unless bad', async () => {
    const begun = await beginDesk(
      'postgresql',
      `cards: [{ team: billing, to: ${BILLING} }, { to: ${SCORES}, quiet: true }]\nfallback: ${SCORES}\ncases: { on_bad_score: false }`,
    );
    begun.slack.world.channel(BILLING, { is_archived: true });
    await scored(begun, 'c-1', 5);
    const moved = await begun.slack.waitForMessage((message) => message.channel === SCORES);
    expect(textOf(moved)).toContain('5 of 5');
    const sales = { agent: { id: 'ag-9', team: 'sales' }, contact: { id: 'u-8' } };
    await scored(begun, 'c-2', 5, { ...sales, chat: 4243 });
    await scored(begun, 'c-3', 3, { ...sales, contact: { id: 'u-9' }, chat: 4244 });
    await scored(begun, 'c-4', 1, { ...sales, contact: { id: 'u-10' }, chat: 4245 });
    await begun.slack.waitForMessage((message) => textOf(message).includes('1 of 5'));
    expect(begun.slack.sent).toHaveLength(2);
  });
});

describe('a channel that was deleted', () => {
  it('has its scores in the fallback, each once', async () => {
    const file = `cards: [{ to: C0GONE }]\nfallback: ${SCORES}\ncases: { on_bad_score: false }`;
    const begun = await beginDesk('postgresql', file);
    await scored(begun, 'c-1', 5);
    const card = await begun.slack.waitForMessage((message) => message.channel === SCORES);
    expect(textOf(card)).toContain('5 of 5');
    expect(begun.slack.sent).toHaveLength(1);
  });
});

describe('many scores at once', () => {
  it('share messages within the rate of Slack, bad ones first, each once and none lost', async () => {
    const begun = await beginDesk('postgresql', `cards: [{ to: ${SCORES} }]\ncases: { on_bad_score: false }`);
    const { slack, app } = begun;
    await scored(begun, 'c-1', 5);
    await slack.waitForMessage((message) => message.channel === SCORES);
    slack.enforceLimits();
    const scores = Array.from({ length: 60 }, (_, i) => (i % 10 === 9 ? 1 : 4));
    await flood(app, scores);
    await slack.until(() => (shownScores(slack, SCORES).length >= 61 ? true : undefined));
    const shown = shownScores(slack, SCORES);
    expect(shown.filter((score) => score === 1)).toHaveLength(6);
    expect(shown).toHaveLength(61);
    expect(refusedForRate(slack)).toBe(0);
    expect(slack.sent.length).toBeLessThan(20);
    const batched = slack.sent.filter((message) => (textOf(message).match(/of 5/g) ?? []).length > 1);
    // When which score comes is the machine's affair; within what waits, bad ones are first.
    for (const message of batched) expect(textOf(message)).not.toMatch(/🟢[\s\S]*🔴/);
    const withBad = batched.map(textOf).filter((words) => words.includes('🔴') && words.includes('🟢'));
    for (const words of withBad) expect(words).toMatch(/^\d+ answers, \d of them bad\n\n🔴/);
    expect(batched.length).toBeGreaterThan(0);
  });

  it('are shown once by two processes that work side by side', async () => {
    const begun = await beginDesk('redis', `cards: [{ to: ${SCORES} }]\ncases: { on_bad_score: false }`);
    const other = await startIn(begun.world);
    try {
      await scored(begun, 'c-1', 5);
      await begun.slack.waitForMessage((message) => message.channel === SCORES);
      await Promise.all([
        flood(begun.app, Array<number>(15).fill(4)),
        flood(other.app, Array<number>(15).fill(2), undefined, undefined, 'd'),
      ]);
      await begun.slack.until(() => (shownScores(begun.slack, SCORES).length >= 31 ? true : undefined));
      expect(shownScores(begun.slack, SCORES).toSorted()).toEqual([
        ...Array<number>(15).fill(2),
        ...Array<number>(15).fill(4),
        5,
      ]);
    } finally {
      await other.stop();
    }
  });
});

describe('a process that died after Slack had taken its message', () => {
  it('has nothing posted again: the next one finds the message by its key', async () => {
    const begun = await beginDesk('postgresql');
    const { slack, app } = begun;
    await scored(begun, 'c-1', 4);
    const card = await slack.waitForMessage((message) => message.channel === BILLING);
    const messages = () => app.db.selectFrom('desk_messages').selectAll().executeTakeFirstOrThrow();
    const { id } = await until(messages, ({ state }) => state === 'posted');
    await until(
      () => app.db.selectFrom('desk_lanes').selectAll().executeTakeFirstOrThrow(),
      (lane) => lane.message_id === null,
    );
    // As it was between the call and the note of it, half a minute ago.
    const died = { message_id: id, claimed_at: new Date(Date.now() - 30_000) };
    const unknown = { state: 'posting', ref_channel: null, ref_ts: null } as const;
    await app.db.updateTable('desk_messages').set(unknown).where('id', '=', id).execute();
    await app.db.updateTable('desk_lanes').set(died).where('place', '=', BILLING).execute();
    const liked = await begun.telegram.waitForMessage((m) => m.text.includes('beğendiniz'));
    begun.telegram.taps(liked, 0);
    await slack.waitForMessage((message) => textOf(message).includes('My problem was solved'));
    expect((await messages()).ref_ts).toBe(card.ts);
    expect(slack.sent).toHaveLength(1);
  });
});
