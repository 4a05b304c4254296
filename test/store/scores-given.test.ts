import { afterAll, beforeAll, expect, it } from 'vitest';
import { scoresGiven } from '../../src/store/scores-given.ts';
import { type FreshDatabase, freshDatabase } from '../support/databases.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await database.pool.query(`
    insert into conversations (source, external_id, channel, thread_key, address, closed_at, received_at, closed_at_given)
      values ('desk', 'c-1', 'test', 'test:1', '{}', now(), now(), true);
    insert into invitations (conversation_id, channel, thread_key, address, language, state, checks, dialogue, created_at)
      values (1, 'test', 'test:1', '{}', 'en', 'answered', '[]', '{}', now())`);
});
afterAll(() => database.drop());

const T = '2026-11-22T10:00:00Z';

/** What happened, each a number given or a withdrawal, all worked in one transaction and so at one time. */
async function happened(events: readonly (number | 'withdrawn')[]): Promise<void> {
  await database.pool.query('truncate responses, inbound restart identity cascade');
  for (const [i, event] of events.entries()) {
    await database.pool.query(
      `insert into inbound (channel, event_id, thread_key, event, invitation_id, outcome, received_at, processed_at)
       values ('test', $1, 'test:1', '{}', 1, $2, $3, $3)`,
      [`e-${i}`, event === 'withdrawn' ? event : 'answered', T],
    );
    await database.pool.query('update responses set superseded_at = $1 where superseded_at is null', [T]);
    if (event === 'withdrawn') continue;
    await database.pool.query(
      `insert into responses (invitation_id, question_id, score, inbound_id, at) values (1, 'score', $1, $2, $3)`,
      [event, i + 1, T],
    );
  }
}

it.each([
  [[2, 5]],
  [[2, 'withdrawn' as const]],
  [[2, 5, 'withdrawn' as const]],
  [[2, 'withdrawn' as const, 5]],
  [[2, 'withdrawn' as const, 5, 'withdrawn' as const, 1]],
])('%j at one time are told once each, in their order', async (events) => {
  await happened(events);
  const range = { from: new Date(T), to: new Date(Date.parse(T) + 1) };
  const told = (await Array.fromAsync(scoresGiven(database.db, range))).flat();
  expect(told.map(({ score, inboundId }) => [score ?? 'withdrawn', inboundId])).toEqual(
    events.map((event, i) => [event, i + 1]),
  );
});
