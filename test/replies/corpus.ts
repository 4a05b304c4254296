import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading, ReadingContext } from '../../src/model/reading.ts';

/** One labelled reply of the corpus: what a careful person would make of it. Flags left out are false. */
export interface Labelled {
  id: string;
  text: string;
  lang: string;
  scale: { min: number; max: number };
  kind: 'csat' | 'ces' | 'nps';
  channel?: string;
  expected: Partial<Flags>;
  /** The family of answers that the line belongs to. */
  why: string;
}

export interface Flags {
  score: number | null;
  comment: boolean;
  optout: boolean;
  optin: boolean;
  auto: boolean;
  ambiguous: boolean;
}

const CORPUS = join(import.meta.dirname, 'corpus');

/** All labelled lines, file by file. */
export function corpus(): Labelled[] {
  return readdirSync(CORPUS)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(join(CORPUS, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Labelled);
}

export const contextOf = (line: Labelled): ReadingContext => ({
  kind: line.kind,
  scale: line.scale,
  language: line.lang,
  channel: line.channel,
});

const NOTHING: Flags = {
  score: null,
  comment: false,
  optout: false,
  optin: false,
  auto: false,
  ambiguous: false,
};

export const expectedFlags = (line: Labelled): Flags => ({ ...NOTHING, ...line.expected });

export const sameFlags = (a: Flags, b: Flags): boolean =>
  (Object.keys(NOTHING) as (keyof Flags)[]).every((key) => a[key] === b[key]);

/** A reading as the corpus labels it; a request is a comment there. */
export function flagsOf(reading: Reading): Flags {
  switch (reading.kind) {
    case 'score':
      return { ...NOTHING, score: reading.score, comment: reading.comment !== null };
    case 'opt_out':
      return { ...NOTHING, optout: true };
    case 'opt_in':
      return { ...NOTHING, optin: true };
    case 'auto_reply':
      return { ...NOTHING, auto: true };
    case 'ambiguous':
      return { ...NOTHING, ambiguous: true };
    default:
      return { ...NOTHING, comment: true };
  }
}
