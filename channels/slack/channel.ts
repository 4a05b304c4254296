import type { Channel, Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import type { Address } from '../../src/model/conversation.ts';
import type { Delivery } from '../../src/model/ladder.ts';
import type { MessageRef, OutgoingMessage } from '../../src/model/outgoing.ts';
import { capabilities } from './capabilities.ts';
import { checkSlack } from './check.ts';
import {
  type ConnectionPatience,
  createConnection,
  SECOND_LOOK_MS,
  type SlackConnection,
} from './connection.ts';
import { eventsRoute } from './http-events.ts';
import { listenForCustomers } from './listen.ts';
import { createPeople } from './people.ts';
import { findByKey, metadataOf } from './reconcile.ts';
import { renderMessage } from './render.ts';
import type { SlackSettings } from './settings.ts';
import { listenBySocket } from './socket-mode.ts';

/** The Slack channel, and the connection that the agents' desk shares with it. */
export interface SlackChannel extends Channel {
  readonly connection: SlackConnection;
}

/** Customers in Slack: asked in their thread, heard through the one connection of the app. */
export function createSlack(
  settings: SlackSettings,
  context: ChannelContext,
  patience: ConnectionPatience = {},
): SlackChannel {
  const connection = createConnection(settings, context, patience);
  const { web } = connection;
  const homeTeam = async () => (await connection.me()).team;
  const people = createPeople({ web, agents: settings.SLACK_AGENTS, homeTeam, context });
  let sink: Sink | null = null;
  let receiving: { stop(): Promise<void> } | null = null;
  listenForCustomers({ connection, people, settings, context, sink: () => sink });

  async function start(to: Sink): Promise<void> {
    sink = to;
    const { SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl } = settings;
    if (appToken === undefined) return;
    // Ten connections at most, and a worker more must not be the eleventh: one process listens for all.
    const lease = `slack:socket-mode:${appToken.split('-')[2] ?? ''}`;
    receiving = context.underLease(lease, (signal) =>
      listenBySocket({ appToken, apiUrl, connection, log: context.log }, signal),
    );
  }

  async function stop(): Promise<void> {
    const stopping = receiving;
    receiving = null;
    await stopping?.stop();
    await connection.settled();
    sink = null;
    await connection.close();
  }

  async function send(
    address: Address,
    message: OutgoingMessage,
    key: string,
    delivery?: Delivery,
  ): Promise<MessageRef> {
    try {
      const sent = await web.chat.postMessage({
        ...place(address),
        ...renderMessage(message, delivery?.rung),
        metadata: metadataOf(key),
        unfurl_links: false,
        unfurl_media: false,
      });
      return { channel: sent.channel ?? String(address.channel), ts: sent.ts ?? '' };
    } catch (error) {
      throw connection.explain(error);
    }
  }

  async function edit(_address: Address, ref: MessageRef, message: OutgoingMessage): Promise<void> {
    try {
      await web.chat.update({ channel: String(ref.channel), ts: String(ref.ts), ...renderMessage(message) });
    } catch (error) {
      throw connection.explain(error);
    }
  }

  async function reconcile(address: Address, key: string) {
    const { secondLookMs = SECOND_LOOK_MS } = patience;
    try {
      return await findByKey({ web, now: context.now, secondLookMs }, address, key);
    } catch (error) {
      throw connection.explain(error);
    }
  }

  const secret = settings.SLACK_APP_TOKEN === undefined ? settings.SLACK_SIGNING_SECRET : undefined;
  const running = () => sink !== null;
  return {
    name: 'slack',
    capabilities,
    connection,
    start,
    stop,
    send,
    edit,
    reconcile,
    check: () => checkSlack(connection, settings),
    ...(secret !== undefined && {
      routes: [eventsRoute({ secret, connection, running, now: context.now })],
    }),
  };
}

const place = ({ channel, thread_ts }: Address) => ({
  channel: String(channel),
  ...(thread_ts !== undefined && { thread_ts: String(thread_ts) }),
});
