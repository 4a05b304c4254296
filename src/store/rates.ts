import { sql } from 'kysely';
import { evenMs, type Limit, nextSlot, withSlot } from '../model/rate.ts';
import type { Db } from './schema.ts';
import { againIfUndone } from './undone.ts';

/** A place whose messages a platform counts: an account, or a chat of it. */
export interface Counted {
  key: string;
  limits: readonly Limit[];
}

/** One message that wants to go out. */
export interface SlotRequest {
  /** Null: only a place in the account's line is wanted, for a message that is still to be decided on. */
  chat: Counted | null;
  /** A slot further ahead than this is not given: what is more urgent would have to wait behind it. */
  aheadMs: number;
  /** Whoever is sent away stands in line; what answers a customer does not, and comes back as soon as it can go. */
  patient: boolean;
}

/** What became of a slot that was given: `came` is when its message came, null when it was not used. */
export interface SlotUse {
  chat: string;
  slot: number;
  came: number | null;
}

/** `inMs`: milliseconds from now. Not granted, it is worth asking again then. */
export type SlotAnswer = { granted: true; slot: number; inMs: number } | { granted: false; inMs: number };

export interface Dealt {
  /** One a request, in their order. */
  answers: SlotAnswer[];
  /** The database's clock, in milliseconds, at the moment from which `inMs` and `lineMs` count. */
  now: number;
  /** Milliseconds until the last of those who stand in the account's line comes back; 0: nobody does. */
  lineMs: number;
}

interface Row {
  key: string;
  slots: number[];
  line_at: number;
  paused_until: number;
}

/**
 * Deals out the moments at which messages may go to an account, first come, first served. What it and its chats were
 * given lately stands in the database, whose clock decides: any number of processes hold the limits together.
 * @param uses of slots that were given before
 * @param told.leadMs no slot is given before so long has passed: the answer would come too late for it
 * @param told.left places in the account's line that nobody comes back to: it is that much shorter
 */
export function takeSlots(
  db: Db,
  account: Counted,
  requests: readonly SlotRequest[],
  uses: readonly SlotUse[],
  { leadMs = 0, left = 0 }: { leadMs?: number; left?: number } = {},
): Promise<Dealt> {
  const told = { account, requests, uses, leadMs, left };
  return againIfUndone(() => db.transaction().execute((tx) => takeIn(tx, told)));
}

interface Told {
  account: Counted;
  requests: readonly SlotRequest[];
  uses: readonly SlotUse[];
  leadMs: number;
  left: number;
}

async function takeIn(tx: Db, { account, requests, uses, leadMs, left }: Told): Promise<Dealt> {
  await sql`select set_config('synchronous_commit', 'off', true),
    pg_advisory_xact_lock(hashtextextended(${account.key}, 40))`.execute(tx);
  const chats = [...requests.flatMap(({ chat }) => chat?.key ?? []), ...uses.map(({ chat }) => chat)];
  const { now: readAt, row } = await readInTime(tx, [...new Set([account.key, ...chats])]);
  for (const use of uses) for (const key of [account.key, use.chat]) noteUse(row(key), use);
  const now = readAt + leadMs;
  const all = row(account.key);
  all.line_at -= left * placeMs(account);
  const answers = requests.map(({ chat, ...request }) =>
    chat === null
      ? standInLine(now, account, all)
      : deal(now, account, all, { ...request, chat }, row(chat.key)),
  );
  await write(tx, [...new Set([account.key, ...chats])].map(row));
  const fromRead = answers.map((answer) => ({ ...answer, inMs: answer.inMs + leadMs }));
  return { answers: fromRead, now: readAt, lineMs: Math.max(0, all.line_at - readAt) };
}

function noteUse(row: Row, { slot, came }: SlotUse): void {
  const at = row.slots.indexOf(slot);
  if (at < 0) return;
  row.slots = row.slots.toSpliced(at, 1, ...(came === null ? [] : [came])).sort((a, b) => a - b);
}

function deal(
  now: number,
  account: Counted,
  all: Row,
  { chat, aheadMs, patient }: SlotRequest & { chat: Counted },
  mine: Row,
): SlotAnswer {
  const accountAt = Math.max(nextSlot(all.slots, account.limits, now), all.paused_until);
  const chatAt = Math.max(nextSlot(mine.slots, chat.limits, now), mine.paused_until);
  // A slot of the account that would lie idle until the chat is free again is left to other chats.
  const chatIsBusy = chatAt > accountAt + evenMs(account.limits);
  const slot = Math.max(accountAt, chatAt);
  if (!chatIsBusy && slot - now <= aheadMs) {
    all.slots = withSlot(all.slots, account.limits, slot);
    mine.slots = withSlot(mine.slots, chat.limits, slot);
    return { granted: true, slot, inMs: slot - now };
  }
  // Whoever is let wait for a chat so long stands there already.
  if (chatIsBusy && chatAt - now <= aheadMs)
    return { granted: false, inMs: Math.max(MIN_PAUSE_MS, chatAt - now) };
  if (!patient) return { granted: false, inMs: Math.max(MIN_PAUSE_MS, slot - AHEAD_OF_SLOT_MS - now) };
  const comeBackAt = chatIsBusy ? stand(mine, chat, chatAt) : stand(all, account, accountAt);
  return { granted: false, inMs: Math.max(MIN_PAUSE_MS, comeBackAt - now) };
}

/** Who is sent away comes back a little before a slot is free, and a little more of them than there are slots. */
const AHEAD_OF_SLOT_MS = 100;
const LINE_SPACING = 0.9;
const MIN_PAUSE_MS = 10;

/** A place for a message that comes then; 0: it may come at once. */
function standInLine(now: number, account: Counted, all: Row): SlotAnswer {
  const free = Math.max(nextSlot(all.slots, account.limits, now), all.paused_until);
  return { granted: false, inMs: Math.max(0, stand(all, account, free) - now) };
}

/** A place at the end of the line. @returns when to come back */
function stand(row: Row, place: Counted, free: number): number {
  const at = Math.max(row.line_at, free - AHEAD_OF_SLOT_MS);
  row.line_at = at + placeMs(place);
  return at;
}

/** How much of a line one place is. */
const placeMs = ({ limits }: Counted): number => evenMs(limits) * LINE_SPACING;

interface Found {
  now: number;
  /** A row was written at a time that has not come yet. */
  early: boolean;
  row(key: string): Row;
}

/** A clock that was set back would let everybody wait until the old time comes again: the rows are set back with it. */
async function readInTime(tx: Db, keys: readonly string[]): Promise<Found> {
  const found = await read(tx, keys);
  if (!found.early) return found;
  await sql`
    with early as (
      select key, extract(epoch from touched_at - clock_timestamp())::float8 * 1000 as ms
      from rates where key = any(${keys}::text[]) and touched_at > clock_timestamp() + ${SET_BACK}::interval
    )
    update rates set
      slots = array(select slot - early.ms from unnest(slots) as slot order by slot),
      line_at = line_at - early.ms, paused_until = paused_until - early.ms, touched_at = clock_timestamp()
    from early where early.key = rates.key`.execute(tx);
  return { ...(await read(tx, keys)), early: false };
}

/** So much earlier than a row was written no honest clock is. */
const SET_BACK = '1 second';

async function read(tx: Db, keys: readonly string[]): Promise<Found> {
  const { rows } = await sql<Row & { now: number; early: boolean }>`
    select wanted.key, coalesce(touched_at > clock_timestamp() + ${SET_BACK}::interval, false) as early, coalesce(slots, '{}') as slots, coalesce(line_at, 0) as line_at,
      coalesce(paused_until, 0) as paused_until, extract(epoch from clock_timestamp())::float8 * 1000 as now
    from unnest(${keys}::text[]) as wanted (key) left join rates using (key)`.execute(tx);
  const found = new Map(rows.map(({ now: _, early: _e, ...row }) => [row.key, row]));
  const row = (key: string): Row => {
    const one = found.get(key);
    if (one === undefined) throw new Error(`no row for ${key}`);
    return one;
  };
  return { now: rows[0]?.now ?? 0, early: rows.some(({ early }) => early), row };
}

/** One text for any number of rows: what is prepared for often sent texts is used. */
async function write(tx: Db, rows: readonly Row[]): Promise<void> {
  await sql`
    insert into rates (key, slots, line_at, paused_until, touched_at)
    select key, slots::float8[], line_at, paused_until, clock_timestamp()
    from unnest(${rows.map(({ key }) => key)}::text[], ${rows.map(({ slots }) => `{${slots.join()}}`)}::text[],
      ${rows.map(({ line_at }) => line_at)}::float8[], ${rows.map(({ paused_until }) => paused_until)}::float8[])
      as told (key, slots, line_at, paused_until)
    on conflict (key) do update set
      slots = excluded.slots, line_at = excluded.line_at, touched_at = excluded.touched_at`.execute(tx);
}

/**
 * The platform refused a message for its rate: the place is left alone for as long as it says. Where it does not say
 * whose rate it was, the chat's; and the account's when another chat of it is being left alone already. Locks in the
 * order of `write`: the account first.
 */
export async function pausePlace(
  db: Db,
  place: { account: string; chat: string; seconds: number; scope: 'chat' | 'account' | null },
): Promise<void> {
  const { account, chat, seconds, scope } = place;
  await sql`
    with clock as (select extract(epoch from clock_timestamp())::float8 * 1000 as now),
    paused as (
      select ${chat}::text as key where ${scope ?? 'chat'}::text = 'chat'
      union
      select ${account}::text where ${scope ?? ''}::text = 'account' or (${scope}::text is null and exists (
        select from rates, clock
        where key like ${`${escapeLike(account)} %`} and key <> ${chat} and paused_until > clock.now))
    )
    insert into rates (key, paused_until, touched_at)
    select paused.key, clock.now + ${seconds * 1000}::float8, clock_timestamp() from paused, clock order by key
    on conflict (key) do update set
      paused_until = greatest(rates.paused_until, excluded.paused_until), touched_at = excluded.touched_at`.execute(
    db,
  );
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

/** Chats that were written to long ago count nothing any more, unless their platform asked for a longer pause. */
export async function forgetOldRates(db: Db): Promise<void> {
  await sql`delete from rates where key in (
    select key from rates where touched_at < clock_timestamp() - interval '1 hour'
      and paused_until < extract(epoch from clock_timestamp()) * 1000
    limit 5000 for update skip locked
  )`.execute(db);
}
