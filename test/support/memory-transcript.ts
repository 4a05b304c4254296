import type { Transcript, TranscriptEntry } from '../../src/model/channel-context.ts';

/** A transcript in memory, with one sequence of ids over all threads, as the one in PostgreSQL has. */
export function memoryTranscript(now: () => Date = () => new Date()): Transcript {
  const threads = new Map<string, { key: string; entry: TranscriptEntry }[]>();
  const watchers = new Map<string, Set<() => void>>();
  let lastId = 0;

  const rows = (thread: string) => threads.get(thread) ?? [];
  const find = (thread: string, key: string) => rows(thread).find((row) => row.key === key)?.entry ?? null;

  return {
    async append(thread, key, body) {
      const known = find(thread, key);
      if (known !== null) return known;
      lastId += 1;
      const entry = { id: lastId, at: now(), body: structuredClone(body) };
      threads.set(thread, [...rows(thread), { key, entry }]);
      for (const changed of [...(watchers.get(thread) ?? [])]) changed();
      return entry;
    },
    async since(thread, afterId, limit = 500) {
      const newer = rows(thread).filter(({ entry }) => entry.id > afterId);
      return newer.slice(0, limit).map(({ entry }) => entry);
    },
    async find(thread, key) {
      return find(thread, key);
    },
    watch(thread, changed) {
      const set = watchers.get(thread) ?? new Set();
      watchers.set(thread, set.add(changed));
      return () => set.delete(changed);
    },
  };
}
