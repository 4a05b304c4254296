import { inTransaction, type Unit } from '../app/unit.ts';
import { ChannelError } from '../model/channel-error.ts';
import { caseById } from '../store/cases.ts';
import {
  bindCards,
  cardFacts,
  cardsOf,
  changeLane,
  changeMessage,
  lockLane,
  messageById,
  nextDirty,
  nextMessage,
  waitingCards,
} from '../store/desk.ts';
import { lockOutbox, removeOutbox } from '../store/outbox.ts';
import type { DeskMessageRow } from '../store/schema.ts';
import { cardFor } from './changed.ts';
import type { Desk } from './desk.ts';
import { afterFault } from './lane-faults.ts';
import { type Note, PRIORITY } from './notes.ts';
import { MOST_CARDS, renderCards } from './render-cards.ts';
import { renderAlert, renderNote } from './render-case.ts';
import type { PostContent, PostRef } from './workspace.ts';

/** A claim older than this belongs to a process that died: every call ends in half the time. */
const CLAIM_MS = 20_000;
/** Slack takes one message a second into a channel, and fifty changes a minute over the workspace. */
const AFTER_POST_MS = 1_050;
const AFTER_UPDATE_MS = 1_250;

/** What a lane does next, claimed in the database before Slack is called. */
export interface Task {
  place: string;
  message: DeskMessageRow;
  /** Null when the message is to be posted. */
  ref: PostRef | null;
  /** Of the message whose thread it goes into. */
  thread: string | null;
  content: PostContent;
  /** An earlier claim died in the middle of it: Slack is asked first. */
  died: boolean;
}

/** Posts or changes one message of a place, and comes back until there is nothing more: one at a time over all
 * processes, alerts first, then what is said about cases, then cards, bad ones before good ones. */
export async function workLane(desk: Desk, key: string, place: string): Promise<void> {
  const task = await inTransaction(desk.app, (unit) => takeTask(desk, unit, key, place));
  if (task === null) return;
  const outcome = await carryOut(desk, task).then(
    (ref): PostRef => ref,
    (error: unknown) => desk.workspace.explain(error),
  );
  await inTransaction(desk.app, async (unit) => {
    await lockLane(unit.db, place, unit.now);
    const pauseMs =
      outcome instanceof ChannelError
        ? await afterFault(desk, unit, task, outcome)
        : await stands(unit, task, outcome);
    const next = new Date(unit.now.getTime() + pauseMs);
    await changeLane(unit.db, place, { message_id: null, claimed_at: null, next_at: next });
    await lockOutbox(unit.db, key);
    await unit.postpone(key, next, outcome instanceof ChannelError ? outcome.code : null);
  });
}

async function stands(unit: Unit, { message, ref, died }: Task, posted: PostRef): Promise<number> {
  const place = { ref_channel: posted.channel, ref_ts: posted.ts };
  await changeMessage(unit.db, message.id, {
    state: 'posted',
    ...place,
    attempts: 0,
    error_code: null,
    ...(ref === null && { posted_at: unit.now }),
    // What the process that died had posted may be older than what is to be shown.
    ...(died && { dirty: true }),
  });
  return ref === null ? AFTER_POST_MS : AFTER_UPDATE_MS;
}

async function takeTask(desk: Desk, unit: Unit, key: string, place: string): Promise<Task | null> {
  const { db, now } = unit;
  const lane = await lockLane(db, place, now);
  if ((await lockOutbox(db, key)) === undefined) return null;
  const freeAt = lane.claimed_at === null ? lane.next_at : new Date(lane.claimed_at.getTime() + CLAIM_MS);
  if (freeAt > now) {
    await unit.postpone(key, freeAt, null);
    return null;
  }
  const left = lane.message_id === null ? undefined : await messageById(db, lane.message_id);
  const message = left ?? (await chooseMessage(unit, place));
  if (message === undefined) {
    await removeOutbox(db, key);
    return null;
  }
  await changeLane(db, place, { message_id: message.id, claimed_at: now });
  const posting = message.ref_ts === null;
  await changeMessage(db, message.id, { dirty: false, ...(posting && { state: 'posting' }) });
  return taskOf(desk, unit, place, message, left !== undefined && posting);
}

async function chooseMessage({ db, now }: Unit, place: string): Promise<DeskMessageRow | undefined> {
  const waiting = await nextMessage(db, place);
  if (waiting !== undefined) return waiting;
  const cards = await waitingCards(db, place, MOST_CARDS);
  const [first] = cards;
  if (first === undefined) return nextDirty(db, place);
  // Two have a message each; when more come than fit the rate, they share one.
  const together = cards.length > 2 ? cards : [first];
  const message = { name: `cards-${first}`, place, kind: 'cards' as const, priority: PRIORITY.cards, now };
  return bindCards(db, together, message);
}

async function taskOf(
  desk: Desk,
  unit: Unit,
  place: string,
  message: DeskMessageRow,
  died: boolean,
): Promise<Task> {
  const { ref_channel, ref_ts, parent_id } = message;
  const parent = parent_id === null ? undefined : await messageById(unit.db, parent_id);
  const thread = parent?.state === 'posted' ? parent.ref_ts : null;
  return {
    place,
    message,
    ref: ref_channel === null || ref_ts === null ? null : { channel: ref_channel, ts: ref_ts },
    thread,
    content: await contentOf(desk, unit, message, thread),
    died,
  };
}

async function contentOf(
  desk: Desk,
  unit: Unit,
  message: DeskMessageRow,
  thread: string | null,
): Promise<PostContent> {
  const { words } = desk;
  if (message.kind === 'note') {
    const said = renderNote(message.body as unknown as Note, words);
    // Without the alert above it nobody would know whom it is about.
    const alert = thread === null ? await alertOf(desk, unit, message) : null;
    return alert === null ? said : { text: said.text, blocks: [...said.blocks, ...alert.blocks] };
  }
  if (message.kind === 'digest') return message.body as unknown as PostContent;
  if (message.kind === 'alert') return (await alertOf(desk, unit, message)) ?? renderCards([], words);
  const facts = await cardFacts(unit.db, await cardsOf(unit.db, message.id));
  const cards = await Promise.all(facts.map((one) => cardFor(desk, unit, one)));
  return renderCards(cards, words);
}

async function alertOf(desk: Desk, unit: Unit, { case_id }: DeskMessageRow): Promise<PostContent | null> {
  const { words, config } = desk;
  const row = case_id === null ? undefined : await caseById(unit.db, case_id);
  const [facts] = row === undefined ? [] : await cardFacts(unit.db, [row.invitation_id]);
  if (row === undefined || facts === undefined) return null;
  const card = await cardFor(desk, unit, facts);
  return renderAlert({ row, card, words, timezone: config.timezone, now: unit.now });
}

async function carryOut({ workspace }: Desk, task: Task): Promise<PostRef> {
  const { place, message, ref, thread, content, died } = task;
  if (ref !== null) {
    await workspace.update(ref, content);
    return ref;
  }
  const key = `desk-${message.name}`;
  const below = thread === null ? [] : [thread];
  if (died) {
    const found = await workspace.find(place, key, ...below);
    if (typeof found !== 'string') return found;
  }
  return workspace.post(place, key, content, ...below);
}
