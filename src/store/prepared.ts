import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Log } from '../model/channel-context.ts';

/** So often the same text is sent before it is worth a plan of its own. */
const OFTEN = 10;
/** Each connection keeps them all, at some ten kilobytes a plan. */
const MOST = 100;
/** Texts that are counted; those that come once each would else stay for ever. */
const COUNTED = 2_000;

/** PostgreSQL's word for a plan whose columns have changed since: the tables were migrated while this process ran. */
const isStalePlan = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === '0A000' &&
  'routine' in error &&
  error.routine === 'RevalidateCachedQuery';

/** `invalid_sql_statement_name`, `duplicate_prepared_statement`: a pooler has given the connection another session. */
const LOST = new Set<unknown>(['26000', '42P05']);

const isLostPlan = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && LOST.has(error.code);

/** Whether a statement failed by its being prepared alone: sent again, or with its transaction, it is planned anew. */
export const isUnusablePlan = (error: unknown): boolean => isStalePlan(error) || isLostPlan(error);

/**
 * Has the statements that are sent again and again prepared, once a connection: PostgreSQL otherwise parses and plans each
 * time, which takes it as long as all the rest. (PostgreSQL's driver for Java does the same, after five times.) Where a
 * pooler does not keep what was prepared, all go on without.
 */
export function prepareOften(pool: Pool, log?: Log): void {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  let generation = 0;
  let kept = true;

  function nameOf(text: string): string | undefined {
    if (!kept) return undefined;
    const known = names.get(text);
    if (known !== undefined || names.size >= MOST) return known;
    const count = (counts.get(text) ?? 0) + 1;
    if (counts.size > COUNTED) counts.clear();
    counts.set(text, count);
    if (count >= OFTEN) names.set(text, nameFor(text, generation));
    return undefined;
  }

  /** Under new names all of them are planned anew, on every connection: once, though many find out at the same time. */
  function forget({ name, text }: Named, error: unknown): void {
    if (names.get(text) !== name) return;
    generation += 1;
    names.clear();
    if (!isLostPlan(error)) return;
    kept = false;
    log?.warn(
      { err: error },
      'a pooler before PostgreSQL loses prepared statements; they are no longer used (PgBouncer: set max_prepared_statements)',
    );
  }

  pool.on('connect', (client) => naming(client, { nameOf, forget }));
}

/** Told by the text: where processes come to share sessions, by a pooler, a name must not mean another's statement. */
const nameFor = (text: string, generation: number): string =>
  `often-${generation}-${createHash('sha256').update(text).digest('base64url')}`;

interface Named {
  name: string;
  text: string;
}

interface Names {
  nameOf(text: string): string | undefined;
  /** @param error by which this one failed */
  forget(named: Named, error: unknown): void;
}

type Query = (...args: unknown[]) => unknown;
type Callback = (error: unknown, result: unknown) => void;

/** A client's `query` is called with text and values, and answers by a promise or, called by the pool, by a callback. */
function naming(client: PoolClient, { nameOf, forget }: Names): void {
  const send = client.query.bind(client) as Query;

  async function sendNamed(named: Named, values: unknown): Promise<unknown> {
    try {
      return await send({ ...named, values });
    } catch (error) {
      if (!isUnusablePlan(error)) throw error;
      forget(named, error);
      // Within a transaction this fails too: the whole of it has to be run again.
      return Promise.resolve(send(named.text, values)).catch(() => Promise.reject(error));
    }
  }

  const query: Query = (...args) => {
    const [text, values, callback] = args;
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return send(...args);
    const name = nameOf(text);
    if (name === undefined) return send(...args);
    const sent = sendNamed({ name, text }, values);
    if (typeof callback !== 'function') return sent;
    const answer = callback as Callback;
    return void sent.then(
      (result) => answer(null, result),
      (error: unknown) => answer(error, undefined),
    );
  };
  Object.assign(client, { query });
}
