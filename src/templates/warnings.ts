import { meansChannel } from '../model/channel-names.ts';
import { longestPath } from '../model/flow.ts';
import { holesIn, isVariable, VARIABLES } from '../model/variables.ts';
import { CHANNEL_LIMITS } from './channel-limits.ts';
import type { Finding } from './fault.ts';
import type { Outline } from './outline.ts';
import { type TextEntry, textsOf } from './texts-of.ts';
import { DOUBLE, LEADING, PROMOTIONAL, wordIn } from './wording.ts';

/** More than this and people leave before the end. */
const MOST_QUESTIONS = 3;

/** What works and is better done otherwise. */
export const warningsOf = (outline: Outline): Finding[] => [
  ...textsOf(outline).flatMap((entry) =>
    Object.entries(entry.texts).flatMap(([language, text]): Finding[] =>
      typeof text === 'string' ? ofText(outline, entry, language, text) : [],
    ),
  ),
  ...tooMany(outline),
];

/** What is said of one text in one language; each with its own place. */
function ofText(outline: Outline, entry: TextEntry, language: string, text: string): Finding[] {
  const messages = [
    leading(outline, entry, language, text),
    double(outline, entry, language, text),
    promotional(outline, entry, language, text),
    skewed(entry, text),
    tooLong(outline, entry, text),
    unfilled(text),
    curlyQuotes(text),
    loneQuote(text),
  ];
  const path = [...entry.path, language];
  return messages.flatMap((message) => (message === null ? [] : [{ path, message }]));
}

/** Whether this text asks for a score: its wording moves the figure. */
function asksForScore({ questions }: Outline, { path, role }: TextEntry): boolean {
  if (role !== 'question') return false;
  const question =
    path[0] === 'questions' ? questions[Number(path[1])] : questions.find(({ id }) => id === path[3]);
  return question?.type === 'scale';
}

function leading(outline: Outline, entry: TextEntry, language: string, text: string): string | null {
  const word = asksForScore(outline, entry) ? wordIn(LEADING, text, language) : undefined;
  return word === undefined ? null : `"${word}" suggests an answer: figures asked this way come out too good`;
}

function double(outline: Outline, entry: TextEntry, language: string, text: string): string | null {
  const word = asksForScore(outline, entry) ? wordIn(DOUBLE, text, language) : undefined;
  return word === undefined
    ? null
    : `"${word}" may ask two things at once: nobody can tell which of them the score is for`;
}

/** Null stands for every channel, so for WhatsApp too. */
const mayGoTo = ({ when }: Outline, { channel, replacedOn }: TextEntry, name: string): boolean => {
  if (channel !== null) return meansChannel([channel], name);
  const wanted = when?.channels?.filter((one) => one !== undefined);
  return (wanted === undefined || meansChannel(wanted, name)) && !meansChannel(replacedOn, name);
};

function promotional(outline: Outline, entry: TextEntry, language: string, text: string): string | null {
  // What is tapped is an answer, and may name a discount that ended.
  if (entry.role !== 'question' && entry.role !== 'said') return null;
  if (!mayGoTo(outline, entry, 'whatsapp-cloud')) return null;
  const word = wordIn(PROMOTIONAL, text, language);
  return word === undefined
    ? null
    : `"${word}" makes WhatsApp file this under marketing, which costs more and reaches fewer`;
}

const FACES =
  /[\u{1F600}-\u{1F64F}\u{1F910}-\u{1F917}\u{1F920}-\u{1F92F}\u{1F970}-\u{1F97A}\u{2639}\u{263A}]/u;
const HEARTS =
  /[\u{2764}\u{2665}\u{1F493}-\u{1F49F}\u{1F5A4}\u{1F90D}\u{1F90E}\u{1F9E1}\u{1FA75}-\u{1FA77}]/u;

/** Faces and hearts on a scale draw answers to themselves: figures cannot be compared with those of numbers. */
function skewed({ role }: TextEntry, text: string): string | null {
  if (role !== 'label') return null;
  const found = FACES.exec(text)?.[0] ?? HEARTS.exec(text)?.[0];
  return found === undefined
    ? null
    : `${found} on a scale is known to skew answers: numbers with words at the ends do not`;
}

/** Every channel that would cut the text, the one that cuts most first. */
function tooLong(outline: Outline, entry: TextEntry, text: string): string | null {
  const { role } = entry;
  const length = [...text].length;
  const cutting = Object.entries(CHANNEL_LIMITS)
    .filter(([name, limits]) => mayGoTo(outline, entry, name) && length > limits[role])
    .map(([, limits]) => limits)
    .toSorted((a, b) => a[role] - b[role]);
  const [worst, ...others] = cutting.filter(
    (one, i) => cutting.findIndex(({ name }) => name === one.name) === i,
  );
  if (worst === undefined) return null;
  const more = others.map((one) => `, ${one.name} ${one[role]}`).join('');
  return `the text has ${length} characters: ${worst.name} shows ${worst[role]} here${more} and the rest is cut`;
}

/** Word processors make curly quotes of straight ones: YAML takes them for a part of the text. */
const curlyQuotes = (text: string): string | null =>
  /^[“„‘«].*[”“’»]$/su.test(text.trim())
    ? 'the curly quotes are part of the text: customers would see them; write straight ones'
    : null;

/** `tr: Nasıldı?"`: the quote at the other end was lost, and YAML takes the one that is left for a part of the text. */
const loneQuote = (text: string): string | null =>
  /^[^"]*"$|^"[^"]*$/su.test(text.trim())
    ? 'the " is part of the text: customers would see it; a text in quotes has one at both ends'
    : null;

/** A value that may be unknown, with nothing to say instead. */
function unfilled(text: string): string | null {
  const hole = holesIn(text).find(
    ({ name, fallback }) => fallback === null && isVariable(name) && !VARIABLES[name].always,
  );
  return hole === undefined
    ? null
    : `${hole.written} may be unknown and is then left out: say what stands there instead, {${hole.name}|…}`;
}

function tooMany({ questions }: Outline): Finding[] {
  const flow = questions.map(({ id = '', next = [] }) => ({
    id,
    next: next.map((branch) => ({ if: branch.if, go: branch.go ?? '' })),
  }));
  const most = longestPath({ questions: flow });
  if (most <= MOST_QUESTIONS) return [];
  const message = `one person can be asked ${most} questions: after ${MOST_QUESTIONS} most people leave`;
  return [{ path: ['questions'], atKey: true, message }];
}
