import type { Channel, ChannelModule } from '../../src/model/channel.ts';
import { slackAddress } from './address.ts';
import { capabilities } from './capabilities.ts';
import { createSlack } from './channel.ts';
import type { SlackConnection } from './connection.ts';
import { preview } from './preview.ts';
import { SlackSettings } from './settings.ts';

/** Slack: shared channels, support threads and direct messages, by Socket Mode or HTTP. */
export const slack: ChannelModule<SlackSettings> = {
  name: 'slack',
  settings: SlackSettings,
  requires: ['SLACK_BOT_TOKEN'],
  capabilities,
  address: slackAddress,
  preview,
  create: createSlack,
};

/** The connection of a running Slack channel, for the agents' desk: both are one Slack app. */
export const slackConnectionOf = (channel: Channel): SlackConnection | null =>
  channel.name === 'slack' && 'connection' in channel ? (channel.connection as SlackConnection) : null;
