import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ChannelContext, Log, RunUnderLease, Transcript } from '../../src/model/channel-context.ts';
import { readFolder, wordsFor } from '../../src/templates/index.ts';

const shipped = await readFolder(path.join(import.meta.dirname, '../../templates'));
const shippedWords = new Map([...shipped.words].flatMap(([tag, words]) => (words ? [[tag, words]] : [])));

/** A log that keeps its lines, so that a test can read what was said and that no secret stands in it. */
export interface KeptLog extends Log {
  readonly lines: { level: string; message: string; fields: object }[];
}

export function keptLog(): KeptLog {
  const lines: KeptLog['lines'] = [];
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, fields });
  };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** One process only: the lease is always ours, from the first moment until `stop`. */
const soleHolder: RunUnderLease = (_name, work) => {
  const controller = new AbortController();
  const done = work(controller.signal);
  return {
    stop: async () => {
      controller.abort();
      await done;
    },
  };
};

/** A channel that keeps no transcript must not touch it. */
const noTranscript: Transcript = {
  append: () => Promise.reject(new Error('this channel was given no transcript')),
  since: () => Promise.reject(new Error('this channel was given no transcript')),
  find: () => Promise.reject(new Error('this channel was given no transcript')),
  watch: () => () => {},
};

/** A context for one channel under test; the same `secret` gives the same derived secrets, as after a restart. */
export function testContext(overrides: Partial<ChannelContext> = {}, secret = 'contract'): ChannelContext {
  return {
    log: keptLog(),
    now: () => new Date(),
    publicUrl: null,
    transcript: noTranscript,
    underLease: soleHolder,
    words: (language) => wordsFor(shippedWords, language),
    dataDir: path.join(tmpdir(), 'afterword-contract-unused'),
    isOperator: (token) => token === 'the-api-token',
    show: () => undefined,
    secretFor: (purpose) => createHash('sha256').update(`${secret}/${purpose}`).digest(),
    ...overrides,
  };
}
