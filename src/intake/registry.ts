import { chatwoot } from './chatwoot.ts';
import { crisp } from './crisp.ts';
import { freshchat } from './freshchat.ts';
import { freshdesk } from './freshdesk.ts';
import { front } from './front.ts';
import { hubspot } from './hubspot.ts';
import { intercom } from './intercom.ts';
import { livechat } from './livechat.ts';
import { rocketChat } from './rocket-chat.ts';
import type { IntakeSource } from './source.ts';
import { zammad } from './zammad.ts';
import { zendesk } from './zendesk.ts';

/** Every helpdesk there is, by name. */
export const intakeSources: readonly IntakeSource[] = [
  chatwoot,
  crisp,
  freshchat,
  freshdesk,
  front,
  hubspot,
  intercom,
  livechat,
  rocketChat,
  zammad,
  zendesk,
];
