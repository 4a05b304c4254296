import { sql } from 'kysely';
import type { Db } from './schema.ts';

/** One conversation of which somebody was, or was not, to be asked, with what they answered. */
export interface ResponseRow {
  conversation: string;
  source: string;
  helpdesk_id: string;
  contact: number | null;
  channel: string;
  team: string | null;
  agent: string | null;
  tags: string;
  segment: string;
  opened_at: Date | null;
  first_response_at: Date | null;
  closed_at: Date;
  handle_seconds: number | null;
  customer_messages: number | null;
  reopened_at: Date | null;
  next_contact_at: Date | null;
  decided_at: Date;
  template: string | null;
  variant: string | null;
  language: string;
  metric: string | null;
  instrument: string | null;
  state: string;
  reason: string | null;
  sent_at: Date | null;
  delivered_at: Date | null;
  answered_at: Date | null;
  score: number | null;
  comment: string | null;
  answers: string;
}

/** What is exported: by the time of the decision to ask, `to` exclusive. */
export interface ExportQuery {
  from: Date | null;
  to: Date | null;
}

/** Some thousands of rows at a time, in the order of the conversations; each batch reads on where the last one ended. */
export async function* responseRows(
  db: Db,
  { from, to }: ExportQuery,
  batch = 5_000,
): AsyncGenerator<ResponseRow[]> {
  let after = 0;
  for (;;) {
    const { rows } = await sql<ResponseRow & { id: number }>`
      select i.id, c.public_id as conversation, c.source, c.external_id as helpdesk_id, c.contact_id as contact,
        i.channel, i.team, i.agent_id as agent, array_to_string(c.tags, ';') as tags, i.segment::text as segment,
        c.opened_at, c.first_response_at, c.closed_at, c.handle_seconds, c.customer_messages, c.reopened_at,
        c.repeated_at as next_contact_at, i.created_at as decided_at, i.template_id as template, i.variant,
        i.language, i.metric, i.instrument, i.state, i.reason, i.sent_at, i.delivered_at, i.answered_at, i.score,
        given.comment, coalesce(given.answers, '{}')::text as answers
      from invitations as i join conversations as c on c.id = i.conversation_id
      left join lateral (
        select string_agg(text, E'\n' order by r.id) filter (where text is not null) as comment,
          jsonb_object_agg(question_id, coalesce(to_jsonb(r.score), to_jsonb(choice), to_jsonb(choices)))
            filter (where r.score is not null or choice is not null or choices is not null) as answers
        from responses as r where r.invitation_id = i.id and superseded_at is null
      ) as given on true
      where i.id > ${after} and (${from}::timestamptz is null or i.created_at >= ${from})
        and (${to}::timestamptz is null or i.created_at < ${to})
      order by i.id limit ${batch}`.execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield rows;
  }
}
