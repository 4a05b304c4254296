import { insertActions } from '../store/actions.ts';
import { type Outgoing, putOutbox } from '../store/outbox.ts';
import type { Db, InvitationRow } from '../store/schema.ts';
import { scoresGiven } from '../store/scores-given.ts';
import type { App } from './app.ts';
import type { Unit } from './unit.ts';
import { type GivenScore, scoreBody } from './webhook-message.ts';

/** Replays go out so far apart: they are never in front of what customers wait for. */
const REPLAY_EVERY_MS = 10;

/** The same event is the same message, however often it is sent: receivers tell repeats by it. */
const messageId = ({ invitation, inboundId }: GivenScore): string =>
  `msg-${invitation.public_id}-score-${inboundId ?? 'timer'}`;

type Told = GivenScore & { invitationId: number };

/** A message of each score to each address that is told of scores. `run` tells repeats apart for the outbox. */
async function messages(
  db: Db,
  urls: readonly string[],
  scores: readonly Told[],
  { now, run, runAt = () => now }: { now: Date; run: string; runAt?: () => Date },
): Promise<Outgoing[]> {
  const letters = scores.flatMap((given) => urls.map((url, i) => ({ given, url, i })));
  const ids = await insertActions(
    db,
    letters.map(({ given: { invitationId }, url }) => ({
      invitationId,
      kind: 'webhook',
      detail: new URL(url).host,
      state: 'pending',
    })),
    now,
  );
  return letters.map(({ given, url, i }, place) => {
    const id = messageId(given);
    const payload = { id, url, body: scoreBody(given), actionId: ids[place] };
    return { key: `webhook-score-${id}-${i}-${run}`, job: 'webhook', payload, runAt: runAt() };
  });
}

/** Tells the addresses of `SCORE_WEBHOOKS` of a score that was given, corrected or taken back, in its transaction. */
export async function tellScore(
  app: App,
  unit: Unit,
  row: InvitationRow,
  { score, inboundId }: { score: number | null; inboundId: number | null },
): Promise<void> {
  if (app.webhooks.scores.length === 0) return;
  const conversation = await unit.db
    .selectFrom('conversations')
    .select(['source', 'external_id'])
    .where('id', '=', row.conversation_id)
    .executeTakeFirstOrThrow();
  const given = { invitation: row, conversation, score, at: unit.now, invitationId: row.id, inboundId };
  const rows = await messages(unit.db, app.webhooks.scores, [given], { now: unit.now, run: 'first' });
  for (const message of rows) unit.emit(message);
}

/**
 * Sends what was told of the scores of a time once more, under the ids that it had: for a receiver that lost it.
 * @returns how many scores and withdrawals; a server that runs sends them
 */
export async function replayScores(
  db: Db,
  urls: readonly string[],
  { from, to }: { from: Date; to: Date },
  now: Date,
): Promise<number> {
  const run = `replay-${now.getTime()}`;
  let [count, sent] = [0, 0];
  const runAt = () => {
    sent += 1;
    return new Date(now.getTime() + (sent - 1) * REPLAY_EVERY_MS);
  };
  for await (const scores of scoresGiven(db, { from, to })) {
    await db.transaction().execute(async (transaction) => {
      await putOutbox(transaction, await messages(transaction, urls, scores, { now, run, runAt }), now);
    });
    count += scores.length;
  }
  return count;
}
