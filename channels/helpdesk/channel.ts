import type { Channel, ChannelCheck, Sink } from '../../src/model/channel.ts';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import { ChannelError } from '../../src/model/channel-error.ts';
import type { Address } from '../../src/model/conversation.ts';
import type { MessageRef, OutgoingMessage } from '../../src/model/outgoing.ts';
import { threadOf } from './address.ts';
import { askedThreads } from './asked.ts';
import { capabilities, withoutButtons } from './capabilities.ts';
import type { Desk } from './desk.ts';
import { chatwootDesk } from './desks/chatwoot.ts';
import { intercomDesk } from './desks/intercom.ts';
import { rocketChatDesk } from './desks/rocket-chat.ts';
import { zendeskDesk } from './desks/zendesk.ts';
import type { Api } from './http.ts';
import { render } from './render.ts';
import type { HelpdeskSettings } from './settings.ts';
import { messageRoute } from './webhook.ts';

const DESKS = [chatwootDesk, zendeskDesk, intercomDesk, rocketChatDesk];

/** The question in the helpdesk's own thread: written through its API, answered through its message webhooks. */
export function createHelpdesk(
  settings: HelpdeskSettings,
  context: ChannelContext,
  { callTimeoutMs }: { callTimeoutMs?: number } = {},
): Channel {
  const desks = DESKS.flatMap((open) => open(settings, callTimeoutMs) ?? []);
  const apis = new Map<string, Api>();
  const asked = askedThreads(context.transcript);
  let sink: Sink | null = null;

  function apiOf(desk: Desk): Api {
    const api = apis.get(desk.name) ?? desk.open();
    apis.set(desk.name, api);
    return api;
  }

  async function send(address: Address, message: OutgoingMessage, key: string): Promise<MessageRef> {
    const { helpdesk, conversation } = threadOf(address);
    const desk = desks.find(({ name }) => name === helpdesk);
    if (desk === undefined) {
      throw new ChannelError('rejected', 'helpdesk_off', `${helpdesk} has no settings to be written to`);
    }
    const api = apiOf(desk);
    // Before the question is out: an answer may be faster than our own note of having asked.
    await asked.remember(helpdesk, conversation, await desk.namesOf(conversation, api), key);
    return desk.send(conversation, render(message, desk.buttons), api);
  }

  async function stop(): Promise<void> {
    sink = null;
    const closing = [...apis.values()];
    apis.clear();
    await Promise.all(closing.map((api) => api.close()));
  }

  return {
    name: 'helpdesk',
    capabilities: desks.some(({ buttons }) => buttons) ? capabilities : withoutButtons,
    start: async (to) => {
      sink = to;
    },
    stop,
    send,
    check: () => checkAll(desks),
    routes: desks.map((desk) =>
      messageRoute(desk, { asked, log: context.log, now: context.now, sink: () => sink }),
    ),
  };
}

async function checkAll(desks: readonly Desk[]): Promise<ChannelCheck> {
  const found: string[] = [];
  for (const desk of desks) {
    const api = desk.open();
    try {
      found.push(`${desk.name} as ${await desk.check(api)}`);
    } catch (error) {
      const detail = `${desk.name}: ${error instanceof Error ? error.message : 'failed'}`;
      return {
        ok: false,
        detail,
        next: `Check address and token of ${desk.name}; see docs/helpdesks/${desk.name}.md.`,
      };
    } finally {
      await api.close();
    }
  }
  return { ok: true, detail: found.join(', ') };
}
