import { sql } from 'kysely';
import type { Db, InvitationRow } from './schema.ts';

/** A score as it was given, also one that was corrected later; or that it was taken back. */
export interface ScoreRow {
  invitationId: number;
  inboundId: number | null;
  invitation: Pick<
    InvitationRow,
    | 'public_id'
    | 'channel'
    | 'agent_id'
    | 'team'
    | 'template_id'
    | 'variant'
    | 'metric'
    | 'instrument'
    | 'language'
  >;
  conversation: { source: string; external_id: string };
  /** Null where the customer took it back. */
  score: number | null;
  at: Date;
}

/** Withdrawals double it, and addresses multiply it. */
const BATCH = 250;

type GivenRow = Omit<ScoreRow, 'score'> & {
  id: number;
  score: number;
  given: boolean;
  withdrawnBy: number | null;
  withdrawnAt: Date | null;
};

/** What was given, and after it that it was taken back. */
function* told({ id: _, given, withdrawnBy, withdrawnAt, ...row }: GivenRow): Generator<ScoreRow> {
  if (given) yield row;
  if (withdrawnAt !== null) yield { ...row, score: null, inboundId: withdrawnBy, at: withdrawnAt };
}

/**
 * Scores of a time in the order they were given, each with its withdrawal after it: of one invitation they come in the
 * order in which they were told. The scored question of an invitation is the first that has scores.
 */
export async function* scoresGiven(
  db: Db,
  { from, to }: { from: Date; to: Date },
): AsyncGenerator<ScoreRow[]> {
  let after = 0;
  for (;;) {
    const { rows } = await sql<GivenRow>`
      select r.id, r.score, r.at, r.inbound_id as "inboundId", i.id as "invitationId",
        r.at >= ${from} and r.at < ${to} as given, back.id as "withdrawnBy", back.at as "withdrawnAt",
        json_build_object('public_id', i.public_id, 'channel', i.channel, 'agent_id', i.agent_id, 'team', i.team,
          'template_id', i.template_id, 'variant', i.variant, 'metric', i.metric, 'instrument', i.instrument,
          'language', i.language) as invitation,
        json_build_object('source', c.source, 'external_id', c.external_id) as conversation
      from responses as r join invitations as i on i.id = r.invitation_id
      join conversations as c on c.id = i.conversation_id
      left join lateral (
        select w.id, w.processed_at as at from inbound as w
        where w.invitation_id = i.id and w.outcome = 'withdrawn' and w.processed_at = r.superseded_at
          and r.superseded_at >= ${from} and r.superseded_at < ${to} and w.id > coalesce(r.inbound_id, 0)
          -- Events that waited are worked together, at one time: another answer may have come between the two.
          and not exists (
            select from responses as other where other.invitation_id = i.id and other.id > r.id
              and other.question_id = r.question_id and other.score is not null and other.inbound_id < w.id
          )
        order by w.id limit 1
      ) as back on true
      where r.id > ${after} and r.score is not null and (r.at >= ${from} and r.at < ${to} or back.id is not null)
        and r.question_id = (
          select first.question_id from responses as first
          where first.invitation_id = i.id and first.score is not null order by first.id limit 1
        )
      order by r.id limit ${BATCH}`.execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield rows.flatMap((row) => [...told(row)]);
  }
}
