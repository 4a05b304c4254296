import type { WebClient } from '@slack/web-api';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import type { Closing } from './closing.ts';
import { place, writerOf } from './parse.ts';
import { MessageEvent } from './payload.ts';
import type { People } from './people.ts';
import { identityOf, type SlackPerson } from './person.ts';

export interface ClosingTools {
  web: WebClient;
  people: People;
  homeTeam(): Promise<string>;
}

/**
 * Makes of a wish to close the event that does it: in whose thread it is, and who the customer is there. Null when the
 * person is no agent, or the place is none of ours.
 */
export async function closedEvent(
  tools: ClosingTools,
  closing: Closing,
): Promise<Extract<IncomingEvent, { kind: 'closed' }> | null> {
  const agent = await tools.people.agent(closing.by);
  if (agent === null) return null;
  const thread = await threadOf(tools, closing);
  const address = place(closing.channel, undefined, thread);
  if (address === null) return null;
  const customer = await customerOf(tools, closing.channel, thread);
  const [told, name] = await Promise.all([
    customer === null ? null : tools.people.know(customer.user),
    tools.people.know(closing.by.user).then((known) => known.name),
  ]);
  const where = thread === undefined ? closing.channel : `${closing.channel}/${thread}`;
  return {
    channel: 'slack',
    eventId: closing.eventId,
    kind: 'closed',
    address,
    at: closing.at,
    sender: { ...identityOf(closing.by), ...(name !== undefined && { name }) },
    conversation: `${where}@${closing.instance}`,
    ...(customer !== null && { customer: { ...identityOf(customer), ...told } }),
    ...(agent.team !== null && { team: agent.team }),
    tags: [],
  };
}

/** Direct messages are one conversation, unless it was a thread there that was closed. */
async function threadOf({ web }: ClosingTools, closing: Closing): Promise<string | undefined> {
  const { channel, ts, thread_ts } = closing;
  if (ts === undefined) return undefined;
  const isDirect = channel.startsWith('D');
  if (thread_ts !== undefined) return isDirect && thread_ts === ts ? undefined : thread_ts;
  const { messages = [] } = await web.conversations.replies({ channel, ts, limit: 1 });
  const root = messages[0]?.thread_ts ?? messages[0]?.ts ?? ts;
  return isDirect && root === ts ? undefined : root;
}

const LOOKED_AT = 100;

/** Whose conversation it is: in a thread who began it, in a channel who wrote last; agents and bots left aside. */
async function customerOf(
  { web, people, homeTeam }: ClosingTools,
  channel: string,
  thread: string | undefined,
): Promise<SlackPerson | null> {
  const window = { channel, limit: LOOKED_AT };
  const { messages = [] } =
    thread === undefined
      ? await web.conversations.history(window)
      : await web.conversations.replies({ ...window, ts: thread });
  const home = await homeTeam();
  for (const message of messages) {
    const event = MessageEvent.safeParse({ ...message, type: 'message', channel }).data;
    const writer = event === undefined ? null : writerOf(event, home);
    if (writer !== null && (await people.agent(writer)) === null) return writer;
  }
  return null;
}
