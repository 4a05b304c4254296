import { openFrom, recipientOf } from '../planning/index.ts';
import { factsForAsking } from '../store/asking-facts.ts';
import { lateUnanswered } from '../store/asks.ts';
import type { App } from './app.ts';
import type { Unit } from './unit.ts';

/** A message that goes out within this time of the decision was looked at just now. */
const FRESH_MS = 60_000;

/**
 * A question or a reminder that was held up on its way (a rate limit, a platform that was away) may have come into the
 * quiet hours. What answers the customer is sent at any hour: they are awake.
 * @returns until when it waits; "never" when it would come too late then; null: it may go
 */
export async function quietUntil(
  app: App,
  unit: Pick<Unit, 'db' | 'now'>,
  askId: number,
): Promise<Date | 'never' | null> {
  const policy = app.templates.asking();
  const hours = [policy, ...Object.values(policy.countries)];
  if (hours.every(({ quiet_hours, business_days }) => quiet_hours == null && business_days == null))
    return null;
  const row = await lateUnanswered(unit.db, askId, new Date(unit.now.getTime() - FRESH_MS));
  if (row === undefined) return null;
  const { person } = await factsForAsking(unit.db, row, unit.now);
  const open = openFrom({ now: unit.now, recipient: recipientOf(person, policy), policy }, row.expires_at);
  if (open === null) return 'never';
  return open > unit.now ? open : null;
}
