import { z } from 'zod';
import type { ClosedBy } from '../model/conversation.ts';
import { closed, ignored } from './close.ts';
import { channelMapSetting, emailOf, type Handles, phoneOf } from './places.ts';
import { provenBySignature, provenByToken, tokenOf } from './proof.ts';
import { apiRoot, apiToken, ownToken, signingSecret } from './settings.ts';
import type { Clock, HookReading, IntakeSource, RawHook, ReadContext, Verdict } from './source.ts';
import { deliveryId, fields, Id, listOf, Text, Texts, Time } from './values.ts';

const Settings = z.object({
  CHATWOOT_WEBHOOK_SECRET: signingSecret('Chatwoot', 'Settings → Integrations → Webhooks shows it'),
  CHATWOOT_WEBHOOK_TOKEN: ownToken(
    'Chatwoot',
    'for versions that sign nothing, behind the address as ?token=…',
  ),
  CHATWOOT_URL: apiRoot('Where Chatwoot runs (https://chat.example.com): its API is asked there.'),
  CHATWOOT_API_TOKEN: apiToken(
    'Access token of an agent or agent bot of Chatwoot (Profile Settings → Access Token).',
  ),
  CHATWOOT_CHANNELS: channelMapSetting(
    'Chatwoot',
    'Channel::Whatsapp=whatsapp-cloud|whatsapp-web|helpdesk, Channel::TwilioSms=whatsapp-cloud|helpdesk, Channel::Telegram=telegram|helpdesk, Channel::Email=email|helpdesk, *=helpdesk|email',
  ),
});
type Settings = z.output<typeof Settings>;

const Payload = fields({
  event: Text,
  id: Id,
  status: Text,
  channel: Text,
  contact_inbox: fields({ source_id: Text }),
  additional_attributes: fields({ chat_id: Id, browser_language: Text, mail_subject: Text }),
  meta: fields({
    sender: fields({
      id: Id,
      name: Text,
      email: Text,
      phone_number: Text,
      additional_attributes: fields({ language: Text, social_telegram_user_id: Id }),
    }),
    assignee: fields({ id: Id, name: Text }),
    assignee_type: Text,
    team: fields({ name: Text }),
  }),
  changed_attributes: listOf(fields({ status: fields({ current_value: Text }) })),
  labels: Texts,
  created_at: Time,
  updated_at: Time,
  last_activity_at: Time,
  first_reply_created_at: Time,
  contact_last_seen_at: Time,
});
type Payload = z.output<typeof Payload>;

const SIGNATURE = { algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=' } as const;

/** Versions that sign do so whenever a secret is there; the token stands in for those that do not. */
function verify(hook: RawHook, settings: Settings, clock: Clock): Verdict {
  const { CHATWOOT_WEBHOOK_SECRET: secret, CHATWOOT_WEBHOOK_TOKEN: token } = settings;
  const given = hook.headers['x-chatwoot-signature'];
  if (secret !== undefined && (given !== undefined || token === undefined)) {
    const at = hook.headers['x-chatwoot-timestamp'];
    const parts = [`${at}.`, hook.body];
    return provenBySignature({ secret, parts, given, form: SIGNATURE, at }, clock);
  }
  return token === undefined ? 'missing' : provenByToken(tokenOf(hook), token);
}

/** `conversation_resolved` and the like are the older events for what `conversation_status_changed` tells. */
function read(payload: unknown, context: ReadContext<Settings>): HookReading {
  const told = Payload.parse(payload);
  if (/^message_(created|updated)$/.test(told.event ?? '')) return { kind: 'message' };
  if (!/^conversation_(status_changed|resolved|opened)$/.test(told.event ?? ''))
    return ignored(`event ${told.event}`);
  if (told.id === undefined) return ignored('fields: id');
  const at = told.updated_at ?? told.last_activity_at;
  if (told.status === 'open' || told.status === 'pending')
    return { kind: 'reopened', id: told.id, at: at ?? null };
  if (told.status !== 'resolved') return ignored(`status ${told.status}`);
  return closed(factsOf(told, told.id, at), context, context.settings.CHATWOOT_CHANNELS);
}

function factsOf(told: Payload, id: string, closedAt: Date | undefined) {
  const { sender, assignee, assignee_type, team } = told.meta;
  const closedBy: ClosedBy | undefined = assignee_type === 'AgentBot' ? 'bot' : undefined;
  return {
    source: 'chatwoot',
    id,
    theirs: told.channel,
    handles: handlesOf(told, id),
    contact: {
      id: sender.id,
      name: sender.name,
      language: sender.additional_attributes.language ?? told.additional_attributes.browser_language,
    },
    agent: { id: assignee.id, name: assignee.name, team: team.name },
    tags: told.labels,
    openedAt: told.created_at,
    firstResponseAt: told.first_reply_created_at,
    closedAt,
    closedBy,
  };
}

function handlesOf({ channel = '', meta: { sender }, ...told }: Payload, id: string): Handles {
  const source = told.contact_inbox.source_id;
  const telegram =
    told.additional_attributes.chat_id ?? sender.additional_attributes.social_telegram_user_id ?? source;
  return {
    phone:
      phoneOf(sender.phone_number) ??
      (/Whatsapp|Sms/.test(channel) ? phoneOf(source?.replace(/^whatsapp:/, '')) : undefined),
    email: emailOf(sender.email) ?? (channel === 'Channel::Email' ? emailOf(source) : undefined),
    telegram: channel === 'Channel::Telegram' && /^\d{1,20}$/.test(telegram ?? '') ? telegram : undefined,
    subject: told.additional_attributes.mail_subject,
    thread: { helpdesk: 'chatwoot', conversation: id, customer: sender.id },
  };
}

/** Chatwoot: an account's webhook. Its hook knows everything that is needed; nothing is looked up. */
export const chatwoot: IntakeSource<Settings> = {
  name: 'chatwoot',
  title: 'Chatwoot',
  settings: Settings,
  requires: ['CHATWOOT_WEBHOOK_SECRET', 'CHATWOOT_WEBHOOK_TOKEN'],
  apiRequires: [],
  verify,
  deliveries: (payload, { headers, body }) => [
    { id: deliveryId(headers['x-chatwoot-delivery'], body), payload },
  ],
  read,
  writable: ({ CHATWOOT_URL: url, CHATWOOT_API_TOKEN: token }) => url !== undefined && token !== undefined,
};
