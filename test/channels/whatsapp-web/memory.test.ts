import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMemory } from '../../../channels/whatsapp-web/memory.ts';
import { erasePerson } from '../../../src/app/erase-person.ts';
import { openBus } from '../../../src/store/bus.ts';
import { openTranscript } from '../../../src/store/transcript.ts';
import { type FreshDatabase, freshDatabase } from '../../support/databases.ts';
import { keptLog } from '../../support/log.ts';
import { memoryTranscript } from '../../support/memory-transcript.ts';

const NOW = new Date('2026-11-22T08:00:00Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);
const ayse = { phone: '+905551111111' };
const CHAT = '905551111111@c.us';
const poll = { name: 'Nasıldı?', options: ['1', '2'], tokens: ['t.1', 't.2'] };
const seen = { id: '3EB0', chat: CHAT, at: later(2_000), name: poll.name, options: poll.options };

describe('a poll whose send stayed uncertain', () => {
  const told = async (...keys: string[]) => {
    const memory = openMemory(memoryTranscript(() => NOW));
    for (const key of keys) await memory.begins({ key, address: ayse, chat: CHAT, poll }, NOW);
    return memory;
  };

  test('is known by its words, and from then on by its id', async () => {
    const memory = await told('a');
    expect(await memory.recognise(seen, ayse, NOW)).toMatchObject({ tokens: poll.tokens });
    expect(await memory.poll('3EB0')).toEqual({ tokens: poll.tokens });
    expect(await memory.recentChats(NOW)).toEqual([{ chat: CHAT, since: NOW, polls: ['3EB0'] }]);
    expect(await memory.recognise({ ...seen, id: '3EB1' }, ayse, NOW)).toBeNull();
  });

  test('is not taken for another of the same words, of another time, or of another person', async () => {
    const memory = await told('a', 'b');
    expect(await memory.recognise(seen, ayse, NOW)).toBeNull();
    await memory.keepPoll('3EB9', { key: 'b', address: ayse, chat: CHAT, poll }, NOW);
    expect(await memory.recognise({ ...seen, at: later(3_600_000) }, ayse, NOW)).toBeNull();
    expect(await memory.recognise({ ...seen, options: ['1', '3'] }, ayse, NOW)).toBeNull();
    expect(await memory.recognise(seen, { phone: '+905552222222' }, NOW)).toBeNull();
    expect(await memory.recognise(seen, ayse, NOW)).not.toBeNull();
  });
});

describe('what is kept of a person', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  test('goes with the person, and with nobody else', async () => {
    const { db, pool, url } = database;
    const bus = openBus({ connectionString: url, pool, log: keptLog(), session: 'web-memory' });
    const memory = openMemory(openTranscript(db, bus, () => NOW));
    const people = [ayse, { lid: '13491208655302@lid' }, { phone: '+905553333333' }] as const;
    for (const [i, address] of people.entries()) {
      const attempt = { key: `k-${i}`, address, chat: `chat-${i}`, poll };
      await memory.begins(attempt, NOW);
      await memory.keepPoll(`id-${i}`, attempt, NOW);
      const [key = '', type = ''] =
        'lid' in address ? [address.lid, 'whatsapp-lid'] : [address.phone, 'phone'];
      await sql`with who as (insert into contacts (created_at) values (now()) returning id), name as (
          insert into identities (type, value, contact_id) select ${type}, ${key}, id from who)
        insert into conversations (source, external_id, closed_at, closed_at_given, contact_id, channel,
          thread_key, address, received_at)
        select 'test', ${key}, now(), true, id, 'whatsapp-web', ${`whatsapp-web:${key}`}, '{}', now() from who`.execute(
        db,
      );
    }
    await erasePerson(db, `phone:${ayse.phone}`);
    await erasePerson(db, 'whatsapp-lid:13491208655302@lid');
    const { rows } = await sql<{
      place: string;
    }>`select distinct body ->> 'place' as place from transcript`.execute(db);
    expect(rows).toEqual([{ place: 'whatsapp-web:+905553333333' }]);
    expect(await memory.wasAskedByLid('13491208655302@lid')).toBe(false);
    expect([await memory.poll('id-0'), await memory.poll('id-2')]).toEqual([null, { tokens: poll.tokens }]);
    await bus.close();
  });
});
