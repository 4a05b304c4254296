import { addToTally, type HookTally } from '../store/hooks.ts';
import type { Db } from '../store/schema.ts';

/** `refused`: not believed, and not read. `ignored`: genuine, and of no use to us. */
export type TallyKind = 'refused' | 'ignored';

export interface HookTallyKeeper {
  note(source: string, kind: TallyKind, reason: string): void;
  /** From now on what was counted is written down once a second. */
  keepIn(db: Db): { stop(): Promise<void> };
}

const WRITE_MS = 1_000;
/** Reasons hold words of the sender (names of events): a genuine one has few of them. */
const MOST_REASONS = 200;

/** Counts in memory, and writes one row a reason: a flood of forged hooks costs the database nothing. */
export function openHookTally(now: () => Date): HookTallyKeeper {
  let counts = new Map<string, HookTally>();

  const note: HookTallyKeeper['note'] = (source, kind, reason) => {
    const key = `${source}\n${kind}\n${reason}`;
    const known = counts.get(key);
    if (known === undefined && counts.size >= MOST_REASONS) return;
    counts.set(key, { source, kind, reason, count: (known?.count ?? 0) + 1, last_at: now() });
  };

  async function write(db: Db): Promise<void> {
    const written = counts;
    counts = new Map();
    try {
      await addToTally(db, [...written.values()]);
    } catch {
      // A database that is away loses no count: what came meanwhile is added to what could not be written.
      for (const [key, one] of counts) {
        written.set(key, { ...one, count: one.count + (written.get(key)?.count ?? 0) });
      }
      counts = written;
    }
  }

  return {
    note,
    keepIn(db) {
      let writing = Promise.resolve();
      const timer = setInterval(() => {
        writing = writing.then(() => write(db));
      }, WRITE_MS);
      return {
        async stop() {
          clearInterval(timer);
          await writing;
          await write(db);
        },
      };
    },
  };
}
