import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figures } from '../../src/app/figures.ts';
import { type InProcess, startInProcess } from './in-process.ts';

let on: InProcess;
beforeAll(async () => {
  on = await startInProcess();
});
afterAll(() => on.stop());

const CHATS = 3;
const chat = fc.nat(CHATS - 1);

/** What can happen to a survey, in any order and at the same time. */
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('tap' as const), chat, choice: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('tap again' as const), chat, choice: fc.nat(4) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('type' as const),
      chat,
      text: fc.constantFrom(
        '5',
        'two',
        'sorry, I meant 4',
        'thanks a lot',
        'hmm',
        'where is my order?',
        'STOP',
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('reopen' as const), chat }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('close' as const), chat }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('expire' as const), chat }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** A button of a question that the chat has seen; none when none has come yet. */
function tokenFor(name: string, choice: number): string | undefined {
  const seen = on.sent.filter((one) => one.chat === name && one.message.kind === 'question');
  const message = seen[choice % Math.max(seen.length, 1)]?.message;
  return message?.kind === 'question'
    ? message.choices[choice % Math.max(message.choices.length, 1)]?.token
    : undefined;
}

async function happens(prefix: string, one: Happening): Promise<void> {
  const name = `${prefix}-${one.chat}`;
  switch (one.what) {
    case 'tap':
    case 'tap again': {
      const token = tokenFor(name, one.choice);
      const event = one.what === 'tap' ? undefined : `${name}-repeated`;
      if (token !== undefined) await on.tap(name, token, event);
      return;
    }
    case 'type':
      await on.type(name, one.text);
      return;
    case 'reopen':
      await on.reopen(name);
      return;
    case 'close':
      await on.close(name);
      return;
    case 'expire':
      await on.expire(name);
  }
}

const rows = async (text: string) => (await on.database.pool.query(text)).rows;

describe('whatever happens to surveys, in whatever order and at the same time', () => {
  it('everyone is counted, nobody is asked twice, and nobody has two scores', async () => {
    let round = 0;
    const interleavings = fc.array(fc.array(happening, { minLength: 1, maxLength: 6 }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(interleavings, async (bursts) => {
        const prefix = `r${++round}`;
        await Promise.all(Array.from({ length: CHATS }, (_, i) => on.close(`${prefix}-${i}`)));
        for (const burst of bursts) await Promise.all(burst.map((one) => happens(prefix, one)));
        await on.quiet();

        const { funnel, n } = await figures(on.app.db, {
          metric: 'csat',
          from: null,
          to: null,
          groupBy: [],
          filter: {},
        });
        const suppressed = Object.values(funnel.suppressed).reduce((sum, count) => sum + count, 0);
        expect(funnel.eligible).toBe(suppressed + funnel.planned);
        expect(funnel.sent).toBeLessThanOrEqual(funnel.planned);
        expect(n).toBe(funnel.scored);
        expect(await rows(TWO_SCORES)).toEqual([]);
        expect(await rows(OTHER_SCORE)).toEqual([]);
        expect(await rows(ASKED_TWICE)).toEqual([]);
        expect(await rows(UNWORKED)).toEqual([]);
        const keys = on.sent.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 25, seed: 20_261_122 },
    );
  }, 240_000);
});

const TWO_SCORES = `select invitation_id from responses
  where score is not null and superseded_at is null group by 1 having count(*) > 1`;

/** The score that figures are made of is the answer that counts. */
const OTHER_SCORE = `select i.id from invitations i left join responses r
  on r.invitation_id = i.id and r.superseded_at is null and r.score is not null
  where i.score is distinct from r.score`;

const ASKED_TWICE = `select invitation_id from asks
  where question_id = 'score' and purpose = 'question' and state in ('sent', 'uncertain', 'sending')
  group by 1 having count(*) > 1`;

const UNWORKED = 'select id from inbound where processed_at is null';
