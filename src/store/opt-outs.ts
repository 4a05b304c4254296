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
