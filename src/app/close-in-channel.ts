import { Contact } from '../model/contact.ts';
import { ConversationClosed } from '../model/conversation.ts';
import { AfterwordError } from '../model/errors.ts';
import type { IncomingEvent } from '../model/incoming.ts';
import { storable } from '../model/storable-text.ts';
import { inboundById, markProcessed } from '../store/inbound.ts';
import { removeOutbox } from '../store/outbox.ts';
import type { App } from './app.ts';
import { closeConversation } from './close-conversation.ts';
import { inTransaction } from './unit.ts';

type ClosedInChannel = Extract<IncomingEvent, { kind: 'closed' }>;

/**
 * An agent closed the conversation in the channel itself: the same as a hook that says so. The close has a transaction
 * of its own and may be told twice, so this one only writes down that it was done.
 */
export async function closeInChannel(app: App, key: string, inboundId: number): Promise<void> {
  const row = await inboundById(app.db, inboundId);
  const outcome =
    row?.event.kind === 'closed' && row.processed_at === null ? await close(app, row.event) : null;
  await inTransaction(app, async (unit) => {
    if (!(await removeOutbox(unit.db, key)) || outcome === null) return;
    await markProcessed(unit.db, inboundId, { outcome, invitationId: null, now: unit.now });
  });
}

/** @returns the rule that decided, for `why`; or the code of what was wrong with the close */
async function close(app: App, event: ClosedInChannel): Promise<string> {
  try {
    const { decision } = await closeConversation(app, conversationOf(event, app.now()));
    return decision.ask ? 'closed' : `closed: ${decision.rule}`;
  } catch (error) {
    if (!(error instanceof AfterwordError) || error.code === 'AW_DATABASE') throw error;
    app.log.warn({ channel: event.channel, event: event.eventId, code: error.code }, error.message);
    return error.code;
  }
}

const LONGEST_NAME = 200;

/** Cut to what is kept of a name; half of a sign that the cut went through stays out. */
const nameOf = (text: string): string => storable(text.slice(0, LONGEST_NAME));

/**
 * The close as a helpdesk would tell it; the channel is the helpdesk. A platform's clock may be ahead: a close of next
 * week would keep out every close until then. @throws AfterwordError AW_HOOK_FIELDS
 */
function conversationOf(event: ClosedInChannel, now: Date): ConversationClosed {
  const { channel, conversation, address, sender, customer, team, tags } = event;
  // Out of the database an instant comes as it is written in JSON.
  const at = new Date(event.at);
  const name = sender.name === undefined ? '' : nameOf(sender.name.trim());
  const parsed = ConversationClosed.safeParse({
    event: 'conversation.closed',
    source: channel,
    id: conversation,
    channel,
    address,
    ...(customer && { contact: contactOf(customer) }),
    agent: { id: nameOf(sender.value), ...(name && { name }), ...(team && { team }) },
    tags: tags.filter((tag) => tag.trim() !== ''),
    closed_at: (at > now ? now : at).toISOString(),
    closed_by: 'agent',
  });
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new AfterwordError('AW_HOOK_FIELDS', `A close in the channel ${channel} cannot be kept: ${paths}.`);
}

function contactOf({ type, value, name, language }: NonNullable<ClosedInChannel['customer']>): object {
  const known = Contact.shape.language.safeParse(language);
  return {
    identities: [{ type, value }],
    ...(name?.trim() && { name: nameOf(name.trim()) }),
    ...(known.success && known.data !== undefined && { language: known.data }),
  };
}
