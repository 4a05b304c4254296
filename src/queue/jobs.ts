import type { z } from 'zod';
import { AfterwordError } from '../model/errors.ts';

/** What every job of a name has in common. */
export interface JobKind {
  /** The payload as JSON carries it; parsed when it is queued and again when it is worked. */
  schema: z.ZodType;
  /** 1 goes first; at most 2,097,152. */
  priority: number;
}

/** All jobs of a queue by name. */
export type JobKinds = Readonly<Record<string, JobKind>>;

/** One job to be queued. */
export interface QueuedJob {
  job: string;
  /** Unique within its job. Queued again while it waits or runs it stays one; when it is done the id is free. */
  id: string;
  payload: Record<string, unknown>;
  delayMs: number;
}

/** What a worker does, job by job. A handler may run twice and beside itself: the queue promises at least once. */
export type Handlers<K extends JobKinds> = {
  readonly [N in keyof K]: (payload: z.output<K[N]['schema']>) => Promise<void>;
};

/**
 * The id of a job in BullMQ, which refuses integers and colons. Different parts give different ids; what stands
 * in them stays readable.
 */
export const jobId = (name: string, id: string): string =>
  `${name}~${id}`.replace(/[%:]/g, (sign) => (sign === '%' ? '%25' : '%3A'));

/** Reads a payload by the schema of its job. Throws `AW_INTERNAL` with the paths at fault, never with the values. */
export const parsePayload = (kinds: JobKinds, name: string, payload: unknown): unknown => {
  const kind = kinds[name];
  if (!kind) throw new AfterwordError('AW_INTERNAL', `There is no job "${name}".`);
  const parsed = kind.schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path, code }) => `${path.join('.') || '(whole)'}: ${code}`);
  throw new AfterwordError(
    'AW_INTERNAL',
    `The payload of a job "${name}" is not of its form: ${paths.join(', ')}.`,
  );
};
