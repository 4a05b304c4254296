import { sql } from 'kysely';
import type { Contact, Identity } from '../model/contact.ts';
import type { Language } from '../model/language.ts';
import type { PersonFacts } from '../planning/index.ts';
import { conversationLock } from './conversations.ts';
import { type PersonRow, personColumns, personFacts } from './person-facts.ts';
import type { Db } from './schema.ts';

/** A helpdesk's own id of a contact is one more handle, and unique only within that helpdesk. */
const helpdeskIdentity = (source: string, id: string): Identity => ({ type: `contact@${source}`, value: id });

/** Every handle that a hook tells of, without repeats; the address's own handle among them. */
export function handlesOf(source: string, contact: Contact, fromAddress: Identity | null): Identity[] {
  const all = [
    ...(contact.id === undefined ? [] : [helpdeskIdentity(source, contact.id)]),
    ...contact.identities,
    ...(fromAddress === null ? [] : [fromAddress]),
  ];
  return [...new Map(all.map((identity) => [`${identity.type}\n${identity.value}`, identity])).values()];
}

/**
 * Two hooks about one conversation or one person at the same moment wait for each other until this transaction ends,
 * even when each knows the person by other handles; `db` must be a transaction.
 * All locks are taken in one order, so that no two hooks can wait for each other in a circle.
 */
export async function lockForClose(
  db: Db,
  conversation: { source: string; id: string },
  handles: readonly Identity[],
): Promise<void> {
  const names = handles.map(({ type, value }) => `${type}\n${value}`);
  await sql`select pg_advisory_xact_lock(key) from (
    select distinct key from (
      select ${conversationLock(conversation)} as key
      union all select hashtextextended(name, 20) from unnest(${names}::text[]) as name
    ) as keys order by key
  ) as ordered`.execute(db);
  await lockContacts(db, handles);
}

/**
 * Locks whoever is behind the handles: another hook may know the same person by other handles. While we wait for a
 * contact it may become one with another, so we look again until those locked are those behind the handles. Each time
 * all locks are let go first, so that they are always taken in the order of the ids.
 */
async function lockContacts(db: Db, handles: readonly Identity[]): Promise<void> {
  await sql`savepoint contacts`.execute(db);
  for (;;) {
    const seen = await contactsBehind(db, handles);
    await sql`select id from contacts where id = any(${seen}::bigint[]) order by id for update`.execute(db);
    const now = await contactsBehind(db, handles);
    if (now.join() === seen.join()) break;
    await sql`rollback to savepoint contacts`.execute(db);
  }
  await sql`release savepoint contacts`.execute(db);
}

async function contactsBehind(db: Db, handles: readonly Identity[]): Promise<number[]> {
  const result = await sql<{ id: number }>`
    select distinct contact_id::float8 as id from identities join ${tableOf(handles)} using (type, value)
    order by id`.execute(db);
  return result.rows.map(({ id }) => id);
}

/** The handles as a table `told (type, value)`. */
const tableOf = (handles: readonly Identity[]) =>
  sql`unnest(${handles.map(({ type }) => type)}::text[], ${handles.map(({ value }) => value)}::text[])
    as told (type, value)`;

/** What is known of whoever is behind some handles. */
export interface Person {
  /** The oldest first; several when handles that were told apart until now turn out to be of one person. */
  contacts: readonly number[];
  /** What planning looks at: all of it by all their handles and those just told. */
  facts: PersonFacts;
  /** The language that a hook told last. */
  language: Language | null;
}

/** Looks up the person behind these handles; `lockForClose` must have been called with the handles. */
export async function personBehind(
  db: Db,
  input: { handles: readonly Identity[]; channel: string; expectedSender: Identity | null; now: Date },
): Promise<Person> {
  const told = [...input.handles, ...(input.expectedSender === null ? [] : [input.expectedSender])];
  const columns = personColumns(sql`select id from people`, sql`select type, value from spoken`, {
    channel: input.channel,
    now: input.now,
    except: null,
  });
  const result = await sql<PersonRow & { contacts: number[] | null; language: string | null }>`
    with people as (
      select distinct contact_id as id from identities join ${tableOf(input.handles)} using (type, value)
    ), spoken as (
      select type, value from ${tableOf(told)}
      union select type, value from identities where contact_id in (select id from people)
    )
    select (select array_agg(id::float8 order by id) from people) as contacts, ${columns},
      (select language from contacts where id in (select id from people) and language is not null
        order by id limit 1) as language`.execute(db);
  const [row] = result.rows;
  if (row === undefined) throw new Error('a statement without a table gave no row');
  return { contacts: row.contacts ?? [], facts: personFacts(row), language: row.language };
}

/**
 * Makes the person, or learns what the hook tells. Handles that belonged to several persons make them one: their
 * conversations and invitations move to the oldest.
 * @returns the contact's id, or null when the hook names no handle at all
 */
export async function rememberPerson(
  db: Db,
  person: Person,
  input: { handles: readonly Identity[]; contact: Contact; now: Date },
): Promise<number | null> {
  if (input.handles.length === 0) return null;
  const [oldest, ...others] = person.contacts;
  const id = await saveContact(db, oldest ?? null, input);
  for (const other of others) await merge(db, other, id);
  return id;
}

/** The contact and its handles in one statement. What a later hook leaves out is not forgotten. */
async function saveContact(
  db: Db,
  known: number | null,
  { handles, contact, now }: { handles: readonly Identity[]; contact: Contact; now: Date },
): Promise<number> {
  const { name = null, language = null, first_seen_at = null } = contact;
  const attributes = JSON.stringify(contact.attributes);
  const result = await sql<{ id: number }>`
    with learned as (
      update contacts set name = coalesce(${name}, name), language = coalesce(${language}, language),
        first_seen_at = coalesce(${first_seen_at}, first_seen_at), attributes = attributes || ${attributes}::jsonb
      where id = ${known} returning id
    ), made as (
      insert into contacts (name, language, attributes, first_seen_at, created_at)
      select ${name}, ${language}, ${attributes}::jsonb, ${first_seen_at}, ${now} where ${known}::bigint is null
      returning id
    ), person as (
      select id from learned union all select id from made
    ), handles as (
      insert into identities (type, value, contact_id)
      select type, value, person.id
      from person, ${tableOf(handles)}
      on conflict (type, value) do nothing
    )
    select id from person`.execute(db);
  const [row] = result.rows;
  if (row === undefined) throw new Error('a contact vanished while its handles were locked');
  return row.id;
}

async function merge(db: Db, from: number, into: number): Promise<void> {
  const set = { contact_id: into };
  await db.updateTable('identities').set(set).where('contact_id', '=', from).execute();
  await db.updateTable('conversations').set(set).where('contact_id', '=', from).execute();
  await db.updateTable('invitations').set(set).where('contact_id', '=', from).execute();
  await db.deleteFrom('contacts').where('id', '=', from).execute();
}

/**
 * A person has a new handle (another number): it is theirs besides the old one, unless it is somebody else's already,
 * and what they were asked in this thread they answer under it.
 */
export async function renamePerson(
  db: Db,
  threadKey: string,
  before: Identity,
  after: Identity,
): Promise<void> {
  await sql`
    insert into identities (type, value, contact_id)
    select ${after.type}, ${after.value}, contact_id from identities
    where type = ${before.type} and value = ${before.value}
    on conflict (type, value) do nothing`.execute(db);
  await sql`
    update invitations set expected_sender = ${JSON.stringify(after)}
    where thread_key = ${threadKey}
      and expected_sender ->> 'type' = ${before.type} and expected_sender ->> 'value' = ${before.value}`.execute(
    db,
  );
}
