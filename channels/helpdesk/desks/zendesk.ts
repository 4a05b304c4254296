import { z } from 'zod';
import { isSignedBy } from '../../../src/model/signature.ts';
import { type Desk, type Heard, isFresh } from '../desk.ts';
import { toChannelError } from '../errors.ts';
import { type ApiAnswer, openApi } from '../http.ts';
import type { HelpdeskSettings } from '../settings.ts';
import { instantOf } from '../times.ts';

const Id = z.union([z.string().min(1).max(120), z.int().transform(String)]);
const Event = z.object({
  type: z.string().regex(/:ticket\.comment_added$/),
  time: z.string().nullish(),
  detail: z.object({ id: Id }),
  event: z.object({
    comment: z.object({
      id: Id,
      body: z.string(),
      is_public: z.boolean(),
      author: z.object({ id: Id, is_staff: z.boolean(), name: z.string().nullish() }),
    }),
  }),
});

/** Comments of staff are none, and ours are written in the name of an agent; private notes are none either. */
function hear(raw: unknown): Heard[] {
  const parsed = Event.safeParse(raw);
  if (!parsed.success) return [];
  const { detail, time, event } = parsed.data;
  const { id, body, is_public, author } = event.comment;
  if (!is_public || author.is_staff || body.trim() === '') return [];
  const customer = { id: author.id, ...(author.name && { name: author.name.slice(0, 200) }) };
  const said = { text: body.slice(0, 20_000) };
  return [
    {
      conversation: detail.id,
      asked: [detail.id],
      customer,
      eventId: `comment-${id}`,
      at: instantOf(time),
      said,
    },
  ];
}

const Updated = z.object({ audit: z.object({ id: z.int() }) });

/** A ticket that was closed for good, days after it was solved. */
const GONE = /closed prevents ticket update/i;

export function zendeskDesk(settings: HelpdeskSettings, callTimeoutMs: number | undefined): Desk | null {
  const { ZENDESK_URL: url, ZENDESK_EMAIL: email, ZENDESK_API_TOKEN: token } = settings;
  if (url === undefined || email === undefined || token === undefined) return null;
  const authorization = `Basic ${Buffer.from(`${email}/token:${token}`).toString('base64')}`;
  const refused = (answer: ApiAnswer) => toChannelError('Zendesk', answer, GONE);
  return {
    name: 'zendesk',
    buttons: false,
    open: () => openApi(url, { authorization }, callTimeoutMs),
    namesOf: async (conversation) => [conversation],
    // Without a status the ticket stays as it is: an agent's comment opens no solved ticket again.
    async send(conversation, { text }, api) {
      const body = { ticket: { comment: { body: text, public: true } } };
      const answer = await api.call({ method: 'PUT', path: `/api/v2/tickets/${conversation}.json`, body });
      const updated = Updated.safeParse(answer.body);
      if (answer.status >= 300 || !updated.success) throw refused(answer);
      return { id: updated.data.audit.id };
    },
    verify({ headers, body }, now) {
      const at = headers['x-zendesk-webhook-signature-timestamp'] ?? '';
      const { ZENDESK_WEBHOOK_SECRET: secret } = settings;
      const form = { algorithm: 'sha256', encoding: 'base64' } as const;
      const given = headers['x-zendesk-webhook-signature'];
      return (
        secret !== undefined && isSignedBy(secret, [at, body], given, form) && isFresh(Date.parse(at), now)
      );
    },
    hear,
    async check(api) {
      const answer = await api.call({ method: 'GET', path: '/api/v2/users/me.json' });
      const who = z.object({ user: z.object({ id: z.int(), name: z.string() }) }).safeParse(answer.body);
      if (answer.status >= 300 || !who.success) throw refused(answer);
      return who.data.user.name;
    },
  };
}
