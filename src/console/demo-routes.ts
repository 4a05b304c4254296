import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../app/app.ts';
import { TOPICS } from '../app/topics.ts';
import { actOnCase } from '../desk/index.ts';
import { AfterwordError } from '../model/errors.ts';
import { storableString } from '../model/storable-text.ts';
import { SurveyMetric } from '../model/template.ts';
import { parseJson } from '../server/hooks.ts';
import { readyApp, type ServerContext } from '../server/server.ts';
import { type DemoSession, demoSession, lastScored } from '../store/demo.ts';
import {
  changeSession,
  closeDemo,
  openAgain,
  openSession,
  resetDemo,
  sayAsAgent,
  sessionThread,
} from './demo-desk.ts';
import { demoState } from './demo-state.ts';
import { liveStream } from './live-stream.ts';

const Language = z.enum(['tr', 'en']);
const Wish = z.strictObject({ language: Language.default('tr'), metric: SurveyMetric.default('csat') });
const Session = z.object({ session: storableString().min(1).max(100) });
const Message = Session.extend({ text: storableString().trim().min(1).max(2000) });
const Change = Session.extend({ language: Language.optional(), metric: SurveyMetric.optional() });
const Step = Session.extend({ action: z.enum(['claim', 'resolve', 'not_ours']) });

/** Nothing from elsewhere, nothing inline, nobody may frame it. */
const CSP =
  "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const pages = fileURLToPath(new URL('./demo/', import.meta.url));

/** The demo: its page at `/` and its API at `/demo/api`. Only `npx afterword demo` adds these. */
export function demoRoutes(
  server: FastifyInstance,
  context: ServerContext,
  visitorToken: (visitor: string) => string,
): void {
  server.addHook('onSend', async (_request, reply) => {
    reply.header('content-security-policy', CSP);
  });
  server.register(fastifyStatic, { root: pages, prefix: '/', index: 'index.html', cacheControl: false });

  const credentials = (session: DemoSession) => ({
    session: session.id,
    visitor: session.visitor,
    visitorToken: visitorToken(session.visitor),
    conversation: session.conversation,
  });
  const answer = (reply: FastifyReply, body: object) =>
    reply.type('application/json').send(JSON.stringify(body));

  server.post('/demo/api/session', async (request, reply) => {
    const app = readyApp(context);
    const wish = parse(Wish.extend({ session: storableString().max(100).optional() }), request);
    const known = wish.session === undefined ? undefined : await demoSession(app.db, wish.session);
    const { language, metric } = wish;
    return answer(reply, credentials(known ?? (await openSession(app, { language, metric }))));
  });

  server.get('/demo/api/state', async (request, reply) => {
    const app = readyApp(context);
    return answer(reply, await demoState(app, await currentSession(app, queryOf(request))));
  });

  server.get('/demo/api/stream', async (request, reply) => {
    const app = readyApp(context);
    const { id } = await currentSession(app, queryOf(request));
    return liveStream(reply, {
      topics: (changed) => {
        const topics = [TOPICS.invitations, TOPICS.handovers, TOPICS.templates, `demo/${id}`];
        const stops = topics.map((topic) => app.bus.subscribe(topic, changed));
        return () => {
          for (const stop of stops) stop();
        };
      },
      state: async () => demoState(app, await currentSession(app, { session: id })),
    });
  });

  const act = <T extends { session: string }>(
    path: string,
    schema: z.ZodType<T>,
    work: (app: App, session: DemoSession, input: T) => Promise<object | undefined>,
  ) =>
    server.post(`/demo/api/${path}`, async (request, reply) => {
      const app = readyApp(context);
      const input = parse(schema, request);
      const session = await namedSession(app, input.session);
      const body = await work(app, session, input);
      app.bus.publish(`demo/${session.id}`);
      app.bus.publish(TOPICS.thread(sessionThread(session)));
      return answer(reply, body ?? { ok: true });
    });

  act('agent-message', Message, async (app, session, { text }) => {
    await sayAsAgent(app, session, text);
    return undefined;
  });
  act('close', Session, async (app, session) => {
    await closeDemo(app, session);
    return undefined;
  });
  act('settings', Change, async (app, session, { session: _, ...change }) => {
    await changeSession(app, session, change as Partial<DemoSession>);
    return undefined;
  });
  act('case', Step, async (app, session, { action }) => {
    const invitation = await lastScored(app.db, sessionThread(session));
    if (invitation !== undefined) await actOnCase(app, invitation, action);
    return undefined;
  });
  act('reset', Session, async (app, session) => credentials(await resetDemo(app, session)));
}

function parse<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  const parsed = schema.safeParse(parseJson(request.body));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new AfterwordError('AW_HOOK_FIELDS', 'The request has faults.', { faults });
}

const queryOf = (request: FastifyRequest): { session: string } => {
  const parsed = Session.safeParse(request.query);
  if (parsed.success) return parsed.data;
  throw new AfterwordError('AW_QUERY', 'The query lacks "session".');
};

async function namedSession(app: App, id: string): Promise<DemoSession> {
  const session = await demoSession(app.db, id);
  if (session !== undefined) return session;
  throw new AfterwordError(
    'AW_NOT_FOUND',
    'This demo session is not known; reload the page to begin another.',
  );
}

/** The session as it stands: a customer's message after the close has opened the next conversation. */
async function currentSession(app: App, { session: id }: { session: string }): Promise<DemoSession> {
  const session = await namedSession(app, id);
  if (session.status === 'open') return session;
  return (await hasNewMessage(app, session)) ? openAgain(app, session) : session;
}

async function hasNewMessage(app: App, session: DemoSession): Promise<boolean> {
  const row = await app.db
    .selectFrom('handovers')
    .innerJoin('conversations', 'conversations.thread_key', 'handovers.thread_key')
    .select('handovers.id')
    .where('handovers.thread_key', '=', sessionThread(session))
    .where('handovers.reason', '!=', 'comment')
    .groupBy('handovers.id')
    .having((having) => having('handovers.at', '>', having.fn.max('conversations.received_at')))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
