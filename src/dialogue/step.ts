import type { DialogueEvent, DialogueState, Effect } from '../model/dialogue.ts';
import { nextQuestion } from '../model/flow.ts';
import type { InvitationState } from '../model/invitation.ts';
import type { Language } from '../model/language.ts';
import type { Template } from '../model/template.ts';
import { tapped } from './tapped.ts';
import { typed } from './typed.ts';
import { withdrawn } from './withdrawn.ts';

/** The next state and what it causes. An event that means nothing in this state changes nothing. */
export interface Step {
  next: DialogueState;
  effects: readonly Effect[];
}

export const newDialogue = (
  language: Language,
  state: InvitationState,
  reason: string | null,
): DialogueState => ({
  state,
  reason,
  current: null,
  askedAgain: false,
  answers: {},
  language,
});

/** States in which an answer is still taken. */
const ANSWERABLE: ReadonlySet<InvitationState> = new Set(['asking', 'asked', 'delivered', 'answered']);
export const isAnswerable = (state: InvitationState): boolean => ANSWERABLE.has(state);

/** What a dialogue still hears after its end: a refusal, and a refusal taken back. */
const isConsent = (event: DialogueEvent): boolean =>
  event.type === 'typed' && (event.reading.kind === 'opt_in' || event.reading.kind === 'opt_out');

/** States before the first answer: what a reopened conversation cancels and a failure ends. */
const UNANSWERED: ReadonlySet<InvitationState> = new Set(['planned', 'asking', 'asked', 'delivered']);

const same = (state: DialogueState): Step => ({ next: state, effects: [] });

/**
 * One step of a dialogue: (state, template, event) → (state, effects). Pure; the template is the version that the
 * invitation began with.
 */
export function step(state: DialogueState, template: Template, event: DialogueEvent): Step {
  const { next, effects } = decide(state, template, event);
  const left = state.current;
  const unanswered = left !== null && left !== next.current && next.answers[left] === undefined;
  // A question that is left unanswered must not go on looking as if it could be.
  return unanswered
    ? { next, effects: [...effects, { type: 'withdraw', question: left }] }
    : { next, effects };
}

function decide(state: DialogueState, template: Template, event: DialogueEvent): Step {
  switch (event.type) {
    case 'due':
      return state.state === 'planned' ? begin(state, template) : same(state);
    case 'withheld':
      return state.state === 'planned'
        ? same({ ...state, state: 'cancelled', reason: event.rule })
        : same(state);
    case 'sent':
      return state.state === 'asking'
        ? same({ ...state, state: 'asked', reason: event.uncertain ? 'uncertain' : null })
        : same(state);
    case 'delivered':
      return UNANSWERED.has(state.state) ? same({ ...state, state: 'delivered', reason: null }) : same(state);
    case 'send_failed':
      return UNANSWERED.has(state.state)
        ? same({ ...state, state: 'failed', reason: event.code, current: null })
        : same(state);
    case 'tapped':
      return isAnswerable(state.state) ? tapped(state, template, event) : same(state);
    case 'typed':
      return isAnswerable(state.state) || isConsent(event) ? typed(state, template, event) : same(state);
    case 'withdrawn':
      return withdrawn(state, event.question);
    case 'reopened':
      return stopAsking(state, 'cancelled', 'reopened');
    case 'refused':
      return stopAsking(state, 'opted_out', null);
    case 'remind':
      return remind(state);
    case 'expire':
      return expire(state);
  }
}

function begin(state: DialogueState, template: Template): Step {
  const first = nextQuestion(template, null, {});
  if (first === null) return same({ ...state, state: 'failed', reason: 'no_question' });
  const effects: Effect[] = [
    { type: 'say', say: { purpose: 'question', question: first } },
    { type: 'timer', timer: 'expire', afterMs: template.ask.expires_after },
  ];
  if (template.ask.remind_after !== null) {
    effects.push({ type: 'timer', timer: 'remind', afterMs: template.ask.remind_after });
  }
  return { next: { ...state, state: 'asking', reason: null, current: first }, effects };
}

/** What is unanswered ends; what was answered stays, and no further question follows. */
function stopAsking(state: DialogueState, end: InvitationState, reason: string | null): Step {
  if (UNANSWERED.has(state.state)) return same({ ...state, state: end, reason, current: null });
  return state.current === null ? same(state) : same({ ...state, current: null });
}

function remind(state: DialogueState): Step {
  const waiting = state.state === 'asked' || state.state === 'delivered';
  if (!waiting || state.current === null) return same(state);
  return { next: state, effects: [{ type: 'say', say: { purpose: 'reminder', question: state.current } }] };
}

/** An invitation with an answer is not expired: it is complete or stays partial, and takes no more changes. */
function expire(state: DialogueState): Step {
  if (state.state === 'answered') return same({ ...state, current: null });
  if (!UNANSWERED.has(state.state)) return same(state);
  return same({ ...state, state: 'expired', reason: null, current: null });
}
