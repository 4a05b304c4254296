import { sql } from 'kysely';
import type { Db } from './schema.ts';

/** Whoever is meant by a name: a contact of conversations, a customer of facts, or both. */
export interface KnownPerson {
  contacts: number[];
  customers: string[];
}

/**
 * Everybody whom a name stands for: `type:value` is a handle (`email:a@example.com`, `telegram:4242`); otherwise it is
 * an id, of a helpdesk's contact or of a customer of the facts. Both sides of a match by handles belong to the person.
 */
export async function personNamed(db: Db, name: string): Promise<KnownPerson> {
  const [type = '', ...rest] = name.split(':');
  const value = rest.join(':');
  const result = await sql<{ contacts: number[] | null; customers: string[] | null }>`
    with named as (
      select contact_id as contact from identities
      where (type = ${type} and value = ${value}) or (type like 'contact@%' and value = ${name})
    ), told as (
      select customer from customer_identities
      where (type = ${type} and value = ${value}) or (type like 'contact@%' and value = ${name})
      union select customer from facts where kind = 'customer' and id = ${name}
      union select customer from facts where customer = ${name}
    ), customers as (
      select customer from told
      union
      select c.customer from customer_identities as c join identities as i using (type, value)
      where i.contact_id in (select contact from named)
    ), contacts as (
      select contact from named
      union
      select i.contact_id from identities as i join customer_identities as c using (type, value)
      where c.customer in (select customer from told)
    )
    select (select array_agg(contact::float8) from contacts) as contacts,
      (select array_agg(customer) from customers) as customers`.execute(db);
  const [row] = result.rows;
  return { contacts: row?.contacts ?? [], customers: row?.customers ?? [] };
}

/** How many rows of a person there were, by table. */
export type Erased = Record<string, number>;

interface Doomed {
  contacts: readonly number[];
  customers: readonly string[];
}

const theirs = ({ contacts }: Doomed) => sql`any(${contacts}::bigint[])`;
const theirInvitations = (of: Doomed) => sql`(
  select i.id from invitations as i join conversations as c on c.id = i.conversation_id
  where i.contact_id = ${theirs(of)} or c.contact_id = ${theirs(of)})`;
const theirHandles = (of: Doomed) =>
  sql`(select type, value from identities where contact_id = ${theirs(of)})`;

/** Threads in which nobody else was ever spoken to. */
const theirThreads = (of: Doomed) => sql`(
  select thread_key from conversations where contact_id = ${theirs(of)}
  except select thread_key from conversations 
    where contact_id is null or contact_id <> all(${of.contacts}::bigint[]))`;

/** How `rates` names their chats: by the whole place, or by the chat alone where topics of it share its rate. */
const theirRates = (of: Doomed) => sql`(
  select regexp_replace(thread_key, shape, '\\1 \\2') from ${theirThreads(of)} as threads,
    (values ('^([^:]*):(.*)$'), ('^([^:]*):([^/]*).*$')) as shapes (shape))`;

/** In the order in which they go: what refers to a row goes before it. Refusals stay: they are the person's own wish. */
const STEPS: Record<string, (of: Doomed) => ReturnType<typeof sql>> = {
  rates: (of) => sql`delete from rates where key in ${theirRates(of)}`,
  outbox: (of) => sql`delete from outbox where
    (payload ->> 'invitationId')::bigint in ${theirInvitations(of)}
    or (payload ->> 'askId')::bigint in (select id from asks where invitation_id in ${theirInvitations(of)})
    or (payload ->> 'actionId')::bigint in (select id from actions where invitation_id in ${theirInvitations(of)})`,
  inbound: (of) => sql`delete from inbound where invitation_id in ${theirInvitations(of)}
    or (event -> 'sender' ->> 'type', event -> 'sender' ->> 'value') in ${theirHandles(of)}
    or thread_key in ${theirThreads(of)}`,
  handovers: (of) => sql`delete from handovers where invitation_id in ${theirInvitations(of)}
    or thread_key in ${theirThreads(of)}`,
  // What a channel keeps under names of its own says in its body which thread it is of, and of which other it tells.
  transcript: (of) => sql`delete from transcript
    where thread in ${theirThreads(of)} or body ->> 'place' in ${theirThreads(of)}
      or body ->> 'also' in ${theirThreads(of)}`,
  hooks: (of) => sql`delete from hooks where (source, conversation) in (
    select source, external_id from conversations where contact_id = ${theirs(of)})`,
  skips: (of) => sql`delete from skips where (source, external_id) in (
    select source, external_id from conversations where contact_id = ${theirs(of)})`,
  consents: (of) => sql`delete from consents where (identity_type, identity_value) in ${theirHandles(of)}`,
  consent_log: (of) =>
    sql`delete from consent_log where (identity_type, identity_value) in ${theirHandles(of)}`,
  conversations: (of) => sql`delete from conversations where contact_id = ${theirs(of)}
    or id in (select conversation_id from invitations where contact_id = ${theirs(of)})`,
  facts: (of) => sql`delete from facts where customer = any(${of.customers}::text[])`,
  customer_identities: (of) =>
    sql`delete from customer_identities where customer = any(${of.customers}::text[])`,
  identities: (of) => sql`delete from identities where contact_id = ${theirs(of)}`,
  contacts: (of) => sql`delete from contacts where id = ${theirs(of)}`,
};

/** Deletes everything that is known of these people; the cells follow by themselves. `db` must be a transaction. */
export async function erasePeople(db: Db, people: KnownPerson): Promise<Erased> {
  await sql`select id from contacts where id = ${theirs(people)} order by id for update`.execute(db);
  const erased: Erased = {};
  for (const [table, step] of Object.entries(STEPS)) {
    const result = await step(people).execute(db);
    erased[table] = Number(result.numAffectedRows ?? 0);
  }
  return erased;
}

/** Refusals that stay when a person is erased, so that they are never asked again. */
export async function refusalsOf(db: Db, { contacts }: KnownPerson): Promise<number> {
  const result = await sql<{ n: number }>`
    select count(*) as n from opt_outs where (identity_type, identity_value) in (
      select type, value from identities where contact_id = any(${contacts}::bigint[]))`.execute(db);
  return Number(result.rows[0]?.n ?? 0);
}
