import { type ClosedBy, ConversationClosed } from '../model/conversation.ts';
import { baseLanguage } from '../model/language.ts';
import { storable } from '../model/storable-text.ts';
import { faultPath } from './generic.ts';
import { type ChannelMap, choosePlace, type Handles, identitiesOf } from './places.ts';
import type { HookReading, ReadContext } from './source.ts';

/** What a helpdesk told of a close, before it has the model's form. What is not known is undefined. */
export interface CloseFacts {
  source: string;
  /** The conversation. */
  id: string;
  /** The helpdesk's own name of the channel. */
  theirs?: string | undefined;
  handles: Handles;
  contact?: {
    id?: string | undefined;
    name?: string | undefined;
    language?: string | undefined;
    firstSeenAt?: Date | undefined;
  };
  agent?: { id?: string | undefined; name?: string | undefined; team?: string | undefined };
  tags?: readonly string[] | undefined;
  openedAt?: Date | undefined;
  firstResponseAt?: Date | undefined;
  closedAt?: Date | undefined;
  lastCustomerMessageAt?: Date | undefined;
  customerMessages?: number | undefined;
  closedBy?: ClosedBy | undefined;
}

/** Nothing to do; the reason is counted and shown by `doctor`. */
export const ignored = (reason: string): HookReading => ({
  kind: 'ignored',
  reason: storable(reason).slice(0, 100),
});

const cut = (text: string | undefined, most: number): string | undefined =>
  text?.slice(0, most).toWellFormed();
const DAY_MS = 86_400_000;

const iso = (date: Date | undefined): string | undefined => date?.toISOString();

/** A tag such as "tr" or "pt-BR" out of "tr_TR", "TR" or "pt-br"; undefined for everything else. */
function languageOf(written: string | undefined): string | undefined {
  const [, base = '', region = ''] = /^([a-zA-Z]{2,3})(?:[-_]([a-zA-Z0-9]{2,8}))?$/.exec(written ?? '') ?? [];
  if (base === '') return undefined;
  return region === '' ? base.toLowerCase() : `${baseLanguage(base.toLowerCase())}-${region.toUpperCase()}`;
}

/** An object without what is not known. */
const known = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));

/**
 * The facts in the model's form, with the place where the customer is asked; or why nobody is. A close that lies more
 * than a day ahead counts as one without a time: it would overtake every other until then.
 */
export function closed(
  facts: CloseFacts,
  { channels, receivedAt }: Pick<ReadContext<object>, 'channels' | 'receivedAt'>,
  map: ChannelMap,
): HookReading {
  const id = facts.id.slice(0, 200);
  const place = choosePlace(facts.theirs, facts.handles, { map, on: channels });
  if ('wanted' in place) {
    const isOn = place.wanted.some((channel) => channels.has(channel));
    const reason = place.wanted.length === 0 ? 'channel_not_mapped' : isOn ? 'no_address' : 'channel_off';
    return { kind: 'unaskable', id, reason };
  }
  const parsed = ConversationClosed.safeParse(inModel({ ...facts, id }, place, receivedAt));
  if (parsed.success) return { kind: 'closed', close: parsed.data };
  const paths = parsed.error.issues.map((issue) => faultPath(issue.path)).join(', ');
  return ignored(`fields: ${paths}`);
}

function inModel(facts: CloseFacts, place: { channel: string; address: object }, receivedAt: Date): object {
  const { contact = {}, agent, handles } = facts;
  const isFuture = facts.closedAt !== undefined && facts.closedAt.getTime() > receivedAt.getTime() + DAY_MS;
  return known({
    event: 'conversation.closed',
    id: facts.id,
    source: facts.source,
    channel: place.channel,
    address: place.address,
    contact: known({
      id: cut(contact.id, 200),
      name: cut(contact.name, 200),
      language: languageOf(contact.language),
      first_seen_at: iso(contact.firstSeenAt),
      identities: identitiesOf(handles),
    }),
    agent: agentOf(agent),
    tags: [...new Set(facts.tags?.map((tag) => cut(tag.trim(), 100)))].filter(Boolean).slice(0, 100),
    opened_at: iso(facts.openedAt),
    first_response_at: iso(facts.firstResponseAt),
    closed_at: isFuture ? undefined : iso(facts.closedAt),
    last_customer_message_at: iso(facts.lastCustomerMessageAt),
    customer_messages: facts.customerMessages,
    closed_by: facts.closedBy,
  });
}

/** An agent is known by an id; one who has only a name is known by that. */
function agentOf(agent: CloseFacts['agent']): object | undefined {
  const id = cut(agent?.id ?? agent?.name ?? agent?.team, 200);
  return id === undefined
    ? undefined
    : known({ id, name: cut(agent?.name, 200), team: cut(agent?.team, 200) });
}
