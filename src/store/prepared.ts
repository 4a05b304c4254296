import type { Pool, PoolClient } from 'pg';

/** So often the same text is sent before it is worth a plan of its own. */
const OFTEN = 10;
/** Each connection keeps them all, at some ten kilobytes a plan. */
const MOST = 100;
/** Texts that are counted; those that come once each would else stay for ever. */
const COUNTED = 2_000;

/** PostgreSQL's word for a plan whose columns have changed since: the tables were migrated while this process ran. */
export const isStalePlan = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === '0A000' &&
  'routine' in error &&
  error.routine === 'RevalidateCachedQuery';

/**
 * Has the statements that are sent again and again prepared, once a connection: PostgreSQL otherwise parses and plans each
 * time, which takes it as long as all the rest. (PostgreSQL's driver for Java does the same, after five times.)
 */
export function prepareOften(pool: Pool): void {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  let generation = 0;

  function nameOf(text: string): string | undefined {
    const known = names.get(text);
    if (known !== undefined || names.size >= MOST) return known;
    const count = (counts.get(text) ?? 0) + 1;
    if (counts.size > COUNTED) counts.clear();
    counts.set(text, count);
    if (count >= OFTEN) names.set(text, `often-${generation}-${names.size}`);
    return undefined;
  }

  /** Under new names all of them are planned anew, on every connection. */
  function forget(): void {
    generation += 1;
    names.clear();
  }

  pool.on('connect', (client) => naming(client, { nameOf, forget }));
}

interface Names {
  nameOf(text: string): string | undefined;
  forget(): void;
}

type Query = (...args: unknown[]) => unknown;
type Callback = (error: unknown, result: unknown) => void;

/** A client's `query` is called with text and values, and answers by a promise or, called by the pool, by a callback. */
function naming(client: PoolClient, { nameOf, forget }: Names): void {
  const send = client.query.bind(client) as Query;

  async function sendNamed(name: string, text: unknown, values: unknown): Promise<unknown> {
    try {
      return await send({ name, text, values });
    } catch (error) {
      if (!isStalePlan(error)) throw error;
      forget();
      // Within a transaction this fails too: the whole of it has to be run again.
      return Promise.resolve(send(text, values)).catch(() => Promise.reject(error));
    }
  }

  const query: Query = (...args) => {
    const [text, values, callback] = args;
    const often = typeof text === 'string' && Array.isArray(values) && values.length > 0;
    const name = often ? nameOf(text) : undefined;
    if (name === undefined) return send(...args);
    const sent = sendNamed(name, text, values);
    if (typeof callback !== 'function') return sent;
    const answer = callback as Callback;
    return void sent.then(
      (result) => answer(null, result),
      (error: unknown) => answer(error, undefined),
    );
  };
  Object.assign(client, { query });
}
