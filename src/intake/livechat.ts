import { z } from 'zod';
import { sameText } from '../model/signature.ts';
import { closed, ignored } from './close.ts';
import { channelMapSetting, emailOf, phoneOf } from './places.ts';
import { apiRootOf, apiToken, signingSecret } from './settings.ts';
import type { HookReading, IntakeSource, RawHook, ReadContext, Verdict } from './source.ts';
import { contentId, deliveryId, fields, Id, listOf, Text, Texts, Time } from './values.ts';

const Settings = z.object({
  LIVECHAT_WEBHOOK_SECRET: signingSecret(
    'LiveChat',
    'the secret key that was given when the webhook was registered',
  ),
  LIVECHAT_API_ROOT: apiRootOf('https://api.livechatinc.com/v3.5/agent', 'Agent Chat API of LiveChat.'),
  LIVECHAT_API_TOKEN: apiToken(
    'Personal access token of LiveChat as "account id:token" (Developer Console → Settings → Personal Access Tokens).',
  ),
  LIVECHAT_CHANNELS: channelMapSetting('LiveChat', '*=email|whatsapp-cloud'),
});
type Settings = z.output<typeof Settings>;

const Hook = fields({
  action: Text,
  payload: fields({
    chat_id: Id,
    thread_id: Id,
    user_id: Id,
    chat: fields({ id: Id, thread: fields({ id: Id, created_at: Time }) }),
  }),
  additional_data: fields({ created_at: Time }),
});
const Person = fields({ id: Id, type: Text, name: Text, email: Text, phone: Text });
const Chat = fields({
  users: listOf(Person),
  thread: fields({ created_at: Time, tags: Texts }),
  threads: listOf(fields({ id: Id, created_at: Time, tags: Texts })),
});

function read(payload: unknown, context: ReadContext<Settings>): HookReading {
  const { action, payload: told, additional_data } = Hook.parse(payload);
  const id = told.chat_id ?? told.chat.id;
  if (action !== 'chat_deactivated' && action !== 'incoming_chat') return ignored(`event ${action}`);
  if (id === undefined) return ignored('fields: payload.chat_id');
  if (action === 'incoming_chat') return { kind: 'reopened', id, at: told.chat.thread.created_at ?? null };
  const thread = told.thread_id === undefined ? '' : `&thread_id=${encodeURIComponent(told.thread_id)}`;
  const path = `/action/get_chat?chat_id=${encodeURIComponent(id)}${thread}`;
  if (!context.looked.has(path)) return { kind: 'lookup', id, lookup: { path, keepSeconds: 0 } };
  const chat = Chat.parse(context.looked.get(path)?.body);
  const customer = chat.users.find(({ type }) => type === 'customer');
  const agent = chat.users.find(({ type }) => type === 'agent');
  const facts = {
    source: 'livechat',
    id,
    handles: { phone: phoneOf(customer?.phone), email: emailOf(customer?.email) },
    contact: { id: customer?.id, name: customer?.name },
    agent: { id: agent?.id, name: agent?.name },
    tags: chat.thread.tags,
    openedAt: chat.thread.created_at,
    closedAt: additional_data.created_at,
    closedBy:
      told.user_id === undefined
        ? ('timeout' as const)
        : told.user_id === customer?.id
          ? ('customer' as const)
          : ('agent' as const),
  };
  return closed(facts, context, context.settings.LIVECHAT_CHANNELS);
}

const MOST_KEYS = 8;

/**
 * The secret stands in the body. It is looked for in the bytes, so that nothing is parsed before it is found; a visitor who
 * writes "secret_key" into a message does not know the word behind it.
 */
function verify({ body }: RawHook, { LIVECHAT_WEBHOOK_SECRET: secret = '' }: Settings): Verdict {
  const found = [
    ...Buffer.from(body)
      .toString('utf8')
      .matchAll(/"secret_key"\s{0,9}:\s{0,9}"([^"\\]{1,200})"/g),
  ];
  if (found.length === 0) return 'missing';
  return found.slice(0, MOST_KEYS).some(([, given = '']) => sameText(given, secret)) ? 'genuine' : 'wrong';
}

/** LiveChat: the webhooks `chat_deactivated` and `incoming_chat`. */
export const livechat: IntakeSource<Settings> = {
  name: 'livechat',
  title: 'LiveChat',
  settings: Settings,
  requires: ['LIVECHAT_WEBHOOK_SECRET'],
  apiRequires: ['LIVECHAT_API_TOKEN'],
  verify,
  deliveries(payload, { body }) {
    const { action, payload: told } = Hook.parse(payload);
    const thread = told.thread_id ?? told.chat.thread.id;
    const id = thread && `${action}-${told.chat_id ?? told.chat.id}-${thread}`;
    return [{ id: deliveryId(id ?? contentId(body), body), payload }];
  },
  read,
  api({ LIVECHAT_API_ROOT: root, LIVECHAT_API_TOKEN: token }) {
    if (token === undefined) return null;
    const authorization = `Basic ${Buffer.from(token).toString('base64')}`;
    return { root, headers: { authorization }, perMinute: 100 };
  },
};
