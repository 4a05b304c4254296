import type { PlanningFacts } from './facts.ts';
import type { Rule } from './rule.ts';

type CloseRule = Rule<PlanningFacts>;

const spamTag = ({ close, policy }: PlanningFacts): string | undefined =>
  close.tags.find((one) => policy.spam_tags.includes(one));

/** Nobody is asked how they liked their spam being closed. */
const spam: CloseRule = {
  name: 'spam',
  passes: (facts) => facts.close.spam !== true && spamTag(facts) === undefined,
  words(facts) {
    if (facts.close.spam === true) return 'the helpdesk says that it is spam';
    const tag = spamTag(facts);
    return tag === undefined ? 'no spam' : `tagged ${tag}`;
  },
};

/** What became part of another conversation is asked about when that one ends. */
const merged: CloseRule = {
  name: 'merged',
  passes: ({ close }) => close.merged_into === undefined,
  words: ({ close }) =>
    close.merged_into === undefined ? 'a conversation of its own' : `merged into ${close.merged_into}`,
};

/** Hooks come in any order: the latest close is the one that counts. */
const overtaken: CloseRule = {
  name: 'overtaken',
  passes: ({ about }) => about.earlier !== 'overtaken',
  words: ({ about }) =>
    about.earlier === 'overtaken'
      ? 'a later close of this conversation is known already'
      : 'the latest close',
};

/**
 * Some helpdesks tell no reopening, and some give each retry of a hook a new time: while a question about this
 * conversation is still open, a second one would be one too many.
 */
const questionOpen: CloseRule = {
  name: 'question_open',
  passes: ({ about }) => about.earlier !== 'question_open',
  words: ({ about }) =>
    about.earlier === 'question_open'
      ? 'the question about the last close of this conversation is still open'
      : 'no question about this conversation is open',
};

/** An agent does not choose who is asked; who has a reason to spare somebody says it, and it is counted. */
const skippedByAgent: CloseRule = {
  name: 'skipped_by_agent',
  passes: ({ about }) => about.skipped === null,
  words: ({ about: { skipped } }) =>
    skipped === null ? 'no agent asked to skip' : `agent ${skipped.by} skipped it: ${skipped.reason}`,
};

/** Rules about this very close, whoever the person is. */
export const CLOSE_RULES: readonly CloseRule[] = [spam, merged, overtaken, questionOpen, skippedByAgent];
