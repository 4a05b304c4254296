import { sql } from 'kysely';
import type { PersonFacts } from '../planning/index.ts';
import { EVERY_CHANNEL } from './opt-outs.ts';
import { type PersonRow, personColumns, personFacts, takenBackHere } from './person-facts.ts';
import type { Db, InvitationRow } from './schema.ts';

type Asked = Pick<
  InvitationRow,
  'id' | 'contact_id' | 'channel' | 'thread_key' | 'expected_sender' | 'created_at'
>;

/**
 * Looks once more before an invitation begins. The person's row is locked until the transaction ends, so that two
 * invitations that fall due together see each other; one that is being asked counts as asked now.
 * @returns what is known of the person, and when the customer last wrote in the thread since the close
 */
export async function factsForAsking(
  db: Db,
  row: Asked,
  now: Date,
): Promise<{ person: PersonFacts; wroteAt: Date | null }> {
  const contact = row.contact_id;
  if (contact !== null) await sql`select 1 from contacts where id = ${contact} for no key update`.execute(db);
  const { type, value } = row.expected_sender ?? { type: null, value: null };
  const people = sql`select ${contact}::bigint as id where ${contact}::bigint is not null`;
  const spoken = sql`
    select ${type}::text as type, ${value}::text as value where ${type}::text is not null
    union select type, value from identities where contact_id = ${contact}`;
  const columns = personColumns(people, spoken, { channel: row.channel, now, except: row.id });
  const result = await sql<PersonRow & { wrote_at: Date | null }>`
    select ${columns}, (
      select max(received_at) from inbound
      where thread_key = ${row.thread_key} and event ->> 'kind' = 'text' and received_at > ${row.created_at}
        and (${type}::text is null
          or (event -> 'sender' ->> 'type' = ${type} and event -> 'sender' ->> 'value' = ${value}))
    ) as wrote_at`.execute(db);
  const [found] = result.rows;
  if (found === undefined) throw new Error('a statement without a table gave no row');
  return { person: personFacts(found), wroteAt: found.wrote_at };
}

/** When the customer last wrote in a thread, as far as we saw it; the helpdesk may know of a later time. */
export async function lastWritten(db: Db, threadKey: string): Promise<Date | null> {
  const row = await db
    .selectFrom('inbound')
    .select((select) => select.fn.max('received_at').as('at'))
    .where('thread_key', '=', threadKey)
    .where(sql<boolean>`event ->> 'kind' in ('text', 'choice')`)
    .executeTakeFirst();
  return row?.at ?? null;
}

/** Whether this handle refused surveys on this channel, or on all. */
export async function hasRefused(
  db: Db,
  channel: string,
  identity: { type: string; value: string },
): Promise<boolean> {
  const result = await sql`
    select from opt_outs as told
    where channel in (${channel}, ${EVERY_CHANNEL}) and not (${takenBackHere(channel)})
      and identity_type = ${identity.type} and identity_value = ${identity.value}`.execute(db);
  return result.rows.length > 0;
}

/** The language in which the sender of a thread's last message has their app; null where no platform told. */
export async function lastSpoken(db: Db, threadKey: string): Promise<string | null> {
  const result = await sql<{ language: string | null }>`
    select event -> 'sender' ->> 'language' as language from inbound
    where thread_key = ${threadKey} and event -> 'sender' ->> 'language' is not null
    order by received_at desc limit 1`.execute(db);
  return result.rows[0]?.language ?? null;
}
