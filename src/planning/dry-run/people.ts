import type { Contact, Identity } from '../../model/contact.ts';
import type { Consent, PastAsk, PersonFacts } from '../facts.ts';

/**
 * A person of a dry run. There may be a million of them, so lists are made to measure and times are milliseconds.
 * Handles that turn out to be of one person make them one: `into` leads to the older.
 */
export interface Person {
  readonly id: number;
  into: Person | null;
  identities: readonly Identity[];
  asks: readonly PastAsk[];
  /** By channel; "*" is all. */
  refusals: Map<string, Consent> | null;
  consents: Map<string, Consent> | null;
  attributes: Record<string, string | number | boolean>;
  firstSeenAt: number;
}

/** Everybody who was met so far. */
export interface People {
  /** The person behind these handles, made or learned; `joined` when several became one just now. */
  meet(
    handles: readonly Identity[],
    told: Pick<Contact, 'attributes' | 'first_seen_at'>,
    now: Date,
  ): { person: Person; joined: boolean };
  size(): number;
}

/** The person that somebody became. */
export function whole(person: Person): Person {
  let found = person;
  while (found.into !== null) found = found.into;
  return found;
}

const NO_ATTRIBUTES = {};
const NONE: readonly never[] = [];

export function people(): People {
  const byHandle = new Map<string, Map<string, Person>>();
  const shared = new Map<string, Attributes>();
  let made = 0;
  let merged = 0;

  const find = ({ type, value }: Identity): Person | undefined => {
    const found = byHandle.get(type)?.get(value);
    return found === undefined ? undefined : whole(found);
  };
  const keep = (identity: Identity, person: Person): void => {
    const values = byHandle.get(identity.type) ?? new Map<string, Person>();
    byHandle.set(identity.type, values);
    if (values.has(identity.value)) return;
    values.set(identity.value, person);
    // Made anew: an object that a schema parsed is four times as large, and so is a list that was spread.
    person.identities = person.identities.concat({ type: identity.type, value: identity.value });
  };

  return {
    size: () => made - merged,
    meet(handles, told, now) {
      const found = [...new Set(handles.flatMap((handle) => find(handle) ?? []))].sort((a, b) => a.id - b.id);
      const [oldest, ...others] = found;
      const person = oldest ?? newPerson(++made, now);
      for (const other of others) join(other, person);
      merged += others.length;
      for (const handle of handles) keep(handle, person);
      if (told.first_seen_at !== undefined) {
        person.firstSeenAt = Math.min(person.firstSeenAt, told.first_seen_at.getTime());
      }
      person.attributes = learned(person.attributes, told.attributes, shared);
      return { person, joined: others.length > 0 };
    },
  };
}

type Attributes = Person['attributes'];

/** The same object where nothing is new: most hooks tell what the last one told; and one for all who have the same. */
function learned(known: Attributes, told: Attributes, shared: Map<string, Attributes>): Attributes {
  if (Object.entries(told).every(([name, value]) => known[name] === value)) return known;
  const all = { ...known, ...told };
  const key = JSON.stringify(all);
  const found = shared.get(key);
  if (found === undefined && shared.size < MOST_SHARED) shared.set(key, all);
  return found ?? all;
}

const MOST_SHARED = 10_000;

const newPerson = (id: number, now: Date): Person => ({
  id,
  into: null,
  identities: NONE,
  asks: NONE,
  refusals: null,
  consents: null,
  attributes: NO_ATTRIBUTES,
  firstSeenAt: now.getTime(),
});

function join(from: Person, into: Person): void {
  from.into = into;
  into.identities = [...into.identities, ...from.identities];
  into.asks = [...into.asks, ...from.asks];
  into.attributes = { ...from.attributes, ...into.attributes };
  into.firstSeenAt = Math.min(into.firstSeenAt, from.firstSeenAt);
  for (const which of ['refusals', 'consents'] as const) {
    const told = from[which];
    if (told !== null) into[which] = new Map([...told, ...(into[which] ?? [])]);
  }
}

/** What planning looks at. */
export const factsOf = (person: Person, channel: string): PersonFacts => ({
  asks: person.asks,
  refusal: person.refusals?.get(channel) ?? person.refusals?.get('*') ?? null,
  consent: person.consents?.get(channel) ?? person.consents?.get('*') ?? null,
  firstSeenAt: new Date(person.firstSeenAt),
  attributes: person.attributes,
  identities: person.identities,
});
