import { type Refusal, refusals } from './refusals.ts';

/** What strikes one call. `carriedOut`: the platform has done what was asked before it went wrong. */
export type Fault =
  | { kind: 'refuse'; refusal: Refusal }
  /** No answer, for as long as the caller waits. */
  | { kind: 'hang'; carriedOut: boolean }
  /** The connection is closed before the first byte of an answer. */
  | { kind: 'drop'; carriedOut: boolean }
  /** The connection is closed in the middle of the answer. */
  | { kind: 'cut' }
  /** A gateway's page in HTML. */
  | { kind: 'page'; status: number; carriedOut: boolean };

export const faults = {
  rateLimit: (seconds: number): Fault => ({ kind: 'refuse', refusal: refusals.tooManyRequests(seconds) }),
  trouble: (): Fault => ({ kind: 'refuse', refusal: refusals.internal() }),
  refuse: (refusal: Refusal): Fault => ({ kind: 'refuse', refusal }),
  hang: ({ carriedOut = false } = {}): Fault => ({ kind: 'hang', carriedOut }),
  drop: ({ carriedOut = false } = {}): Fault => ({ kind: 'drop', carriedOut }),
  cut: (): Fault => ({ kind: 'cut' }),
  page: (status: number, { carriedOut = false } = {}): Fault => ({ kind: 'page', status, carriedOut }),
} as const;

/** Faults that wait for the calls they strike, by method and in order. */
export class FaultPlan {
  readonly #planned = new Map<string, Fault[]>();

  add(method: string, fault: Fault, times = 1): void {
    const planned = this.#planned.get(method) ?? [];
    planned.push(...Array.from({ length: times }, () => fault));
    this.#planned.set(method, planned);
  }

  next(method: string): Fault | undefined {
    return this.#planned.get(method)?.shift();
  }

  clear(): void {
    this.#planned.clear();
  }
}
