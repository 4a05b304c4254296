import { setTimeout as sleep } from 'node:timers/promises';

/** One that waits for its answer. */
export interface Waiting<Q, A> {
  question: Q;
  resolve(answer: A): void;
  reject(error: unknown): void;
}

/** So many are asked at once at most: one statement stays small. */
const MOST = 200;

export interface TogetherOptions {
  /** Under load so long is waited for more, where nobody minds: each time of asking costs as much as many questions. */
  gatherMs?: number;
  /** Whether an error may come from one of the questions alone; where it does not, all fail by it. Left out: always. */
  mayBeOfOne?(error: unknown): boolean;
}

/**
 * Asks for all of a batch at once. Where that fails by one of them, each is asked alone, so that a faulty one keeps back
 * no other; to be asked twice must do no harm. Never rejects: each hears its own end.
 */
export async function settleTogether<Q, A>(
  batch: readonly Waiting<Q, A>[],
  ask: (questions: readonly Q[]) => Promise<readonly A[]>,
  mayBeOfOne: (error: unknown) => boolean,
): Promise<void> {
  try {
    const answers = await ask(batch.map(({ question }) => question));
    for (const [i, { resolve }] of batch.entries()) resolve(answers[i] as A);
  } catch (error) {
    if (batch.length === 1 || !mayBeOfOne(error)) for (const { reject } of batch) reject(error);
    else for (const one of batch) await settleTogether([one], ask, mayBeOfOne);
  }
}

/**
 * Makes one question out of many: those that come while an earlier one is under way are asked together with the next.
 * One that comes alone is asked at once. A batch ends as `settleTogether` says.
 * @param ask answers all of them, in their order
 */
export function together<Q, A>(
  ask: (questions: readonly Q[]) => Promise<readonly A[]>,
  { gatherMs = 0, mayBeOfOne = () => true }: TogetherOptions = {},
): (question: Q) => Promise<A> {
  const queue: Waiting<Q, A>[] = [];
  let asking = false;

  async function run(): Promise<void> {
    asking = true;
    while (queue.length > 0) {
      await settleTogether(queue.splice(0, MOST), ask, mayBeOfOne);
      if (queue.length > 0 && gatherMs > 0) await sleep(gatherMs);
    }
    asking = false;
  }

  return (question) => {
    const { promise, resolve, reject } = Promise.withResolvers<A>();
    queue.push({ question, resolve, reject });
    if (!asking) void run();
    return promise;
  };
}
