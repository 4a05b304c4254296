import type { Lexicons } from '../compile.ts';
import { trimmedByLibrary } from './library.ts';
import { withoutQuotes } from './quotes.ts';
import { withoutSignature } from './signature.ts';

/**
 * What the customer wrote: `body` without quoted mail, `text` also without signature and legal notice. Only e-mail
 * is cut, and what came from an unknown place and looks like it; other channels hold no quotes.
 */
export function newText(
  whole: string,
  channel: string | undefined,
  lexicons: Lexicons,
): { body: string; text: string } {
  const maybeMail = channel === 'email' || channel === undefined;
  if (!maybeMail || !whole.includes('\n')) return { body: whole, text: whole };
  const body = withoutQuotes(whole, lexicons.email);
  const text = trimmedByLibrary(withoutSignature(body, lexicons.email));
  return { body, text };
}
