import { fold, lower } from './fold.ts';

/** A word in its two forms: entries that differ by accents alone are kept apart by the first. */
export interface WordForm {
  lower: string;
  folded: string;
}

const ELISION = /^(?:[ldjcnsmt]|qu|un|dell|all|nell|sull|dall|quest|com|bell|puisqu|lorsqu|jusqu)'/;
const TRIPLE = /(\p{L})\1{2,}/u;
const TRIPLES = /(\p{L})\1{2,}/gu;
const QUOTES = /[’‘´`]/g;
const NON_ASCII = /\P{ASCII}/u;

/** A word's forms for lookup. "beşşşş" is "beş", "l'agent" is "agent". */
function makeForm(raw: string): WordForm {
  let small = lower(raw);
  if (NON_ASCII.test(small)) small = small.replace(QUOTES, "'");
  if (TRIPLE.test(small)) small = small.replace(TRIPLES, '$1');
  if (small.includes("'")) small = small.replace(ELISION, '');
  return { lower: small, folded: fold(small) };
}

/** Few words make up most replies. The memory is emptied when full: what is remembered never changes a result. */
const MOST_REMEMBERED = 20_000;
const remembered = new Map<string, WordForm>();

/** A word's forms for lookup. */
export function wordForm(raw: string): WordForm {
  const known = remembered.get(raw);
  if (known !== undefined) return known;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  const form = makeForm(raw);
  // A slice of a long text would keep the whole text in memory.
  if (raw.length <= 40) remembered.set(raw, form);
  return form;
}
