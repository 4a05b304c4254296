import { z } from 'zod';
import { isSignedBy, sameText } from '../../../src/model/signature.ts';
import { type Desk, type Heard, isFresh } from '../desk.ts';
import { toChannelError } from '../errors.ts';
import { type Api, type ApiAnswer, openApi } from '../http.ts';
import type { HelpdeskSettings } from '../settings.ts';
import { instantOf } from '../times.ts';

const Id = z.union([z.string().min(1).max(120), z.int().transform(String)]);
const Message = z.object({
  event: z.enum(['message_created', 'message_updated']),
  id: Id,
  content: z.string().nullish(),
  message_type: z.union([z.string(), z.int()]),
  private: z.boolean().nullish(),
  created_at: z.union([z.string(), z.number()]).nullish(),
  sender: z.object({ id: Id, name: z.string().nullish(), type: z.string().nullish() }).nullish(),
  content_attributes: z
    .object({ submitted_values: z.array(z.object({ value: z.string() })).nullish() })
    .nullish()
    .catch(null),
  conversation: z.object({
    id: Id,
    meta: z
      .object({ sender: z.object({ id: Id, name: z.string().nullish() }) })
      .nullish()
      .catch(null),
  }),
});
type Message = z.infer<typeof Message>;

const isIncoming = (type: string | number): boolean => type === 'incoming' || type === 0;

/** A tap on Chatwoot's own page changes our message in place of adding one, and opens nothing again. */
function hear(raw: unknown): Heard[] {
  const parsed = Message.safeParse(raw);
  if (!parsed.success || parsed.data.private === true) return [];
  const { event, id, message_type, content, conversation } = parsed.data;
  const token = parsed.data.content_attributes?.submitted_values?.[0]?.value;
  if (event === 'message_updated') {
    const by = conversation.meta?.sender;
    if (token === undefined || token === '' || by == null) return [];
    return [heard(parsed.data, by, `tap-${id}-${token.slice(0, 100)}`, { token: token.slice(0, 512) })];
  }
  const { sender } = parsed.data;
  if (!isIncoming(message_type) || sender == null || (sender.type ?? 'contact') !== 'contact' || !content)
    return [];
  return [heard(parsed.data, sender, `message-${id}`, { text: content.slice(0, 20_000) })];
}

const heard = (
  { conversation, created_at }: Message,
  { id, name }: { id: string; name?: string | null | undefined },
  eventId: string,
  said: Heard['said'],
): Heard => ({
  conversation: conversation.id,
  asked: [conversation.id],
  customer: { id, ...(name && { name: name.slice(0, 200) }) },
  eventId,
  at: instantOf(created_at),
  said,
});

const Sent = z.object({ id: z.int() });

/** Chatwoot's words for a conversation that cannot be written to. */
const GONE = /Resource could not be found/;

export function chatwootDesk(settings: HelpdeskSettings, callTimeoutMs: number | undefined): Desk | null {
  const { CHATWOOT_URL: url, CHATWOOT_API_TOKEN: token, CHATWOOT_ACCOUNT_ID: account } = settings;
  if (url === undefined || token === undefined) return null;
  const refused = (answer: ApiAnswer) => toChannelError('Chatwoot', answer, GONE);
  return {
    name: 'chatwoot',
    buttons: true,
    open: () => openApi(url, { api_access_token: token }, callTimeoutMs),
    namesOf: async (conversation) => [conversation],
    async send(conversation, { text, items }, api) {
      const select = { content_type: 'input_select', content_attributes: { items } };
      const answer = await api.call({
        method: 'POST',
        path: `/api/v1/accounts/${account}/conversations/${conversation}/messages`,
        body: { content: text, message_type: 'outgoing', private: false, ...(items.length > 0 && select) },
      });
      const sent = Sent.safeParse(answer.body);
      if (answer.status >= 300 || !sent.success) throw refused(answer);
      return { id: sent.data.id };
    },
    verify({ headers, query, body }, now) {
      const { CHATWOOT_WEBHOOK_SECRET: secret, CHATWOOT_WEBHOOK_TOKEN: word } = settings;
      const at = headers['x-chatwoot-timestamp'] ?? '';
      const given = headers['x-chatwoot-signature'];
      const form = { algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=' } as const;
      if (secret !== undefined && isSignedBy(secret, [`${at}.`, body], given, form))
        return isFresh(Number(at) * 1000, now);
      return word !== undefined && given === undefined && sameText(query.get('token') ?? '', word);
    },
    hear,
    check: (api: Api) => whoWeAre(api, refused),
  };
}

async function whoWeAre(api: Api, refused: (answer: ApiAnswer) => Error): Promise<string> {
  const answer = await api.call({ method: 'GET', path: '/api/v1/profile' });
  const who = z.object({ name: z.string() }).safeParse(answer.body);
  if (answer.status >= 300 || !who.success) throw refused(answer);
  return who.data.name;
}
