import type { BlockAction, SlackViewAction, ViewSubmitAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { inTransaction, type Unit } from '../app/unit.ts';
import { caseById } from '../store/cases.ts';
import { claim, reply, type Step, settle } from './case-steps.ts';
import type { Desk } from './desk.ts';
import {
  FIELDS,
  type Filled,
  isTicked,
  MODALS,
  notOursModal,
  optionIn,
  replyModal,
  resolveModal,
  textIn,
} from './modals.ts';
import { nameOf } from './names.ts';
import { ACTIONS } from './render-case.ts';
import { mayWorkCases } from './rights.ts';
import { type Whisper, whisper } from './whisper.ts';

/** Listens for the buttons of alerts and for the modals behind them. */
export function listenForCases(desk: Desk): void {
  const { bolt } = desk.workspace;
  bolt.action<BlockAction>(
    /^desk_(claim|reply|resolve|not_ours)$/,
    async ({ ack, body, action, respond }) => {
      const caseId = 'value' in action ? Number(action.value) : Number.NaN;
      const say = whisper(desk, respond);
      if (!mayWorkCases(desk.config, body.user.id)) {
        await ack();
        return say(desk.words.answers.noRight);
      }
      if (action.action_id === ACTIONS.claim) {
        const step = await inTransaction(desk.app, (unit) => claim(unit, caseId, body.user.id));
        await ack();
        return tellStep(desk, step, say);
      }
      await ack();
      await openModal(desk, action.action_id, caseId, { trigger: body.trigger_id, say });
    },
  );
  bolt.view<ViewSubmitAction>(MODALS.reply, (given) => submitted(desk, given, sendReply));
  bolt.view<ViewSubmitAction>(MODALS.resolve, (given) => submitted(desk, given, resolve));
  bolt.view<ViewSubmitAction>(MODALS.notOurs, (given) => submitted(desk, given, notOurs));
}

async function openModal(
  desk: Desk,
  action: string,
  caseId: number,
  { trigger, say }: { trigger: string; say: Whisper },
): Promise<void> {
  const { words, workspace, app } = desk;
  const row = await caseById(app.db, caseId);
  if (row === undefined) return say(words.answers.noCase);
  if (row.settled_at !== null) return say(words.answers.settled);
  try {
    await workspace.web.views.open({ trigger_id: trigger, view: modalFor(desk, action, caseId) });
  } catch (error) {
    const { code } = workspace.explain(error);
    await say(/trigger_id$/.test(code) ? words.answers.tooOld : words.answers.failed);
  }
}

function modalFor({ words, config }: Desk, action: string, caseId: number): ModalView {
  if (action === ACTIONS.reply) return replyModal(words, caseId);
  if (action === ACTIONS.notOurs) return notOursModal(words, caseId);
  const own = config.cases.root_causes?.map((cause) => ({ value: cause, label: cause }));
  return resolveModal(words, own ?? words.causes, caseId);
}

interface Sent {
  caseId: number;
  user: string;
  name: string;
  viewId: string;
  filled: Filled;
}

type Acknowledge = (response?: {
  response_action: 'errors';
  errors: Record<string, string>;
}) => Promise<void>;

/** What was filled in stays in the modal when it cannot be carried out, so that no words are lost. */
async function submitted(
  desk: Desk,
  { ack, body, view }: { ack: unknown; body: SlackViewAction; view: SlackViewAction['view'] },
  work: (unit: Unit, sent: Sent) => Promise<Step>,
): Promise<void> {
  const answer = ack as Acknowledge;
  const { answers } = desk.words;
  const field = view.callback_id === MODALS.reply ? FIELDS.text : FIELDS.note;
  const refuse = (message: string) => answer({ response_action: 'errors', errors: { [field]: message } });
  const user = body.user.id;
  if (!mayWorkCases(desk.config, user)) return refuse(answers.noRight);
  const filled = view.state.values as Filled;
  if (field === FIELDS.text && textIn(filled, field) === '') return refuse(answers.empty);
  const name = await nameOf(desk, user);
  const sent = { caseId: Number(view.private_metadata), user, name, viewId: view.id, filled };
  const step = await inTransaction(desk.app, (unit) => work(unit, sent));
  if (step.done) return answer();
  await refuse(step.why === 'no_case' ? answers.noCase : answers.settled);
}

const sendReply = (unit: Unit, { caseId, user, name, viewId, filled }: Sent): Promise<Step> =>
  reply(unit, { caseId, user, name, text: textIn(filled, FIELDS.text), key: `case-${caseId}-${viewId}` });

const resolve = (unit: Unit, { caseId, user, filled }: Sent): Promise<Step> =>
  settle(unit, {
    caseId,
    user,
    status: 'resolved',
    cause: optionIn(filled, FIELDS.cause),
    note: textIn(filled, FIELDS.note) || null,
    recheck: isTicked(filled, FIELDS.recheck),
  });

const notOurs = (unit: Unit, { caseId, user, filled }: Sent): Promise<Step> =>
  settle(unit, {
    caseId,
    user,
    status: 'not_ours',
    cause: null,
    note: textIn(filled, FIELDS.note) || null,
    recheck: false,
  });

async function tellStep({ words }: Desk, step: Step, say: Whisper): Promise<void> {
  if (step.done) return;
  if (step.why === 'claimed') return say(words.answers.claimedByOther(`<@${step.by}>`));
  await say(step.why === 'settled' ? words.answers.settled : words.answers.noCase);
}
