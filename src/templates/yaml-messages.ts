/** Deeper than any template: what is beyond is a mistake or an attack. */
export const MAX_DEPTH = 24;
export const TOO_DEEP = `lists and keys are nested more than ${MAX_DEPTH} deep`;
export const NO_TAGS = 'tags (!...) are not used in templates: put the text in quotes';

/** What the YAML library says, in words that tell an admin what to do. */
const MESSAGES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'this line begins with a tab: indent with spaces',
  MULTIPLE_DOCS: 'there is a second document after ---: one template a file',
  BLOCK_AS_IMPLICIT_KEY:
    'there is a second ":" here, or the next line is indented too far: put a text with ":" in quotes',
  MULTILINE_IMPLICIT_KEY: 'a ":" is missing after this key',
  BAD_SCALAR_START: 'a text that begins with this character needs quotes',
  BAD_DQ_ESCAPE: 'a \\ in double quotes begins a special character: write \\\\ or use single quotes',
};

/** The message for a fault of syntax; unknown ones keep the library's words. */
export function yamlMessage(code: string, message: string): string {
  if (code === 'MISSING_CHAR' && message.includes('quote'))
    return 'a quote is opened before here and not closed';
  if (code === 'BAD_INDENT') {
    const bracket = /end with a ([\]}])/.exec(message)?.[1];
    return bracket === undefined
      ? 'the indentation is off here: keys of one level stand below each other'
      : `a ${bracket} is missing before here`;
  }
  if (message.startsWith('Missing ,')) return 'a comma is missing before here';
  if (message.startsWith('Implicit map key')) return 'a ":" is missing after this key';
  // The library's own words when it ran out of stack.
  if (message.startsWith('Maximum call stack')) return TOO_DEEP;
  if (code === 'UNEXPECTED_TOKEN')
    return 'this does not belong here: is a quote or a bracket missing before it?';
  return MESSAGES[code] ?? message;
}
