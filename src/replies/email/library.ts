import EmailReplyParser from 'email-reply-parser';

/**
 * Longer texts skip the library: some of its expressions look back over the whole text, and what our own linear
 * rules left is seldom longer.
 */
const LONGEST_FOR_LIBRARY = 800;

/** The text without what the library knows to be quoted or signed, in the languages that we have no lexicon of. */
export function trimmedByLibrary(text: string): string {
  if (text.length > LONGEST_FOR_LIBRARY || !text.includes('\n')) return text;
  const visible = new EmailReplyParser().parseReply(text).trim();
  return visible === '' ? text : visible;
}
