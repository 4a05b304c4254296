import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import type { Answer } from '../../src/model/invitation.ts';
import { type InProcess, startInProcess } from './in-process.ts';

let on: InProcess;
beforeAll(async () => {
  on = await startInProcess();
});
afterAll(() => on.stop());

interface Invitation {
  state: string;
  reason: string | null;
  score: number | null;
  scored_at: Date | null;
  answered_at: Date | null;
  completed_at: Date | null;
  dialogue: { current: string | null; answers: Record<string, Answer> };
  language: string;
  agent_id: string | null;
  team: string | null;
  due_at: Date | null;
}

const invitation = (chat: string, wanted: (row: Invitation) => boolean) =>
  on.row<Invitation>(
    `select * from invitations where thread_key = 'test:${chat}' order by id desc limit 1`,
    wanted,
  );

const question = (chat: string) =>
  on.sent.find((sent) => sent.chat === chat && sent.message.kind === 'question');
const message = (chat: string) => ({ id: question(chat)?.key ?? '' });

/** Asks in this chat and taps the n-th answer. */
async function answered(chat: string, place: number): Promise<void> {
  await on.close(chat);
  await invitation(chat, ({ state }) => state === 'asked');
  await vote(chat, place);
}

async function vote(chat: string, place: number): Promise<void> {
  const sent = question(chat)?.message;
  const token = sent?.kind === 'question' ? (sent.choices[place]?.token ?? '') : '';
  await on.tap(chat, token);
  await invitation(chat, ({ score }) => score === place + 1);
}

const outcome = (eventId: string) =>
  on.row<{ outcome: string }>(
    `select outcome from inbound where event_id = '${eventId}'`,
    (row) => row.outcome !== null,
  );

describe('a vote that is withdrawn', () => {
  it('takes its score back, opens the question again, and stays in the history', async () => {
    await answered('back', 1);
    await on.hand({ ...on.common('back'), kind: 'withdrawn', message: message('back') });
    const open = await invitation('back', ({ reason }) => reason === 'withdrawn');
    expect(open).toMatchObject({ state: 'asked', score: null, scored_at: null, answered_at: null });
    expect(open.dialogue).toMatchObject({ current: 'score', answers: {} });
    const { rows } = await on.database.pool.query(
      `select responses.score, superseded_at is not null as superseded from responses join invitations
       on invitations.id = invitation_id where thread_key = 'test:back'`,
    );
    expect(rows).toEqual([{ score: 2, superseded: true }]);
  });

  it('may be followed by another, which counts', async () => {
    await vote('back', 4);
    const again = await invitation('back', ({ score }) => score === 5);
    expect(again).toMatchObject({ state: 'answered', reason: 'partial', answered_at: expect.any(Date) });
  });

  it('leaves an answer that was typed since as it is', async () => {
    await answered('typed', 1);
    await on.type('typed', 'sorry, I meant 4');
    await invitation('typed', ({ score }) => score === 4);
    const event = {
      ...on.common('typed', 'withdrawn-late'),
      kind: 'withdrawn',
      message: message('typed'),
    } as const;
    await on.hand(event);
    expect(await outcome('withdrawn-late')).toEqual({ outcome: 'no_change' });
    await invitation('typed', ({ score }) => score === 4);
  });

  it('of another person changes nothing, and neither does one of a message that is not ours', async () => {
    await answered('others', 2);
    const stranger = { sender: { type: 'test', value: 'somebody' } };
    await on.hand({
      ...on.common('others', 'w1'),
      ...stranger,
      kind: 'withdrawn',
      message: message('others'),
    });
    await on.hand({ ...on.common('others', 'w2'), kind: 'withdrawn', message: { id: 'of nobody' } });
    expect(await outcome('w1')).toEqual({ outcome: 'wrong_person' });
    expect(await outcome('w2')).toEqual({ outcome: 'not_ours' });
    await invitation('others', ({ score }) => score === 3);
  });
});

describe('a refusal by a link', () => {
  it('ends what is planned and what is open in the thread, is confirmed, and holds for later closes', async () => {
    await on.close('link');
    await invitation('link', ({ state }) => state === 'asked');
    const receipt = await on.hand({ ...on.common('link'), kind: 'opt_out', means: 'unsubscribe-link' });
    expect(receipt.notice).toMatch(/not send you any more surveys/);
    await invitation('link', ({ state }) => state === 'opted_out');
    expect(await on.close('link', { id: 'another' })).toMatchObject({
      invitation: null,
      decision: { ask: false, rule: expect.stringMatching(/opted_out|consent|refused/) },
    });
  });

  it('said again is confirmed again', async () => {
    const event = { ...on.common('link', 'refused-twice'), kind: 'opt_out', means: 'one-click' } as const;
    const [first, second] = [await on.hand(event), await on.hand(event)];
    expect(second).toEqual(first);
  });
});

describe('a conversation that an agent closes in the channel itself', () => {
  const closed = (chat: string, eventId: string) =>
    ({
      ...on.common(chat, eventId),
      sender: { type: 'test', value: 'agent-9', name: 'Deniz' },
      kind: 'closed' as const,
      conversation: `${chat}@${eventId}`,
      customer: { type: 'test', value: chat, name: 'Ayşe', language: 'tr' },
      team: 'billing',
      tags: ['refund'],
    }) satisfies IncomingEvent;

  it('is asked about like one that a helpdesk closed', async () => {
    await on.hand(closed('in-channel', 'close-1'));
    const asked = await invitation('in-channel', ({ state }) => state === 'asked');
    expect(asked).toMatchObject({ agent_id: 'agent-9', team: 'billing' });
    expect(await outcome('close-1')).toEqual({ outcome: 'closed' });
    const { rows } = await on.database.pool.query(
      `select source, external_id, closed_by, tags, agent_name from conversations where thread_key = 'test:in-channel'`,
    );
    expect(rows).toEqual([
      {
        source: 'test',
        external_id: 'in-channel@close-1',
        closed_by: 'agent',
        tags: ['refund'],
        agent_name: 'Deniz',
      },
    ]);
  });

  it('is closed now when the clock of the platform is ahead, by an agent with however long a name', async () => {
    const name = `${'x'.repeat(199)}😀`;
    const at = new Date(Date.now() + 30 * 86_400_000);
    const event = closed('ahead', 'close-ahead');
    await on.hand({ ...event, at, sender: { ...event.sender, name } });
    expect(await outcome('close-ahead')).toEqual({ outcome: 'closed' });
    const { rows } = await on.database.pool.query(
      `select closed_at <= now() as come, length(agent_name) as long from conversations where thread_key = 'test:ahead'`,
    );
    expect(rows).toEqual([{ come: true, long: 200 }]);
  });

  it('is put aside with a word when it cannot be kept, and not tried for ever', async () => {
    await on.hand({ ...closed('nameless', 'close-nameless'), conversation: '  ' });
    expect(await outcome('close-nameless')).toEqual({ outcome: 'AW_HOOK_FIELDS' });
  });

  it('told twice, it is one close; and why nobody is asked is kept with the event', async () => {
    await on.hand(closed('in-channel', 'close-1'));
    await on.hand({ ...on.common('in-channel'), kind: 'opt_out', means: 'link' });
    await invitation('in-channel', ({ state }) => state === 'opted_out');
    await on.hand(closed('in-channel', 'close-2'));
    expect((await outcome('close-2')).outcome).toMatch(/^closed: /);
    const { rows } = await on.database.pool.query(
      `select count(*)::int as closes from conversations where thread_key = 'test:in-channel'`,
    );
    expect(rows).toEqual([{ closes: 2 }]);
  });
});
