import { check } from './check.ts';
import type { Rule } from './fitting-rules.ts';

/** Nobody is asked how they liked their spam being closed. */
export const spam: Rule = ({ close, policy }) => {
  const tag = close.tags.find((one) => policy.spam_tags.includes(one));
  return check('spam', close.spam !== true && tag === undefined, () =>
    close.spam === true
      ? 'the helpdesk says that it is spam'
      : tag === undefined
        ? 'no spam'
        : `tagged ${tag}`,
  );
};

/** What became part of another conversation is asked about when that one ends. */
export const merged: Rule = ({ close }) =>
  check('merged', close.merged_into === undefined, () =>
    close.merged_into === undefined ? 'a conversation of its own' : `merged into ${close.merged_into}`,
  );

/** Hooks come in any order: the latest close is the one that counts. */
export const overtaken: Rule = ({ about }) =>
  check('overtaken', about.earlier !== 'overtaken', () =>
    about.earlier === 'overtaken'
      ? 'a later close of this conversation is known already'
      : 'the latest close',
  );

/**
 * Some helpdesks tell no reopening, and some give each retry of a hook a new time: while a question about this
 * conversation is still open, a second one would be one too many.
 */
export const questionOpen: Rule = ({ about }) =>
  check('question_open', about.earlier !== 'question_open', () =>
    about.earlier === 'question_open'
      ? 'the question about the last close of this conversation is still open'
      : 'no question about this conversation is open',
  );

/** An agent does not choose who is asked; who has a reason to spare somebody says it, and it is counted. */
export const skippedByAgent: Rule = ({ about: { skipped } }) =>
  check('skipped_by_agent', skipped === null, () =>
    skipped === null ? 'no agent asked to skip' : `agent ${skipped.by} skipped it: ${skipped.reason}`,
  );

/** Rules about this very close, whoever the person is. */
export const CLOSE_RULES: readonly Rule[] = [spam, merged, overtaken, questionOpen, skippedByAgent];
