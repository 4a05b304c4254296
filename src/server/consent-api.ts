import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { optIn, optOut, type ToldWill } from '../app/consent.ts';
import { skipConversation } from '../app/skip-conversation.ts';
import { hookFaults } from '../intake/generic.ts';
import { ChannelName } from '../model/channel-names.ts';
import { Identity } from '../model/contact.ts';
import { AfterwordError } from '../model/errors.ts';
import { normalHandle } from '../model/handle.ts';
import { storableString } from '../model/storable-text.ts';
import { consentHistory } from '../store/opt-outs.ts';
import { requireToken } from './auth.ts';
import { parseJson } from './hooks.ts';
import { parseQuery, queryObject } from './query.ts';
import { readyApp, type ServerContext } from './server.ts';

const Will = z.strictObject({
  /** Handles of one person; they need not be known yet. */
  identities: z.array(Identity).min(1).max(50),
  /** One channel; all without it. A misspelt one would be a refusal that never holds. */
  channel: ChannelName.optional(),
  /** Where it comes from, for the record. */
  source: storableString().trim().min(1).max(60).default('api'),
});

const Skip = z.strictObject({
  agent: storableString().trim().min(1).max(200),
  reason: storableString().trim().min(1).max(500),
});

const ConversationPath = z.object({ source: storableString(), id: storableString() });
const HistoryQuery = z.strictObject({ type: Identity.shape.type, value: Identity.shape.value });

/** @throws AfterwordError AW_HOOK_JSON, AW_HOOK_FIELDS with every fault */
function bodyOf<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  const parsed = schema.safeParse(parseJson(request.body));
  if (parsed.success) return parsed.data;
  const faults = hookFaults(parsed.error.issues);
  const names = faults.map(({ path }) => path).join(', ');
  throw new AfterwordError('AW_HOOK_FIELDS', `The body has faults: ${names}.`, { faults });
}

const willOf = (request: FastifyRequest): ToldWill => {
  const { channel = null, ...will } = bodyOf(Will, request);
  return { ...will, channel };
};

/** What people want: refusals, consents, their record, and agents' wishes to skip a conversation. */
export function consentRoutes(server: FastifyInstance, context: ServerContext): void {
  server.post('/v1/opt-outs', async (request) => {
    requireToken(context, request);
    return { ended: await optOut(readyApp(context), willOf(request)) };
  });

  server.post('/v1/consents', async (request) => {
    requireToken(context, request);
    await optIn(readyApp(context), willOf(request));
    return { recorded: true };
  });

  server.get('/v1/consents', async (request) => {
    requireToken(context, request);
    const identity = parseQuery(HistoryQuery, queryObject(request));
    const history = await consentHistory(readyApp(context).db, normalHandle(identity));
    return { history: history.map((one) => ({ ...one, at: one.at.toISOString() })) };
  });

  server.post('/v1/conversations/:source/:id/skip', async (request) => {
    requireToken(context, request);
    const { source, id } = parseQuery(ConversationPath, request.params);
    const { agent, reason } = bodyOf(Skip, request);
    return skipConversation(readyApp(context), { source, id, agent, reason });
  });
}
