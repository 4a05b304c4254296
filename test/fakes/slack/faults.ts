/** What strikes one call of the Web API. `carriedOut`: Slack has done what was asked before it went wrong. */
export type Fault =
  | { kind: 'limit'; seconds: number }
  /** HTTP 200 and `ok: false`. */
  | { kind: 'refuse'; error: string }
  /** Another status, with a page in HTML. */
  | { kind: 'page'; status: number; carriedOut: boolean }
  /** The connection is closed before the first byte of an answer. */
  | { kind: 'drop'; carriedOut: boolean }
  /** The connection is closed in the middle of the answer. */
  | { kind: 'cut' }
  /** No answer, for as long as the caller waits. */
  | { kind: 'hang'; carriedOut: boolean };

export const faults = {
  rateLimit: (seconds: number): Fault => ({ kind: 'limit', seconds }),
  refuse: (error: string): Fault => ({ kind: 'refuse', error }),
  page: (status: number, { carriedOut = false } = {}): Fault => ({ kind: 'page', status, carriedOut }),
  drop: ({ carriedOut = false } = {}): Fault => ({ kind: 'drop', carriedOut }),
  cut: (): Fault => ({ kind: 'cut' }),
  hang: ({ carriedOut = false } = {}): Fault => ({ kind: 'hang', carriedOut }),
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
}
