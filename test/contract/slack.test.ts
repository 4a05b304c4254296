import { slackHarness } from './slack.ts';
import { channelContract } from './suite.ts';

channelContract('slack (Socket Mode)', slackHarness('socket'));
channelContract('slack (HTTP)', slackHarness('http'));
