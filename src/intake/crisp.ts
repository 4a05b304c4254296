import { z } from 'zod';
import { closed, ignored } from './close.ts';
import { channelMapSetting, emailOf, phoneOf } from './places.ts';
import { provenBySignature } from './proof.ts';
import { apiRootOf, apiToken, signingSecret } from './settings.ts';
import type { HookReading, IntakeSource, ReadContext } from './source.ts';
import { contentId, deliveryId, fields, Id, Text, Texts, Time } from './values.ts';

const Settings = z.object({
  CRISP_WEBHOOK_SECRET: signingSecret(
    'Crisp',
    'Settings → Advanced configuration → Web Hooks, or the plugin on the Marketplace',
  ),
  CRISP_API_ROOT: apiRootOf('https://api.crisp.chat/v1', 'API of Crisp.'),
  CRISP_API_IDENTIFIER: apiToken('Identifier of the token of your plugin on the Crisp Marketplace.'),
  CRISP_API_KEY: apiToken(
    'Key of that token; it needs the scopes website:conversation:sessions and meta, to read.',
  ),
  CRISP_CHANNELS: channelMapSetting(
    'Crisp',
    'whatsapp=whatsapp-cloud|whatsapp-web|email, *=email|whatsapp-cloud',
  ),
});
type Settings = z.output<typeof Settings>;

const Hook = fields({
  event: Text,
  timestamp: Time,
  data: fields({ website_id: Id, session_id: Id, state: Text }),
});
const Answer = fields({
  data: fields({
    people_id: Id,
    created_at: Time,
    assigned: fields({ user_id: Id }),
    meta: fields({
      nickname: Text,
      email: Text,
      phone: Text,
      origin: Text,
      segments: Texts,
      device: fields({ locales: Texts }),
    }),
  }),
});

/** A hook is a session and a state: who it was is looked up. */
function read(payload: unknown, context: ReadContext<Settings>): HookReading {
  const { event, timestamp: at, data } = Hook.parse(payload);
  if (event !== 'session:set_state') return ignored(`event ${event}`);
  const { session_id: id, website_id: website, state } = data;
  if (id === undefined || website === undefined) return ignored('fields: data.session_id');
  if (state === 'unresolved' || state === 'pending') return { kind: 'reopened', id, at: at ?? null };
  if (state !== 'resolved') return ignored(`status ${state}`);
  const path = `/website/${encodeURIComponent(website)}/conversation/${encodeURIComponent(id)}`;
  if (!context.looked.has(path)) return { kind: 'lookup', id, lookup: { path, keepSeconds: 0 } };
  const { people_id, created_at, assigned, meta } = Answer.parse(context.looked.get(path)?.body).data;
  const facts = {
    source: 'crisp',
    id,
    theirs: /whatsapp/i.test(meta.origin ?? '') ? 'whatsapp' : meta.origin,
    handles: { phone: phoneOf(meta.phone), email: emailOf(meta.email) },
    contact: { id: people_id, name: meta.nickname, language: meta.device.locales?.[0] },
    agent: { id: assigned.user_id },
    tags: meta.segments,
    openedAt: created_at,
    closedAt: at,
  };
  return closed(facts, context, context.settings.CRISP_CHANNELS);
}

/** Crisp: the web hook "Session state changed" (`session:set_state`). */
export const crisp: IntakeSource<Settings> = {
  name: 'crisp',
  title: 'Crisp',
  settings: Settings,
  requires: ['CRISP_WEBHOOK_SECRET'],
  apiRequires: ['CRISP_API_IDENTIFIER', 'CRISP_API_KEY'],
  verify({ headers, body }, { CRISP_WEBHOOK_SECRET: secret = '' }, clock) {
    const at = headers['x-crisp-request-timestamp'];
    const form = { algorithm: 'sha256', encoding: 'hex' } as const;
    const parts = [`[${at};`, body, ']'];
    return provenBySignature({ secret, parts, given: headers['x-crisp-signature'], form, at }, clock);
  },
  deliveries: (payload, { body }) => [{ id: deliveryId(contentId(body), body), payload }],
  read,
  api({ CRISP_API_ROOT: root, CRISP_API_IDENTIFIER: identifier, CRISP_API_KEY: key }) {
    if (identifier === undefined || key === undefined) return null;
    const authorization = `Basic ${Buffer.from(`${identifier}:${key}`).toString('base64')}`;
    return { root, headers: { authorization, 'x-crisp-tier': 'plugin' }, perMinute: 60 };
  },
};
