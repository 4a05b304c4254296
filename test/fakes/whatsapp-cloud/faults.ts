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
  /** A page in HTML. */
  | { kind: 'page'; status: number; carriedOut: boolean };

export const faults = {
  rateLimit: (seconds: number): Fault => ({ kind: 'refuse', refusal: refusals.throughput(seconds) }),
  trouble: (): Fault => ({ kind: 'refuse', refusal: refusals.unavailable() }),
  refuse: (refusal: Refusal): Fault => ({ kind: 'refuse', refusal }),
  hang: ({ carriedOut = false } = {}): Fault => ({ kind: 'hang', carriedOut }),
  drop: ({ carriedOut = false } = {}): Fault => ({ kind: 'drop', carriedOut }),
  cut: (): Fault => ({ kind: 'cut' }),
  page: (status: number, { carriedOut = false } = {}): Fault => ({ kind: 'page', status, carriedOut }),
} as const;
