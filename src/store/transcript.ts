import { sql } from 'kysely';
import type { Transcript, TranscriptEntry } from '../model/channel-context.ts';
import { together } from '../model/together.ts';
import type { Bus } from './bus.ts';
import { mayBeOfOne } from './connect.ts';
import type { Db } from './schema.ts';

interface Row {
  id: number;
  at: Date;
  body: object;
}

interface Appended {
  thread: string;
  key: string;
  body: unknown;
}

interface Read {
  thread: string;
  afterId: number;
  limit: number;
}

const entry = ({ id, at, body }: Row): TranscriptEntry => ({ id, at, body });

/**
 * The chats that we keep ourselves, and what channels remember of their messages, in PostgreSQL; changes are told over
 * the bus. Under load many are read and appended by one statement.
 */
export function openTranscript(db: Db, bus: Bus, now: () => Date): Transcript {
  const topic = (thread: string) => `transcript/${thread}`;
  const append = together((entries: readonly Appended[]) => insertEntries(db, entries, now()), {
    mayBeOfOne,
  });
  const read = together((reads: readonly Read[]) => readEntries(db, reads), { mayBeOfOne });

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
      const kept = await append({ thread, key, body });
      if (kept?.added === true) bus.publish(topic(thread));
      const earlier = kept?.entry ?? (await find(thread, key));
      if (earlier === null) throw new Error('a transcript entry vanished while it was appended again');
      return earlier;
    },
    since: (thread, afterId, limit = 500) => read({ thread, afterId, limit }),
    watch: (thread, changed) => bus.subscribe(topic(thread), changed),
  };
}

/**
 * Whoever reads on from an id must have seen all lower ones, so a thread's ids are given under a lock and committed in
 * their order: the locks come first (in the order of their keys, or two processes would wait for each other), the ids after.
 * @returns with each what stands under its key now; null for one that came there at the same moment, by another process
 */
async function insertEntries(
  db: Db,
  entries: readonly Appended[],
  at: Date,
): Promise<({ entry: TranscriptEntry; added: boolean } | null)[]> {
  const { rows } = await sql<Row & { thread: string; key: string; added: boolean }>`
    with told as (
      select * from unnest(${entries.map(({ thread }) => thread)}::text[], ${entries.map(({ key }) => key)}::text[],
        ${entries.map(({ body }) => JSON.stringify(body))}::text[]) with ordinality as told (thread, key, body, place)
    ), locked as materialized (
      select pg_advisory_xact_lock(lock) from (
        select distinct hashtextextended(thread, 60) as lock from told order by lock
      ) as locks
    ), added as (
      insert into transcript (thread, key, body, at)
      select thread, key, body::jsonb, ${at} from told where (select count(*) from locked) > 0 order by place
      on conflict (thread, key) do nothing
      returning id, at, body, thread, key
    )
    select *, true as added from added
    union all select earlier.*, false from told cross join lateral (
      select id, at, transcript.body, transcript.thread, transcript.key from transcript
      where transcript.thread = told.thread and transcript.key = told.key limit 1
    ) as earlier`.execute(db);
  const found = new Map(rows.map((row) => [nameOf(row), { entry: entry(row), added: row.added }]));
  return entries.map((one) => found.get(nameOf(one)) ?? null);
}

const nameOf = ({ thread, key }: { thread: string; key: string }): string => JSON.stringify([thread, key]);

async function readEntries(db: Db, reads: readonly Read[]): Promise<TranscriptEntry[][]> {
  const { rows } = await sql<Row & { place: number }>`
    select asked.place::int, entries.* from unnest(${reads.map(({ thread }) => thread)}::text[],
      ${reads.map(({ afterId }) => afterId)}::bigint[], ${reads.map(({ limit }) => limit)}::int[])
      with ordinality as asked (thread, after, most, place)
    cross join lateral (
      select id, at, body from transcript
      where transcript.thread = asked.thread and id > asked.after order by id limit asked.most
    ) as entries order by asked.place, entries.id`.execute(db);
  const found = reads.map((): TranscriptEntry[] => []);
  for (const row of rows) found[row.place - 1]?.push(entry(row));
  return found;
}
