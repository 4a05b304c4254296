import { sql } from 'kysely';
import type { Transcript, TranscriptEntry } from '../model/channel-context.ts';
import type { Bus } from './bus.ts';
import type { Db } from './schema.ts';

interface Row {
  id: number;
  at: Date;
  body: object;
}

const entry = ({ id, at, body }: Row): TranscriptEntry => ({ id, at, body });

/** Whoever reads on from an id must have seen all lower ones, so a thread's ids are committed in their order. */
const lockThread = (db: Db, thread: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${thread}, 60))`.execute(db);

/** The chats that we keep ourselves, in PostgreSQL; changes are told over the bus. */
export function openTranscript(db: Db, bus: Bus, now: () => Date): Transcript {
  const topic = (thread: string) => `transcript/${thread}`;

  const find: Transcript['find'] = async (thread, key) => {
    const row = await db
      .selectFrom('transcript')
      .select(['id', 'at', 'body'])
      .where('thread', '=', thread)
      .where('key', '=', key)
      .executeTakeFirst();
    return row === undefined ? null : entry(row);
  };

  return {
    find,
    async append(thread, key, body) {
      const row = await db.transaction().execute(async (unit) => {
        await lockThread(unit, thread);
        return unit
          .insertInto('transcript')
          .values({ thread, key, body: JSON.stringify(body), at: now() })
          .onConflict((conflict) => conflict.columns(['thread', 'key']).doNothing())
          .returning(['id', 'at', 'body'])
          .executeTakeFirst();
      });
      if (row !== undefined) {
        bus.publish(topic(thread));
        return entry(row);
      }
      const earlier = await find(thread, key);
      if (earlier === null) throw new Error('a transcript entry vanished while it was appended again');
      return earlier;
    },
    async since(thread, afterId, limit = 500) {
      const rows = await db
        .selectFrom('transcript')
        .select(['id', 'at', 'body'])
        .where('thread', '=', thread)
        .where('id', '>', afterId)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(entry);
    },
    watch: (thread, changed) => bus.subscribe(topic(thread), changed),
  };
}
