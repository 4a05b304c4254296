import type { Identity } from '../model/contact.ts';
import type { Db } from './schema.ts';

export async function addOptOut(
  db: Db,
  input: { channel: string; identity: Identity; source: string; now: Date },
): Promise<void> {
  await db
    .insertInto('opt_outs')
    .values({
      channel: input.channel,
      identity_type: input.identity.type,
      identity_value: input.identity.value,
      source: input.source,
      at: input.now,
    })
    .onConflict((conflict) => conflict.columns(['channel', 'identity_type', 'identity_value']).doNothing())
    .execute();
}

export async function removeOptOut(db: Db, channel: string, identity: Identity): Promise<void> {
  await db
    .deleteFrom('opt_outs')
    .where('channel', '=', channel)
    .where('identity_type', '=', identity.type)
    .where('identity_value', '=', identity.value)
    .execute();
}

/** Whether any handle of this person, or the handle itself, refused surveys on this channel. */
export async function hasOptedOut(
  db: Db,
  input: { channel: string; contactId: number | null; identity: Identity | null },
): Promise<boolean> {
  const row = await db
    .selectFrom('opt_outs')
    .leftJoin('identities', (join) =>
      join
        .onRef('identities.type', '=', 'opt_outs.identity_type')
        .onRef('identities.value', '=', 'opt_outs.identity_value'),
    )
    .select('opt_outs.at')
    .where('opt_outs.channel', '=', input.channel)
    .where((where) =>
      where.or([
        where('identities.contact_id', '=', input.contactId ?? -1),
        where.and([
          where('opt_outs.identity_type', '=', input.identity?.type ?? ''),
          where('opt_outs.identity_value', '=', input.identity?.value ?? ''),
        ]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
