import { sql } from 'kysely';
import { type Fact, instrumentOfAnswer } from '../model/fact.ts';
import type { Db } from './schema.ts';

/** What became of a batch of facts. */
export interface StoredFacts {
  added: number;
  /** Known already, with another content: corrected. */
  changed: number;
  /** Known already as they are. */
  known: number;
}

interface FactRow {
  kind: string;
  id: string;
  customer: string | null;
  at: Date;
  ended_at: Date | null;
  amount: number | null;
  currency: string | null;
  body: Record<string, unknown>;
}

/** The columns of a fact, and what is left for its body. */
function rowOf(fact: Fact): FactRow {
  const none = { customer: null, ended_at: null, amount: null, currency: null };
  const { kind, id } = fact;
  switch (fact.kind) {
    case 'customer': {
      const { since, until = null, attributes } = fact;
      return { ...none, kind, id, customer: id, at: since, ended_at: until, body: { attributes } };
    }
    case 'purchase': {
      const { customer, at, amount, currency, referred } = fact;
      return { ...none, kind, id, customer, at, amount, currency, body: { referred } };
    }
    case 'subscription': {
      const { customer, started_at, ended_at = null } = fact;
      return { ...none, kind, id, customer, at: started_at, ended_at, body: {} };
    }
    case 'trial': {
      const { customer = null, started_at, ended_at, converted } = fact;
      return { ...none, kind, id, customer, at: started_at, ended_at, body: { converted } };
    }
    case 'mention': {
      const { customer = null, at, repost_of = null, negative, opened_case } = fact;
      return { ...none, kind, id, customer, at, body: { repost_of, negative, opened_case } };
    }
    case 'answer': {
      const { kind: _kind, id: _id, at, customer = null, scale: _scale, ...about } = fact;
      return { ...none, kind, id, customer, at, body: { ...about, instrument: instrumentOfAnswer(fact) } };
    }
  }
}

/**
 * Keeps facts: the same kind and id is the same fact, so that sending again changes nothing and sending it with another
 * content corrects it. Of two in one batch the last counts. `db` is a transaction.
 */
export async function storeFacts(db: Db, facts: readonly Fact[], now: Date): Promise<StoredFacts> {
  const latest = [...new Map(facts.map((fact) => [`${fact.kind}\n${fact.id}`, fact])).values()];
  if (latest.length === 0) return { added: 0, changed: 0, known: 0 };
  // In one order, so that two batches never wait for each other in a circle.
  const rows = latest.map(rowOf).sort((a, b) => (`${a.kind}\n${a.id}` < `${b.kind}\n${b.id}` ? -1 : 1));
  const { rows: written } = await sql<{ added: boolean }>`
    insert into facts (kind, id, customer, at, ended_at, amount, currency, body, received_at)
    select kind, id, customer, at, ended_at, amount, currency, body, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as told (kind text, id text, customer text,
      at timestamptz, ended_at timestamptz, amount numeric, currency text, body jsonb)
    on conflict (kind, id) do update set customer = excluded.customer, at = excluded.at,
      ended_at = excluded.ended_at, amount = excluded.amount, currency = excluded.currency, body = excluded.body,
      received_at = excluded.received_at
    where (facts.customer, facts.at, facts.ended_at, facts.amount, facts.currency, facts.body)
      is distinct from (excluded.customer, excluded.at, excluded.ended_at, excluded.amount, excluded.currency,
        excluded.body)
    returning (xmax = 0) as added`.execute(db);
  await storeHandles(db, latest);
  const added = written.filter((row) => row.added).length;
  return { added, changed: written.length - added, known: rows.length - written.length };
}

/** The handles of customers, as their newest fact tells them. */
async function storeHandles(db: Db, facts: readonly Fact[]): Promise<void> {
  const customers = facts.filter((fact) => fact.kind === 'customer');
  if (customers.length === 0) return;
  const handles = customers.flatMap(({ id, identities }) =>
    identities.map(({ type, value }) => ({ type, value, customer: id })),
  );
  const ids = customers.map(({ id }) => id);
  await sql`delete from customer_identities where customer = any(${ids}::text[])
    and (type, value, customer) not in (
      select type, value, customer from jsonb_to_recordset(${JSON.stringify(handles)}::jsonb)
        as told (type text, value text, customer text))`.execute(db);
  await sql`insert into customer_identities (type, value, customer)
    select type, value, customer from jsonb_to_recordset(${JSON.stringify(handles)}::jsonb)
      as told (type text, value text, customer text)
    on conflict do nothing`.execute(db);
}
