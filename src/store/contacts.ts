import { sql } from 'kysely';
import type { Contact, Identity } from '../model/contact.ts';
import type { Db } from './schema.ts';

/** A helpdesk's own id of a contact is one more handle, and unique only within that helpdesk. */
const helpdeskIdentity = (source: string, id: string): Identity => ({ type: `contact@${source}`, value: id });

/** Every handle that a hook tells of, without repeats; the address's own handle among them. */
function handles(source: string, contact: Contact, fromAddress: Identity | null): Identity[] {
  const all = [
    ...(contact.id === undefined ? [] : [helpdeskIdentity(source, contact.id)]),
    ...contact.identities,
    ...(fromAddress === null ? [] : [fromAddress]),
  ];
  return [...new Map(all.map((identity) => [`${identity.type}\n${identity.value}`, identity])).values()];
}

/**
 * Finds or makes the person behind these handles and learns what the hook tells. Handles that belonged to several
 * persons make them one: their conversations and invitations move to the oldest.
 * @returns the contact's id, or null when the hook names no handle at all
 */
export async function rememberContact(
  db: Db,
  input: { source: string; contact: Contact; fromAddress: Identity | null; now: Date },
): Promise<number | null> {
  const identities = handles(input.source, input.contact, input.fromAddress);
  if (identities.length === 0) return null;
  await lockIdentities(db, identities);
  const known = await contactsBehind(db, identities);
  const [oldest, ...others] = known;
  const id = oldest ?? (await insertContact(db, input.contact, input.now));
  if (oldest !== undefined) await learn(db, id, input.contact);
  for (const other of others) await merge(db, other, id);
  await db
    .insertInto('identities')
    .values(identities.map((identity) => ({ ...identity, contact_id: id })))
    .onConflict((conflict) => conflict.columns(['type', 'value']).doNothing())
    .execute();
  return id;
}

/** Two hooks about one person at the same moment wait for each other, in an order that cannot deadlock. */
async function lockIdentities(db: Db, identities: readonly Identity[]): Promise<void> {
  const names = identities.map((identity) => `${identity.type}\n${identity.value}`).sort();
  await sql`select pg_advisory_xact_lock(key) from (
    select distinct hashtextextended(name, 20) as key from unnest(${names}::text[]) as name order by key
  ) as keys`.execute(db);
}

async function contactsBehind(db: Db, identities: readonly Identity[]): Promise<number[]> {
  const rows = await db
    .selectFrom('identities')
    .select('contact_id')
    .distinct()
    .where((where) =>
      where.or(
        identities.map((identity) =>
          where.and([where('type', '=', identity.type), where('value', '=', identity.value)]),
        ),
      ),
    )
    .orderBy('contact_id')
    .execute();
  return rows.map((row) => row.contact_id);
}

async function insertContact(db: Db, contact: Contact, now: Date): Promise<number> {
  const row = await db
    .insertInto('contacts')
    .values({
      name: contact.name ?? null,
      language: contact.language ?? null,
      attributes: JSON.stringify(contact.attributes),
      first_seen_at: contact.first_seen_at ?? null,
      created_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** What a later hook leaves out is not forgotten. */
async function learn(db: Db, id: number, contact: Contact): Promise<void> {
  await db
    .updateTable('contacts')
    .set({
      ...(contact.name === undefined ? {} : { name: contact.name }),
      ...(contact.language === undefined ? {} : { language: contact.language }),
      ...(contact.first_seen_at === undefined ? {} : { first_seen_at: contact.first_seen_at }),
      attributes: sql`attributes || ${JSON.stringify(contact.attributes)}::jsonb`,
    })
    .where('id', '=', id)
    .execute();
}

async function merge(db: Db, from: number, into: number): Promise<void> {
  const set = { contact_id: into };
  await db.updateTable('identities').set(set).where('contact_id', '=', from).execute();
  await db.updateTable('conversations').set(set).where('contact_id', '=', from).execute();
  await db.updateTable('invitations').set(set).where('contact_id', '=', from).execute();
  await db.deleteFrom('contacts').where('id', '=', from).execute();
}
