import { App, type AuthorizeResult, type Receiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import type { ChannelError } from '../../src/model/channel-error.ts';
import { toChannelError } from './errors.ts';
import { quietLogger, reasonOf } from './log.ts';
import { createNetwork } from './network.ts';
import { createPosts, type Posts } from './posts.ts';
import type { SlackSettings } from './settings.ts';

/** How long a call may take before its outcome counts as unknown: half of what a claim on a send lives. */
const CALL_TIMEOUT_MS = 10_000;

/** Slack may still be at work on a call that we gave up: before "not sent" is said, it is looked at twice. */
export const SECOND_LOOK_MS = 1_500;

/** Who we are in Slack. */
export interface Me {
  team: string;
  user: string;
  bot: string;
}

/** Something that Slack delivered, by whichever way. */
export interface Delivered {
  body: Record<string, unknown>;
  /** Events are confirmed when all is done; a click or a command as soon as a listener has acknowledged it. */
  isEvent: boolean;
  retryNum?: number;
  retryReason?: string;
}

/**
 * The one Slack app behind the customers' channel and the agents' desk: its listeners, its Web API, and what is the
 * desk's alone. Both sit on the same connection, because Slack deals its events out over all that an app has open.
 */
export interface SlackConnection extends Posts {
  /** Bolt, for listeners. A listener that rejects makes Slack deliver again, where it does. */
  readonly bolt: App;
  /** Calls with the bot's token, once each and without waiting: the queue does that. */
  readonly web: WebClient;
  me(): Promise<Me>;
  /** What a failed call means: whether it took place, and when to try again. */
  explain(error: unknown): ChannelError;
  /** Names places whose messages are not customers'. */
  reserve(isReserved: (channel: string) => boolean): void;
  isReserved(channel: string): boolean;
  /** Hands something to the listeners. Resolves with what is to be answered; rejects when it must not be confirmed. */
  dispatch(delivered: Delivered): Promise<unknown>;
  /** Resolves when nothing that was delivered is being worked on. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectionPatience {
  callTimeoutMs?: number;
  secondLookMs?: number;
}

/** Makes the app; nothing is called before it is needed. */
export function createConnection(
  settings: SlackSettings,
  { log }: Pick<ChannelContext, 'log'>,
  { callTimeoutMs = CALL_TIMEOUT_MS, secondLookMs = SECOND_LOOK_MS }: ConnectionPatience = {},
): SlackConnection {
  const network = createNetwork();
  const logger = quietLogger(log);
  const clientOptions = {
    slackApiUrl: settings.SLACK_API_URL,
    fetch: network.fetch,
    timeout: callTimeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger,
  };
  const web = new WebClient(settings.SLACK_BOT_TOKEN, clientOptions);
  const me = remembered(() => askWhoWeAre(web));
  const authorize = async (): Promise<AuthorizeResult> => {
    const { user, bot, team } = await me();
    return { botToken: settings.SLACK_BOT_TOKEN, botUserId: user, botId: bot, teamId: team };
  };
  const bolt = new App({ receiver: handFed, authorize, clientOptions, convoStore: false, logger });
  bolt.error(async (error) => {
    throw error;
  });
  const running = new Set<Promise<unknown>>();
  const reserved: ((channel: string) => boolean)[] = [];
  return {
    ...createPosts({ web, put: network.put, secondLookMs }),
    bolt,
    web,
    me,
    explain: toChannelError,
    reserve: (isReserved) => void reserved.push(isReserved),
    isReserved: (channel) => reserved.some((isReserved) => isReserved(channel)),
    dispatch: (delivered) => dispatch(bolt, delivered, running, (error) => said(log, error)),
    settled: async () => {
      await Promise.allSettled([...running]);
    },
    close: () => network.close(),
  };
}

const said = (log: ChannelContext['log'], error: unknown): void =>
  log.warn({ reason: reasonOf(error) }, 'slack: what was delivered could not be worked');

/** Bolt's own receivers confirm before the work is done, and bring servers of their own. */
const handFed: Receiver = { init: () => {}, start: async () => {}, stop: async () => {} };

function dispatch(
  bolt: App,
  { body, isEvent, retryNum, retryReason }: Delivered,
  running: Set<Promise<unknown>>,
  failed: (error: unknown) => void,
): Promise<unknown> {
  const early = Promise.withResolvers<unknown>();
  let answer: unknown;
  const ack = async (response?: unknown) => {
    answer = response;
    if (!isEvent) early.resolve(response);
  };
  const work: Promise<unknown> = bolt
    .processEvent({
      body,
      ack,
      ...(retryNum !== undefined && { retryNum }),
      ...(retryReason !== undefined && { retryReason }),
    })
    .then(() => answer)
    .finally(() => running.delete(work));
  running.add(work);
  work.catch(failed);
  return Promise.race([early.promise, work]);
}

async function askWhoWeAre(web: WebClient): Promise<Me> {
  const { team_id: team, user_id: user, bot_id: bot } = await web.auth.test();
  if (team === undefined || user === undefined || bot === undefined) {
    throw new Error('auth.test told of no bot: SLACK_BOT_TOKEN must be the token of a bot');
  }
  return { team, user, bot };
}

/** Asked once; after a fault, asked again. */
function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | null = null;
  return () => {
    known ??= ask().catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };
}
