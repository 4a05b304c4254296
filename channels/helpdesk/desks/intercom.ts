import { z } from 'zod';
import { isSignedBy } from '../../../src/model/signature.ts';
import type { Desk, Heard } from '../desk.ts';
import { toChannelError } from '../errors.ts';
import { type ApiAnswer, openApi } from '../http.ts';
import type { HelpdeskSettings } from '../settings.ts';
import { instantOf } from '../times.ts';
import { asHtml, plainText } from './html.ts';

const Id = z.union([z.string().min(1).max(120), z.int().transform(String)]);
const Part = z.object({
  id: Id,
  body: z.string().nullish(),
  created_at: z.number().nullish(),
  author: z.object({ id: Id, type: z.string(), name: z.string().nullish() }),
});
const Notification = z.object({
  topic: z.literal('conversation.user.replied'),
  data: z.object({
    item: z.object({ id: Id, conversation_parts: z.object({ conversation_parts: z.array(Part) }) }),
  }),
});

const CUSTOMERS: ReadonlySet<string> = new Set(['user', 'lead', 'contact']);

/** A notification holds the newest part alone. */
function hear(raw: unknown): Heard[] {
  const parsed = Notification.safeParse(raw);
  if (!parsed.success) return [];
  const { id: conversation, conversation_parts } = parsed.data.data.item;
  return conversation_parts.conversation_parts.flatMap(({ id, body, created_at, author }): Heard[] => {
    const text = plainText(body ?? '').slice(0, 20_000);
    if (!CUSTOMERS.has(author.type) || text === '') return [];
    const customer = { id: author.id, ...(author.name && { name: author.name.slice(0, 200) }) };
    return [
      {
        conversation,
        asked: [conversation],
        customer,
        eventId: `part-${id}`,
        at: instantOf(created_at),
        said: { text },
      },
    ];
  });
}

const Answered = z.object({
  id: Id,
  conversation_parts: z.object({ conversation_parts: z.array(z.object({ id: Id })) }).nullish(),
});
const GONE = /"not_found"/;

export function intercomDesk(settings: HelpdeskSettings, callTimeoutMs: number | undefined): Desk | null {
  const { INTERCOM_API_ROOT: root, INTERCOM_ACCESS_TOKEN: token, INTERCOM_ADMIN_ID: admin } = settings;
  if (token === undefined || admin === undefined) return null;
  const refused = (answer: ApiAnswer) => toChannelError('Intercom', answer, GONE);
  return {
    name: 'intercom',
    buttons: false,
    open: () =>
      openApi(root, { authorization: `Bearer ${token}`, 'intercom-version': '2.11' }, callTimeoutMs),
    namesOf: async (conversation) => [conversation],
    // A close that says something: a reply would open the conversation again.
    async send(conversation, { text }, api) {
      const body = { message_type: 'close', type: 'admin', admin_id: admin, body: asHtml(text) };
      const answer = await api.call({ method: 'POST', path: `/conversations/${conversation}/parts`, body });
      const answered = Answered.safeParse(answer.body);
      if (answer.status >= 300 || !answered.success) throw refused(answer);
      return { id: answered.data.conversation_parts?.conversation_parts.at(-1)?.id ?? answered.data.id };
    },
    verify({ headers, body }) {
      const { INTERCOM_CLIENT_SECRET: secret } = settings;
      const form = { algorithm: 'sha1', encoding: 'hex', prefix: 'sha1=' } as const;
      return secret !== undefined && isSignedBy(secret, [body], headers['x-hub-signature'], form);
    },
    hear,
    async check(api) {
      const answer = await api.call({ method: 'GET', path: '/me' });
      const who = z.object({ name: z.string() }).safeParse(answer.body);
      if (answer.status >= 300 || !who.success) throw refused(answer);
      return who.data.name;
    },
  };
}
