import { helpdeskHarness } from './helpdesk.ts';
import { channelContract } from './suite.ts';

channelContract('helpdesk (Chatwoot)', helpdeskHarness('chatwoot'));
channelContract('helpdesk (Zendesk)', helpdeskHarness('zendesk'));
channelContract('helpdesk (Intercom)', helpdeskHarness('intercom'));
channelContract('helpdesk (Rocket.Chat)', helpdeskHarness('rocket-chat'));
