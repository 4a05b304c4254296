import { setTimeout as sleep } from 'node:timers/promises';
import { AfterwordError } from '../model/errors.ts';
import { settleTogether, type Waiting } from '../model/together.ts';
import { mayBeOfOne } from '../store/connect.ts';
import type { NewHook } from '../store/hooks.ts';

/** Where verified hooks are stored. Resolves once they are durable; rejects when they are not, or not soon enough. */
export interface HookInbox {
  put(hooks: readonly NewHook[]): Promise<void>;
  /** Resolves at once, or in a flood after a moment: those that come are taken before those that wait are worked. */
  calm(): Promise<void>;
}

export interface InboxLimits {
  /** Hooks that one transaction stores at most. */
  batch: number;
  /** Characters of bodies that one transaction stores at most. */
  characters: number;
  /** Hooks that may wait; more are refused at once, so that those that wait are answered in time. */
  waiting: number;
  /** Characters of bodies that may wait, likewise: while the database hangs they are all in memory. */
  waitingCharacters: number;
  /** Helpdesks wait for 3 to 5 seconds. */
  patienceMs: number;
}

export const INBOX_LIMITS: InboxLimits = {
  batch: 500,
  characters: 4 * 1024 * 1024,
  waiting: 5_000,
  waitingCharacters: 64 * 1024 * 1024,
  patienceMs: 2_500,
};

/** So many in one transaction are a flood: it is gathered for a moment, because each transaction costs as much as many hooks. */
const BUSY = 8;
const GATHER_MS = 15;
const CALM_MS = 250;

/** The hooks of one request, which are stored together. */
type WaitingHooks = Waiting<readonly NewHook[], void>;

/**
 * Group commit: while one transaction is being made durable, whatever comes meanwhile waits and goes together with the
 * next. A hook that comes alone is stored alone and at once; under load one flush of the disk serves hundreds.
 * @param store one transaction
 */
export function openHookInbox(
  store: (hooks: readonly NewHook[]) => Promise<void>,
  limits: InboxLimits = INBOX_LIMITS,
): HookInbox {
  const queue: WaitingHooks[] = [];
  let waiting = 0;
  let characters = 0;
  let running = false;
  let floodUntil = Number.NEGATIVE_INFINITY;

  const storeAll = async (requests: readonly (readonly NewHook[])[]): Promise<undefined[]> => {
    await store(requests.flat());
    return requests.map(() => undefined);
  };

  async function run(): Promise<void> {
    running = true;
    while (queue.length > 0) {
      const batch = takeBatch(queue, limits);
      waiting -= count(batch);
      characters -= batch.reduce((sum, { question }) => sum + size(question), 0);
      await settleTogether(batch, storeAll, mayBeOfOne);
      if (batch.length < BUSY) continue;
      floodUntil = performance.now() + CALM_MS;
      await sleep(GATHER_MS);
    }
    running = false;
  }

  return {
    calm: async () => {
      if (performance.now() < floodUntil) await sleep(CALM_MS);
    },
    async put(hooks) {
      if (hooks.length === 0) return;
      const isFull = waiting + hooks.length > limits.waiting;
      if (isFull || characters + size(hooks) > limits.waitingCharacters)
        throw tooLate(`${waiting} hooks wait already`);
      waiting += hooks.length;
      characters += size(hooks);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const late = setTimeout(() => reject(tooLate('it was not stored in time')), limits.patienceMs);
      queue.push({ question: hooks, resolve, reject });
      if (!running) void run();
      await promise.finally(() => clearTimeout(late));
    },
  };
}

const count = (batch: readonly WaitingHooks[]): number =>
  batch.reduce((sum, { question }) => sum + question.length, 0);

const size = (hooks: readonly NewHook[]): number => hooks.reduce((sum, { body }) => sum + body.length, 0);

/** At least one, however large it is. */
function takeBatch(queue: WaitingHooks[], limits: InboxLimits): WaitingHooks[] {
  let hooks = 0;
  let characters = 0;
  let end = 0;
  for (const one of queue) {
    hooks += one.question.length;
    characters += size(one.question);
    if (end > 0 && (hooks > limits.batch || characters > limits.characters)) break;
    end += 1;
  }
  return queue.splice(0, end);
}

const tooLate = (why: string): AfterwordError =>
  new AfterwordError('AW_DATABASE', `The hook cannot be taken now: ${why}. It may be sent again.`);
