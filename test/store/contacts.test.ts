import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Contact, type Identity } from '../../src/model/contact.ts';
import { handlesOf, lockForClose, personBehind, rememberPerson } from '../../src/store/contacts.ts';
import { insertClose } from '../../src/store/conversations.ts';
import { addOptOut } from '../../src/store/opt-outs.ts';
import { type FreshDatabase, freshDatabase } from '../support/databases.ts';
import { waiters } from '../support/waiters.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const NOW = new Date('2026-11-22T09:00:00Z');
const SOURCE = 'desk';
const phone = (value: string): Identity => ({ type: 'phone', value });
let conversations = 0;

/** What a hook about somebody does to the contacts. @returns the contact's id */
const hook = (
  identities: Identity[],
  more: Partial<Contact> = {},
  beforeCommit: () => Promise<void> = async () => undefined,
): Promise<number | null> => {
  const contact = { ...Contact.parse({ identities }), ...more };
  const handles = handlesOf(SOURCE, contact, null);
  return database.db.transaction().execute(async (db) => {
    await lockForClose(db, { source: SOURCE, id: `c-${++conversations}` }, handles);
    const person = await personBehind(db, { handles, channel: 'telegram', expectedSender: null, now: NOW });
    const id = await rememberPerson(db, person, { handles, contact, now: NOW });
    await beforeCommit();
    return id;
  });
};

const behind = (handles: Identity[]) =>
  personBehind(database.db, { handles, channel: 'telegram', expectedSender: null, now: NOW });

/** A close of this contact whose question went out at a time. */
const asked = async (contactId: number | null, sentAt: Date) => {
  const place = { channel: 'telegram', thread_key: 'telegram:1', address: '{}', contact_id: contactId };
  const { invitation } = await insertClose(
    database.db,
    {
      ...place,
      source: SOURCE,
      external_id: `asked-${++conversations}`,
      closed_at: NOW,
      closed_at_given: true,
      tags: [],
      received_at: NOW,
    },
    {
      ...place,
      metric: 'csat',
      language: 'en',
      state: 'asked',
      checks: '[]',
      dialogue: '{}',
      created_at: NOW,
    },
  );
  await database.db
    .updateTable('invitations')
    .set({ sent_at: sentAt })
    .where('id', '=', invitation.id)
    .execute();
  return invitation.id;
};

describe('contacts', () => {
  it('a person is made once and found again by any handle', async () => {
    const id = await hook([phone('1'), { type: 'email', value: 'one@example.com' }]);
    expect(await hook([{ type: 'email', value: 'one@example.com' }])).toBe(id);
    expect((await behind([phone('1')])).contacts).toEqual([id]);
  });

  it('what a later hook leaves out is not forgotten, and what it tells is learned', async () => {
    const id = await hook([phone('2')], { name: 'First', language: 'tr', attributes: { plan: 'pro' } });
    await hook([phone('2')], { name: 'Second', attributes: { seats: 3 } });
    const row = await database.db
      .selectFrom('contacts')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ name: 'Second', language: 'tr', attributes: { plan: 'pro', seats: 3 } });
  });

  it('a hook that names no handle makes nobody', async () => {
    expect(await hook([])).toBe(null);
  });

  it('two handles joined late become the older person, with all conversations and invitations', async () => {
    const older = await hook([phone('3')]);
    const younger = await hook([{ type: 'telegram', value: '3' }]);
    expect(younger).not.toBe(older);
    const invitation = await asked(younger, NOW);
    expect(await hook([phone('3'), { type: 'telegram', value: '3' }])).toBe(older);

    const moved = await database.db
      .selectFrom('invitations')
      .innerJoin('conversations', 'conversations.id', 'invitations.conversation_id')
      .select(['invitations.contact_id as invited', 'conversations.contact_id as closed'])
      .where('invitations.id', '=', invitation)
      .executeTakeFirstOrThrow();
    expect(moved).toEqual({ invited: older, closed: older });
    const left = await database.db.selectFrom('contacts').select('id').where('id', '=', younger).execute();
    expect(left).toEqual([]);
  });

  it('a person who is about to become one with another was asked when either of them was', async () => {
    const [first, second] = [await hook([phone('4')]), await hook([phone('5')])];
    await asked(first, new Date('2026-11-01T00:00:00Z'));
    await asked(second, new Date('2026-11-20T00:00:00Z'));
    const { facts, contacts } = await behind([phone('4'), phone('5')]);
    expect(contacts).toEqual([first, second]);
    const ask = { metric: 'csat', channel: 'telegram', answered: false };
    expect(facts.asks).toEqual([
      { ...ask, at: Date.parse('2026-11-20T00:00:00Z') },
      { ...ask, at: Date.parse('2026-11-01T00:00:00Z') },
    ]);
    expect((await behind([phone('never seen')])).facts.asks).toEqual([]);
  });

  it('a refusal by any of their handles is theirs, on the channel where it was said', async () => {
    await hook([phone('6'), { type: 'telegram', value: '6' }]);
    const identity = { type: 'telegram', value: '6' };
    await addOptOut(database.db, { channel: 'telegram', identity, source: 'word', now: NOW });
    expect((await behind([phone('6')])).facts.refusal).toEqual({ source: 'word', at: NOW });
    expect((await behind([phone('7')])).facts.refusal).toBeNull();
    const input = { handles: [phone('6')], channel: 'email', expectedSender: null, now: NOW };
    expect((await personBehind(database.db, input)).facts.refusal).toBeNull();
    const nobody = { handles: [], channel: 'telegram', expectedSender: identity, now: NOW };
    expect((await personBehind(database.db, nobody)).facts.refusal).not.toBeNull();
  });

  it('hooks about one person at the same moment do not deadlock and make one person', async () => {
    const handles = ['a', 'b', 'c', 'd'].map(phone);
    const shuffled = Array.from({ length: 24 }, (_, i) => [
      ...handles.slice(i % 4),
      ...handles.slice(0, i % 4),
    ]);
    const ids = await Promise.all(shuffled.map((of, i) => hook(i % 3 === 0 ? of.slice(0, 2) : of)));
    const [person] = (await behind(handles)).contacts;
    expect((await behind(handles)).contacts).toHaveLength(1);
    expect(ids.at(-1)).toBe(person);
  });

  it('hooks that know one person by different handles at the same moment lose none of them', async () => {
    for (let round = 0; round < 25; round++) {
      const n = (name: string) => phone(`${name}-${round}`);
      await hook([n('a1')]);
      await hook([n('b1'), n('b2')]);
      const told = [
        [n('a1'), n('b1')],
        [n('b1'), n('b2')],
        [n('b2'), n('b3')],
        [n('b3'), n('c1')],
        [n('b2'), n('c1')],
      ];
      const ids = await Promise.all(told.map((handles) => hook(handles)));
      expect(ids).not.toContain(null);
      const everything = ['a1', 'b1', 'b2', 'b3', 'c1'].map(n);
      for (const handle of everything) expect((await behind([handle])).contacts).toHaveLength(1);
      expect((await behind(everything)).contacts).toHaveLength(1);
    }
  });

  it('a hook that waited for a person who became one with another finds the other', async () => {
    const older = await hook([phone('w1')]);
    await hook([phone('w2'), phone('w3')]);
    const merged = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const joining = hook([phone('w1'), phone('w2')], {}, async () => {
      merged.resolve();
      await released.promise;
    });
    await merged.promise;
    const waiting = hook([phone('w3'), phone('w4')]);
    await waiters(database, 1);
    released.resolve();
    expect(await joining).toBe(older);
    expect(await waiting).toBe(older);
    expect((await behind(['w1', 'w2', 'w3', 'w4'].map(phone))).contacts).toEqual([older]);
  });
});
