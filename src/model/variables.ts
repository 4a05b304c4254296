import { shorten } from './shorten.ts';

/** What a `{hole}` in a text can name, and whether it is there for every conversation. */
export const VARIABLES = {
  'agent.name': { always: false },
  'agent.team': { always: false },
  'contact.name': { always: false },
  'conversation.id': { always: true },
} as const;
export type Variable = keyof typeof VARIABLES;

/** Values as they were at the close; what was not known is not there. */
export type Variables = Readonly<Partial<Record<Variable, string>>>;

/** One hole of a text: `{contact.name|there}` names a variable and what stands there without it. */
export interface Hole {
  /** Characters from the start of the text. */
  offset: number;
  written: string;
  name: string;
  fallback: string | null;
}

/** Longer names are no names: a person may call themselves anything, and the question has to stay readable. */
const LONGEST_VALUE = 60;

const hole = () => /\{([^{}|]{0,60})(?:\|([^{}|]{0,100}))?\}/g;

/** Every hole of a text, in order, known or not. */
export const holesIn = (text: string): Hole[] =>
  [...text.matchAll(hole())].map((match) => ({
    offset: match.index,
    written: match[0],
    name: (match[1] ?? '').trim(),
    fallback: match[2] ?? null,
  }));

export const isVariable = (name: string): name is Variable => Object.hasOwn(VARIABLES, name);

/**
 * Fills the holes of a text, once: a value that looks like a hole stays as it is. Values are plain text on one line;
 * the channel escapes them like everything else. Where neither value nor fallback is there, the gap is closed.
 */
export function fillVariables(text: string, values: Variables): string {
  let gap = false;
  const filled = text.replace(hole(), (written, name: string, fallback: string | undefined) => {
    const key = name.trim();
    if (!isVariable(key)) return written;
    const value = onOneLine(values[key] ?? '') || (fallback ?? '').trim();
    gap ||= value === '';
    return value;
  });
  return gap ? closeGaps(filled) : filled;
}

/** Without line breaks, control characters and marks that turn the direction of what follows. */
const onOneLine = (value: string): string =>
  shorten(value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim(), LONGEST_VALUE);

/** "Hello , how was it?" → "Hello, how was it?"; ", how was it?" → "how was it?" */
const closeGaps = (text: string): string =>
  text
    .replace(/ {2,}/g, ' ')
    .replace(/ ([,.;:!?…])/g, '$1')
    .replace(/^[ ,;:.!]+/gm, '')
    .trim();
