import { randomUUID } from 'node:crypto';
import type { App } from '../app/app.ts';
import { closeConversation } from '../app/close-conversation.ts';
import { threadKey } from '../app/place.ts';
import type { SurveyMetric } from '../model/template.ts';
import {
  addAgentMessage,
  beginNextConversation,
  changeDemoSession,
  DEMO_SOURCE,
  type DemoSession,
  demoSession,
  forgetDemo,
  insertDemoSession,
} from '../store/demo.ts';

/** The one channel of the demo. */
export const DEMO_CHANNEL = 'web-chat';

const AGENT = { id: 'demo-agent', team: 'demo' };
const AGENT_NAMES: Record<string, string> = { tr: 'Destek ekibi', en: 'Support team' };
const agentName = (language: string): string => AGENT_NAMES[language] ?? 'Support team';

export const sessionThread = (session: DemoSession): string => threadKey(DEMO_CHANNEL, session.visitor);

/** A new customer in an open conversation. */
export async function openSession(
  app: App,
  wish: { language: string; metric: SurveyMetric },
): Promise<DemoSession> {
  const session: DemoSession = {
    id: randomUUID(),
    visitor: `demo-${randomUUID()}`,
    ...wish,
    conversation: 1,
    status: 'open',
    created_at: app.now(),
  };
  await insertDemoSession(app.db, session);
  return session;
}

export async function changeSession(
  app: App,
  session: DemoSession,
  change: Partial<Pick<DemoSession, 'language' | 'metric'>>,
): Promise<void> {
  await changeDemoSession(app.db, session.id, change);
}

/** The agent answers in the customer's thread, through the channel like every message. */
export async function sayAsAgent(app: App, session: DemoSession, text: string): Promise<void> {
  const current = await openAgain(app, session);
  const active = app.channels.get(DEMO_CHANNEL);
  if (active === undefined) throw new Error('the demo needs the web chat');
  const author = { role: 'agent' as const, name: agentName(session.language) };
  const message = { kind: 'text' as const, language: session.language, text, author };
  await active.channel.send({ visitor: session.visitor }, message, `demo-agent-${randomUUID()}`);
  await addAgentMessage(app.db, current.id, text, app.now());
}

/** Closes the conversation the way a helpdesk's hook would. */
export async function closeDemo(app: App, session: DemoSession): Promise<void> {
  if (session.status === 'closed') return;
  await closeConversation(app, {
    event: 'conversation.closed',
    id: conversationId(session),
    source: DEMO_SOURCE,
    channel: DEMO_CHANNEL,
    address: { visitor: session.visitor },
    contact: { id: session.visitor, language: session.language, identities: [], attributes: {} },
    agent: { ...AGENT, name: agentName(session.language) },
    tags: [session.metric],
    closed_at: app.now(),
    closed_by: 'agent',
  });
  await changeDemoSession(app.db, session.id, { status: 'closed' });
}

/** The helpdesk's id of the session's present conversation. */
export const conversationId = (session: DemoSession): string => `${session.id}-${session.conversation}`;

/** A message in a closed conversation begins the next one, as helpdesks do it. */
export async function openAgain(app: App, session: DemoSession): Promise<DemoSession> {
  if (session.status === 'open') return session;
  await beginNextConversation(app.db, session);
  return (await demoSession(app.db, session.id)) ?? session;
}

/** Forgets the demo's scores and this session's chat, and begins anew with another visitor. */
export async function resetDemo(app: App, session: DemoSession): Promise<DemoSession> {
  const visitor = `demo-${randomUUID()}`;
  await app.db.transaction().execute(async (db) => {
    await forgetDemo(db, [sessionThread(session)]);
    await changeDemoSession(db, session.id, {
      visitor,
      conversation: session.conversation + 1,
      status: 'open',
    });
  });
  return (await demoSession(app.db, session.id)) ?? session;
}
