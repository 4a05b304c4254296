import type { Job, WorkerOptions } from 'bullmq';

/** The part of BullMQ's `Queue` that we use. */
export interface Producer {
  waitUntilReady(): Promise<unknown>;
  add(name: string, data: unknown, opts: object): Promise<unknown>;
  addBulk(jobs: { name: string; data: unknown; opts: object }[]): Promise<unknown>;
  getJobCounts(
    ...types: ('waiting' | 'prioritized' | 'delayed' | 'active')[]
  ): Promise<Record<string, number>>;
  on(event: 'error', hear: (error: Error) => void): unknown;
  close(): Promise<void>;
}

/** The part of BullMQ's `Worker` that we use. */
export interface Consumer {
  waitUntilReady(): Promise<unknown>;
  on(event: 'error', hear: (error: Error) => void): unknown;
  on(event: 'failed', hear: (job: Job | undefined, error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

export type Processor = (job: Job) => Promise<void>;
export type ConsumerOptions = Omit<WorkerOptions, 'connection'>;

/**
 * Where the queue lives. BullMQ remembers a first connection that failed and never tries another, so `prepare`
 * must have succeeded before a producer or a consumer is made.
 */
export interface Backend {
  kind: 'redis' | 'postgres';
  /** Resolves when the server answers; rejects within seconds when it does not. */
  ping(): Promise<void>;
  /** Pings, and brings BullMQ's own tables up to date where it has some. */
  prepare(): Promise<void>;
  producer(): Producer;
  consumer(process: Processor, options: ConsumerOptions): Consumer;
  /** Closes the connections; producer and consumers must be closed before. */
  close(): Promise<void>;
}
