import type { App } from '../app/app.ts';
import { figures } from '../app/figures.ts';
import { type Preview, previewsOf } from '../desk/index.ts';
import type { SurveyMetric } from '../model/template.ts';
import type { FigureReport } from '../reports/index.ts';
import { findConversations } from '../store/conversations.ts';
import {
  agentMessages,
  customerMessages,
  type DemoSession,
  lastScored,
  latestAnswers,
} from '../store/demo.ts';
import { historyOf } from '../store/history.ts';
import { invitationOfConversation } from '../store/invitations.ts';
import { describeFault } from '../templates/index.ts';
import { conversationId, sessionThread } from './demo-desk.ts';

const ANSWERS_SHOWN = 8;

/** What the demo page shows, whole: it draws itself anew from this whenever something changed. */
export interface DemoState {
  language: string;
  metric: SurveyMetric;
  conversation: {
    id: string;
    status: 'open' | 'closed';
    messages: { id: string; from: 'customer' | 'agent'; text: string; at: string }[];
  };
  invitation: null | {
    id: string;
    state: string;
    reason: string | null;
    dueAt: string | null;
    history: { at: string; state: string; reason: string | null }[];
  };
  handovers: { text: string; at: string; reason: string }[];
  figures: Record<SurveyMetric, Pick<FigureReport, 'value' | 'n' | 'interval' | 'histogram' | 'funnel'>>;
  answers: {
    at: string;
    metric: string;
    score: number;
    comment: string | null;
    language: string;
    channel: string;
  }[];
  /** What agents would see in Slack about this customer's last score. */
  slack: Pick<Preview, 'place' | 'blocks'>[];
  /** Files of the templates with a fault: the first of it, how many more, and what serves meanwhile. */
  faultyTemplates: { file: string; line: number; message: string; more: number; template: string | null }[];
}

export async function demoState(app: App, session: DemoSession): Promise<DemoState> {
  const [fromCustomer, fromAgent, invitation, slack, answers, csat, ces, nps] = await Promise.all([
    customerMessages(app.db, sessionThread(session)),
    agentMessages(app.db, session.id),
    invitationOf(app, session),
    inSlack(app, session),
    latestAnswers(app.db, ANSWERS_SHOWN),
    reportOf(app, 'csat'),
    reportOf(app, 'ces'),
    reportOf(app, 'nps'),
  ]);
  const messages = [
    ...fromCustomer.map((m) => ({
      id: `c${m.id}`,
      from: 'customer' as const,
      text: m.text,
      at: m.at.toISOString(),
    })),
    ...fromAgent.map((m) => ({
      id: `a${m.id}`,
      from: 'agent' as const,
      text: m.text,
      at: m.at.toISOString(),
    })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  return {
    language: session.language,
    metric: session.metric,
    conversation: { id: conversationId(session), status: session.status, messages },
    invitation,
    // What came while a survey was open and was no answer; ordinary messages are in the conversation already.
    handovers: fromCustomer
      .filter((m) => m.invitation_id !== null && m.reason !== 'no_open_question')
      .map(({ text, at, reason }) => ({ text, reason, at: at.toISOString() })),
    figures: { csat, ces, nps },
    answers: answers.map((answer) => ({
      at: answer.scored_at?.toISOString() ?? '',
      metric: answer.metric ?? '',
      score: answer.score ?? 0,
      comment: answer.comment,
      language: answer.language,
      channel: answer.channel,
    })),
    slack,
    faultyTemplates: faultyTemplates(app),
  };
}

async function inSlack(app: App, session: DemoSession): Promise<DemoState['slack']> {
  const invitation = await lastScored(app.db, sessionThread(session));
  if (invitation === undefined) return [];
  const posts = await previewsOf(app, invitation, session.language === 'tr' ? 'tr' : 'en');
  return posts.map(({ place, blocks }) => ({ place, blocks }));
}

const faultyTemplates = ({ templates }: App): DemoState['faultyTemplates'] =>
  templates
    .status()
    .flatMap(({ file, name: template, faults: [first, ...others] }) =>
      first === undefined
        ? []
        : [{ file, line: first.line, message: describeFault(first), more: others.length, template }],
    );

async function reportOf(app: App, metric: SurveyMetric): Promise<FigureReport> {
  return figures(app.db, { metric, from: null, to: null, groupBy: [], filter: {} });
}

/** The invitation of the conversation that was closed last. */
async function invitationOf(app: App, session: DemoSession): Promise<DemoState['invitation']> {
  const last = session.status === 'closed' ? session.conversation : session.conversation - 1;
  const [conversation] = await findConversations(app.db, conversationId({ ...session, conversation: last }));
  const invitation = conversation && (await invitationOfConversation(app.db, conversation.id));
  if (invitation === undefined) return null;
  const { transitions } = await historyOf(app.db, invitation.id);
  return {
    id: invitation.public_id,
    state: invitation.state,
    reason: invitation.reason,
    dueAt: invitation.due_at?.toISOString() ?? null,
    history: transitions.map(({ at, state, reason }) => ({ at: at.toISOString(), state, reason })),
  };
}
