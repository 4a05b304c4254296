import type { Answer, InvitationState } from './invitation.ts';
import type { Language } from './language.ts';
import type { Reading } from './reading.ts';
import type { Words } from './words.ts';

/** Where a dialogue stands; kept with the invitation. */
export interface DialogueState {
  state: InvitationState;
  reason: string | null;
  /** The question that is open; null before the first and after the last. */
  current: string | null;
  /** The open question was asked a second time, because the first answer was unclear. */
  askedAgain: boolean;
  answers: Readonly<Record<string, Answer>>;
  /** What is marked so far in an open question that takes several answers. */
  picked?: readonly string[];
  /** The thanks were said; a changed mind is not thanked for again. */
  thanked?: true;
  /** Surveys were refused after this one was over: its end stays, and the refusal can be taken back. */
  refused?: true;
  language: Language;
}

/** What can happen to a dialogue. */
export type DialogueEvent =
  | { type: 'due' }
  /** When the time had come, a rule spoke against asking after all. */
  | { type: 'withheld'; rule: string }
  | { type: 'sent'; uncertain: boolean }
  | { type: 'delivered' }
  | { type: 'send_failed'; code: string }
  | { type: 'tapped'; question: string; answer: Answer }
  | { type: 'typed'; question: string | null; reading: Reading; text: string }
  | { type: 'reopened' }
  /** A tapped answer was taken back; another may follow. */
  | { type: 'withdrawn'; question: string }
  /** The person refused surveys elsewhere in the same thread. */
  | { type: 'refused' }
  | { type: 'remind' }
  | { type: 'expire' };

/** A message to be said, before language and channel give it a form. */
export type Say =
  | { purpose: 'question' | 'ask_again' | 'reminder'; question: string }
  | { purpose: 'thanks' }
  | { purpose: 'notice'; word: keyof Words };

/** What a step causes; the shell carries it out in the same transaction or through the outbox. */
export type Effect =
  | { type: 'say'; say: Say }
  | { type: 'record'; question: string; answer: Answer }
  /** The answer that stood no longer counts; the history keeps it. */
  | { type: 'retract'; question: string }
  /** Edit the question so that it shows the answer and offers nothing more to tap. */
  | { type: 'lock'; question: string; answer: Answer }
  /** Edit the open question so that it shows what is marked. */
  | { type: 'redraw'; question: string }
  /** Edit the question so that it says it can no longer be answered. */
  | { type: 'withdraw'; question: string }
  | { type: 'hand_over'; reason: string; text: string }
  | { type: 'opt_out' }
  | { type: 'opt_in' }
  | { type: 'timer'; timer: 'expire' | 'remind'; afterMs: number }
  | { type: 'open_case'; alert: string | null }
  | { type: 'tag'; tag: string }
  /** `action`: which one of the template, counted from 0. */
  | { type: 'webhook'; action: number; url: string }
  /** The thanks carry these invitations to write a review. */
  | { type: 'review'; url: string };
