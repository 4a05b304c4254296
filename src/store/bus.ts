import pg from 'pg';
import type { Log } from '../model/channel-context.ts';

const CHANNEL = 'afterword';
const FLUSH_MS = 40;
const RECONNECT_MS = 1_000;

/** Tells the live pages of all processes that something changed. Losing a message costs a page a moment, no more. */
export interface Bus {
  publish(topic: string): void;
  subscribe(topic: string, changed: () => void): () => void;
  close(): Promise<void>;
}

/**
 * A bus over LISTEN/NOTIFY. Notifications are gathered for a moment and sent outside of the transactions that caused
 * them: NOTIFY inside would make all commits of the server queue up behind one lock.
 * @param input.session the name under which this process's long-lived connection stands in `pg_stat_activity`
 */
export function openBus(input: { connectionString: string; pool: pg.Pool; log: Log; session: string }): Bus {
  const listeners = new Map<string, Set<() => void>>();
  const waiting = new Set<string>();
  let flushTimer: NodeJS.Timeout | null = null;
  let client: pg.Client | null = null;
  let reconnectTimer: NodeJS.Timeout | null = null;
  let closed = false;

  const deliver = (topic: string) => {
    for (const changed of listeners.get(topic) ?? []) changed();
  };

  const flush = () => {
    flushTimer = null;
    const topics = [...waiting];
    waiting.clear();
    input.pool
      .query('select pg_notify($1, topic) from unnest($2::text[]) as topic', [CHANNEL, topics])
      .catch((error) => {
        input.log.debug({ error: String(error) }, 'live pages were not told of a change; trying again');
        for (const topic of topics) waiting.add(topic);
        if (!closed) flushTimer ??= setTimeout(flush, RECONNECT_MS);
      });
  };

  const lost = (old: pg.Client) => {
    if (client !== old || closed) return;
    client = null;
    old.end().catch(() => undefined);
    reconnectTimer = setTimeout(listen, RECONNECT_MS);
  };

  const listen = () => {
    const next = new pg.Client({
      connectionString: input.connectionString,
      application_name: input.session,
      keepAlive: true,
    });
    client = next;
    next.on('error', () => lost(next));
    next.on('end', () => lost(next));
    next.on('notification', (message) => deliver(message.payload ?? ''));
    next
      .connect()
      .then(() => next.query(`listen ${CHANNEL}`))
      // Whatever was told while nobody listened: every page looks again.
      .then(() => [...listeners.keys()].forEach(deliver))
      .catch(() => lost(next));
  };
  listen();

  return {
    publish(topic) {
      if (closed) return;
      waiting.add(topic);
      flushTimer ??= setTimeout(flush, FLUSH_MS);
    },
    subscribe(topic, changed) {
      const of = listeners.get(topic) ?? new Set();
      listeners.set(topic, of);
      of.add(changed);
      return () => {
        of.delete(changed);
        if (of.size === 0) listeners.delete(topic);
      };
    },
    async close() {
      closed = true;
      if (flushTimer !== null) clearTimeout(flushTimer);
      if (reconnectTimer !== null) clearTimeout(reconnectTimer);
      await client?.end().catch(() => undefined);
    },
  };
}
