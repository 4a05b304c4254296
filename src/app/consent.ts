import { channelsMeant } from '../model/channel-names.ts';
import type { Identity } from '../model/contact.ts';
import { lockInvitation, openOfHandles } from '../store/invitations.ts';
import { addConsent, addOptOut, addOptOuts, EVERY_CHANNEL, type ToldConsent } from '../store/opt-outs.ts';
import type { App } from './app.ts';
import { apply } from './apply.ts';
import { inTransaction, type Unit } from './unit.ts';

/** A person's will as somebody tells it to us: by handles, for one channel or for all (null). */
export interface ToldWill {
  identities: readonly Identity[];
  channel: string | null;
  /** How it was told: "api", "link", "import", "console". */
  source: string;
}

const eachTold = ({ identities, channel, source }: ToldWill, now: Date): ToldConsent[] =>
  (channel === null ? [EVERY_CHANNEL] : channelsMeant(channel)).flatMap((one) =>
    identities.map((identity) => ({ channel: one, identity, source, now })),
  );

/**
 * Refuses surveys at once and for good: what is planned or open for these handles, or for whoever has them, ends.
 * @returns how many surveys it ended
 */
export function optOut(app: App, will: ToldWill): Promise<number> {
  return inTransaction(app, async (unit) => {
    for (const told of eachTold(will, unit.now)) await addOptOut(unit.db, told);
    return endOf(app, unit, will);
  });
}

/** Agrees to surveys; a refusal of the same channels by the same handles is taken back. */
export function optIn(app: App, will: ToldWill): Promise<void> {
  return inTransaction(app, async (unit) => {
    for (const told of eachTold(will, unit.now)) await addConsent(unit.db, told);
  });
}

/** Refusals of a list, for every channel or one each. @returns how many were new */
export function importOptOuts(app: Pick<App, 'db' | 'now'>, told: readonly ToldConsent[]): Promise<number> {
  return app.db.transaction().execute((db) => addOptOuts(db, told));
}

async function endOf(app: App, unit: Unit, { identities, channel }: ToldWill): Promise<number> {
  let ended = 0;
  for (const one of channel === null ? [null] : channelsMeant(channel)) {
    for (const { id } of await openOfHandles(unit.db, identities, one)) {
      const row = await lockInvitation(unit.db, id);
      if (row !== undefined && (await apply(app, unit, row, { type: 'refused' }))) ended += 1;
    }
  }
  return ended;
}
