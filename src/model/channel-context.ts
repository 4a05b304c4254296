import type { Language } from './language.ts';
import type { Words } from './words.ts';

/** The logger that is handed around: ids only, never customers' words or tokens. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** One entry of a chat that we keep ourselves (web chat). Ids grow within a thread and never repeat. */
export interface TranscriptEntry {
  id: number;
  at: Date;
  /** Opaque to the store. */
  body: unknown;
}

/** The kept chats of channels that have no platform behind them. An append-only log, so that a client that lost
 * its connection goes on after the last id it saw and misses nothing. */
export interface Transcript {
  /** Appends; the same key twice appends once and answers the first entry. */
  append(thread: string, key: string, body: unknown): Promise<TranscriptEntry>;
  /** Entries after this id, oldest first, at most `limit` (default 500). */
  since(thread: string, afterId: number, limit?: number): Promise<TranscriptEntry[]>;
  /** The entry that was appended under this key. */
  find(thread: string, key: string): Promise<TranscriptEntry | null>;
  /** Calls back whenever the thread may have grown, in whichever process it grew. Returns the way to stop. */
  watch(thread: string, changed: () => void): () => void;
}

/**
 * Runs `work` while this process, alone of all, holds the lease. Waits for the lease, runs, and hands over a
 * signal that aborts when the lease was lost or `stop` was called.
 */
export type RunUnderLease = (
  name: string,
  work: (signal: AbortSignal) => Promise<void>,
) => { stop(): Promise<void> };

/** What the composition root gives to every channel. */
export interface ChannelContext {
  log: Log;
  now(): Date;
  /** The public base URL without a trailing slash; null when none is set (then only polling works). */
  publicUrl: string | null;
  transcript: Transcript;
  underLease: RunUnderLease;
  /** A secret of our own for one purpose, derived from SIGNING_SECRET: 32 bytes. */
  secretFor(purpose: string): Uint8Array;
  /** The program's own words to customers, as the admins have them now. */
  words(language: Language): Words;
  /** A folder of this channel's own for files that must outlive the process; not made yet. */
  dataDir: string;
  /** Whether a visitor of a page for operators has named the API token; compared in constant time. */
  isOperator(token: string): boolean;
  /** Shows the operator something at the terminal that belongs into no log (a pairing code). */
  show(text: string): void;
}
