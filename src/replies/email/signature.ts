import { fold } from '../fold.ts';
import { beginningOf, type EmailWords } from '../machine-words.ts';

const DELIMITER = /^(?:--|__|—|\*\*|==)\s*$/;
const AROUND = /^[\s*_>-]+|[\s.,،!;:*_)-]+$/gu;
/** A name may stand on the line of the sign-off; more words are a sentence. */
const LONGEST_SIGN_OFF = 60;

const APOSTROPHES = /[’‘´`]/g;
/** "… telefonumdan gönderildi": in some languages the app's name comes first. */
const LONGEST_APP_LINE = 80;

const endsWithAny = (line: string, ends: readonly string[]): boolean =>
  line.length <= LONGEST_APP_LINE && ends.some((end) => line.endsWith(end));

const startsWithAny = (line: string, starts: ReadonlyMap<string, readonly string[]>): boolean =>
  starts.get(beginningOf(line))?.some((start) => line.startsWith(start)) === true;

/** "Kind regards", "Saygılarımla,", "Thanks, Ayşe". */
function isSignOff(line: string, words: EmailWords): boolean {
  if (line.length > LONGEST_SIGN_OFF) return false;
  const comma = line.search(/[,،]/);
  const head = comma > 0 && line.slice(comma).trim().split(/\s+/).length <= 4 ? line.slice(0, comma) : line;
  return words.signOffs.has(head.replace(AROUND, ''));
}

/** The mail's text above its signature, its app's line and its legal notice; the whole text if nothing is above. */
export function withoutSignature(text: string, words: EmailWords): string {
  const lines = text.split('\n');
  let written = false;
  for (let at = 0; at < lines.length; at++) {
    const line = fold((lines[at] ?? '').trim()).replace(APOSTROPHES, "'");
    if (line === '') continue;
    const bare = line.replace(AROUND, '');
    const app = startsWithAny(bare, words.appLines) || endsWithAny(bare, words.appLineEnds);
    const notice = app || startsWithAny(bare, words.disclaimers);
    const ends = notice || DELIMITER.test(line) || isSignOff(line, words);
    if (ends && (written || notice)) return lines.slice(0, at).join('\n').trim();
    written = true;
  }
  return text;
}
