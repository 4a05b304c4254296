import type { App } from '../../src/app/app.ts';
import { inTransaction } from '../../src/app/unit.ts';
import type { SlackFake } from '../fakes/slack/fake.ts';
import { type FakeMessage, textOf } from '../fakes/slack/world.ts';

/** The number of the first conversation that is made here. */
export const FIRST_OF_FLOOD = 5_000;

/** Copies the one scored survey that there is, with these scores, and tells the desk of each in a transaction of its
 * own, as the answers would.
 * @param turn waited for before each
 * @param at when each was asked and answered; now, where left out
 */
export async function flood(
  app: App,
  scores: readonly number[],
  turn: (i: number) => Promise<void> = async () => {},
  at?: (i: number) => Date,
  letter = 'c',
): Promise<void> {
  const conversation = await app.db.selectFrom('conversations').selectAll().executeTakeFirstOrThrow();
  const invitation = await app.db.selectFrom('invitations').selectAll().executeTakeFirstOrThrow();
  for (const [i, score] of scores.entries()) {
    await turn(i);
    await inTransaction(app, async (unit) => {
      const { id: _c, public_id: _p, ...close } = conversation;
      const { id: conversation_id } = await unit.db
        .insertInto('conversations')
        .values({
          ...close,
          external_id: `${letter}-${FIRST_OF_FLOOD + i}`,
          address: JSON.stringify(close.address),
          segment: JSON.stringify(close.segment),
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      const { id } = await unit.db
        .insertInto('invitations')
        .values({ ...copied(invitation), ...times(at?.(i) ?? unit.now), conversation_id, score })
        .returning('id')
        .executeTakeFirstOrThrow();
      await app.desk?.changed(unit, id);
    });
  }
}

const times = (at: Date) => ({
  created_at: at,
  sent_at: at,
  answered_at: at,
  completed_at: at,
  scored_at: at,
});

type Invitation = Awaited<ReturnType<typeof firstInvitation>>;
const firstInvitation = (app: App) => app.db.selectFrom('invitations').selectAll().executeTakeFirstOrThrow();

function copied({ id: _, public_id: _p, ...row }: Invitation) {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return {
    ...row,
    address: JSON.stringify(row.address),
    expected_sender: json(row.expected_sender),
    checks: JSON.stringify(row.checks),
    dialogue: JSON.stringify(row.dialogue),
    variables: JSON.stringify(row.variables),
    ground: json(row.ground),
    segment: JSON.stringify(row.segment),
  };
}

/** The scores that a channel shows, in the order of its messages. */
export const shownScores = (slack: SlackFake, channel: string): number[] =>
  slack.sent.filter((message) => message.channel === channel).flatMap(scoresIn);

const scoresIn = (message: FakeMessage): number[] =>
  [...textOf(message).matchAll(/(\d+) of 5/g)].map(([, score]) => Number(score));

export const refusedForRate = (slack: SlackFake): number =>
  slack.calls.filter(({ answer }) => (answer as { error?: string } | undefined)?.error === 'ratelimited')
    .length;
