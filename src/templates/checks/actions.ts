import type { Finding } from '../fault.ts';
import type { Outline } from '../outline.ts';

/**
 * A review invitation goes to everybody or to nobody. Any condition would choose who is asked in public, whether by the
 * score or by an answer that only some are led to: review platforms and consumer law call that gating and forbid it.
 */
export const actionFindings = ({ actions }: Outline): Finding[] =>
  actions.flatMap((action, i): Finding[] =>
    action.review === undefined || action.if === undefined
      ? []
      : [
          {
            path: ['actions', i, 'if'],
            atKey: true,
            message:
              'an invitation to write a review goes to everybody: to ask only some is forbidden (review gating)',
            expected: 'no "if" beside "review"; other actions go into an entry of their own',
          },
        ],
  );
