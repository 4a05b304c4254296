import { sql } from 'kysely';
import type { Identity } from '../model/contact.ts';
import type { ConsentKind, Db } from './schema.ts';

/** Stands for every channel, in refusals and in consents. */
export const EVERY_CHANNEL = '*';

/** What a handle told of its will, on one channel or on all. */
export interface ToldConsent {
  channel: string;
  identity: Identity;
  /** How it was told: "word", "link", "api", "import". */
  source: string;
  now: Date;
}

/** A refusal: at once and for good, until it is taken back. A consent given before ends with it. */
export async function addOptOut(db: Db, told: ToldConsent): Promise<void> {
  await db
    .insertInto('opt_outs')
    .values(rowOf(told))
    .onConflict((conflict) => conflict.columns(['channel', 'identity_type', 'identity_value']).doNothing())
    .execute();
  await withdraw(db, 'consents', told);
  await log(db, 'opt_out', [told]);
}

/** Refusals of a list, without their effects on what is under way. @returns how many were new */
export async function addOptOuts(db: Db, told: readonly ToldConsent[]): Promise<number> {
  if (told.length === 0) return 0;
  const added = await db
    .insertInto('opt_outs')
    .values(told.map(rowOf))
    .onConflict((conflict) => conflict.columns(['channel', 'identity_type', 'identity_value']).doNothing())
    .returning(['channel', 'identity_type', 'identity_value'])
    .execute();
  const fresh = new Set(added.map((row) => `${row.channel}\n${row.identity_type}\n${row.identity_value}`));
  await log(
    db,
    'opt_out',
    told.filter(({ channel, identity }) => fresh.has(`${channel}\n${identity.type}\n${identity.value}`)),
  );
  return added.length;
}

/** An agreement to be asked; a refusal of the same channels by this handle is taken back with it. */
export async function addConsent(db: Db, told: ToldConsent): Promise<void> {
  const row = rowOf(told);
  await db
    .insertInto('consents')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['channel', 'identity_type', 'identity_value'])
        .doUpdateSet({ source: row.source, at: row.at }),
    )
    .execute();
  await withdraw(db, 'opt_outs', told);
  await log(db, 'opt_in', [told]);
}

const rowOf = ({ channel, identity, source, now }: ToldConsent) => ({
  channel,
  identity_type: identity.type,
  identity_value: identity.value,
  source,
  at: now,
});

/** On every channel it is all rows of the handle; on one it is that of the channel. */
async function withdraw(
  db: Db,
  table: 'opt_outs' | 'consents',
  { channel, identity }: Pick<ToldConsent, 'channel' | 'identity'>,
): Promise<void> {
  await db
    .deleteFrom(table)
    .where('identity_type', '=', identity.type)
    .where('identity_value', '=', identity.value)
    .$if(channel !== EVERY_CHANNEL, (query) => query.where('channel', '=', channel))
    .execute();
}

async function log(db: Db, kind: ConsentKind, told: readonly ToldConsent[]): Promise<void> {
  if (told.length === 0) return;
  await db
    .insertInto('consent_log')
    .values(told.map((one) => ({ ...rowOf(one), kind })))
    .execute();
}

/** What is on record for the handles of whoever has this one, the latest last. */
export async function consentHistory(
  db: Db,
  identity: Identity,
): Promise<{ kind: ConsentKind; channel: string; identity: Identity; source: string; at: Date }[]> {
  const rows = await db
    .selectFrom('consent_log')
    .selectAll()
    .where(
      sql<boolean>`(identity_type, identity_value) in (
        select ${identity.type}::text, ${identity.value}::text union
        select others.type, others.value from identities as mine
        join identities as others using (contact_id) where mine.type = ${identity.type} and mine.value = ${identity.value})`,
    )
    .orderBy('id')
    .limit(1_000)
    .execute();
  return rows.map((row) => ({
    kind: row.kind,
    channel: row.channel,
    identity: { type: row.identity_type, value: row.identity_value },
    source: row.source,
    at: row.at,
  }));
}
