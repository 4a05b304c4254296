import type { Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import { closedEvent } from './close-conversation.ts';
import { type Closing, readClosing } from './closing.ts';
import type { SlackConnection } from './connection.ts';
import { createLanes, insist } from './insist.ts';
import { reasonOf } from './log.ts';
import { parseBody } from './parse.ts';
import type { People } from './people.ts';
import type { SlackSettings } from './settings.ts';
import { agentWords } from './words.ts';

interface Listening {
  connection: SlackConnection;
  people: People;
  settings: SlackSettings;
  context: ChannelContext;
  /** Null while the channel does not run. */
  sink(): Sink | null;
}

/** What a click or a command brings along to be answered with. */
interface Answering {
  ack?: (response?: unknown) => Promise<void>;
  respond?: (message: {
    text: string;
    response_type: 'ephemeral';
    replace_original: false;
  }) => Promise<unknown>;
}

/** Listens for what concerns customers, before all other listeners; the rest is let through to them. */
export function listenForCustomers(listening: Listening): void {
  const { connection, settings, context } = listening;
  const inLane = createLanes();
  connection.bolt.use(async ({ next, ...args }) => {
    const body: unknown = args.body;
    const answering = args as unknown as Answering;
    const reaction = settings.SLACK_CLOSE_REACTION;
    const closing = readClosing(body, { now: context.now(), ...(reaction !== undefined && { reaction }) });
    if (closing !== null) return close(listening, closing, answering);
    const { user } = await connection.me();
    const events = parseBody(body, user);
    for (const event of events)
      await inLane(String(event.address.channel), () => take(listening, event, answering));
    if (events.every(({ kind }) => kind !== 'choice')) await next();
  });
}

async function take(listening: Listening, event: IncomingEvent, { ack, respond }: Answering): Promise<void> {
  const { connection, people, context } = listening;
  if (connection.isReserved(String(event.address.channel))) return;
  if (event.kind === 'text' && (await isAgents(people, event))) return;
  const { notice } = await insist(running(listening), event);
  await ack?.();
  if (notice !== null) await tell(respond, notice, context);
}

/** What agents write in a thread is no answer; where Slack cannot be asked who they are, the core tells them apart. */
async function isAgents(
  people: People,
  { sender }: Extract<IncomingEvent, { kind: 'text' }>,
): Promise<boolean> {
  const [team = '', user = ''] = sender.value.split('/');
  return people.agent({ team, user }).then(
    (agent) => agent !== null,
    () => false,
  );
}

async function close(listening: Listening, closing: Closing, { ack, respond }: Answering): Promise<void> {
  const { connection, people, context } = listening;
  if (connection.isReserved(closing.channel)) return void (await ack?.());
  const tools = { web: connection.web, people, homeTeam: async () => (await connection.me()).team };
  const words = async () => agentWords((await people.know(closing.by.user)).language);
  try {
    const event = await closedEvent(tools, closing);
    if (event !== null) await insist(running(listening), event);
    await ack?.();
    if (!closing.asked) return;
    await tell(respond, event === null ? (await words()).notAllowed : (await words()).closed, context);
  } catch (error) {
    if (!closing.asked) throw error;
    context.log.warn({ reason: reasonOf(error) }, 'slack: a conversation could not be closed');
    await ack?.();
    await tell(respond, (await words()).failed, context);
  }
}

function running({ sink }: Listening): Sink {
  const to = sink();
  if (to === null) throw new Error('the channel does not run');
  return to;
}

/** Shown to the one person only; a courtesy, whose failure costs nothing. */
async function tell(respond: Answering['respond'], text: string, { log }: ChannelContext): Promise<void> {
  try {
    await respond?.({ text, response_type: 'ephemeral', replace_original: false });
  } catch (error) {
    log.debug({ reason: reasonOf(error) }, 'slack: an answer to a person did not arrive');
  }
}
