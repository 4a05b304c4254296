import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeIn } from '../../src/app/take-in.ts';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import { connect } from '../../src/store/connect.ts';
import type { Database } from '../../src/store/schema.ts';
import { keptLog } from '../support/log.ts';
import { freePort } from '../support/servers.ts';
import { type InProcess, startInProcess } from './in-process.ts';

let on: InProcess;
beforeAll(async () => {
  on = await startInProcess();
});
afterAll(() => on.stop());

const typed = (text: string): Extract<IncomingEvent, { kind: 'text' }> => ({
  channel: 'test',
  eventId: randomUUID(),
  kind: 'text',
  address: { chat: 'c' },
  at: new Date(),
  sender: { type: 'test', value: 'c', name: `N\0\ud800` },
  text,
});

const stored = (eventId: string) =>
  on.app.db.selectFrom('inbound').select('event').where('event_id', '=', eventId).execute();

describe('an event with characters that PostgreSQL does not keep', () => {
  it('is stored without them, wherever they stand', async () => {
    const event = { ...typed('fi\0ve \udc00!'), replyTo: { 'i\0d': 'm\0' } };
    expect(await takeIn(on.app, event)).toEqual({ notice: null });
    expect(await stored(event.eventId)).toMatchObject([
      { event: { text: 'five \ufffd!', sender: { name: 'N\ufffd' }, replyTo: { id: 'm' } } },
    ]);
  });

  it('is stored once, also when its id has such a character', async () => {
    const event = { ...typed('5'), eventId: `a\0${randomUUID()}` };
    await takeIn(on.app, event);
    await takeIn(on.app, event);
    expect(await stored(event.eventId.replace('\0', ''))).toHaveLength(1);
  });
});

describe('an event that is refused every time', () => {
  beforeAll(async () => {
    await on.database.pool.query(`
      create function refuse() returns trigger language plpgsql as
        $$ begin raise exception 'refused' using errcode = '22P05'; end $$;
      create trigger refuse before insert on inbound for each row
        when (new.event_id = 'refused') execute function refuse()`);
  });

  it.each([
    ['by its form', typed('secret words'.repeat(2_000)), 'text'],
    ['by PostgreSQL', { ...typed('secret words'), eventId: 'refused' }, '22P05'],
  ])(
    '%s is left out, with ids alone in the log, so that those behind it come through',
    async (_by, event, reason) => {
      const log = keptLog();
      expect(await takeIn({ ...on.app, log }, event)).toEqual({ notice: null });
      expect(log.lines.map(({ fields }) => fields)).toEqual([
        { channel: 'test', event: event.eventId, reason },
      ]);
    },
  );

  it('is told apart from a database that is away, which must be given the event again', async () => {
    const url = `postgres://a:b@127.0.0.1:${await freePort()}/c`;
    const { db } = connect<Database>(url, { max: 1, applicationName: 'x' });
    await expect(takeIn({ ...on.app, db }, typed('5'))).rejects.toThrow(/ECONNREFUSED/);
    await db.destroy();
  });
});
