/**
 * One part of a message as a platform draws it, from top to bottom. Labels are whole or cut exactly as the channel
 * sends them; what the app itself does with them is said beside.
 */
export type PreviewBlock =
  | { type: 'text'; text: string }
  | {
      type: 'buttons';
      /** Labels, row by row; an empty one at the end of a row is a place that stays free. */
      rows: readonly (readonly string[])[];
      /** Below the bubble of the message, or within it. */
      place: 'below' | 'within';
      /** What the app does with a label that is wider than its button. */
      overflow: 'cut' | 'wrap';
    }
  /** Opened by a button; each row with a second line where the platform has one. */
  | { type: 'list'; button: string; rows: readonly { title: string; description?: string }[] }
  | { type: 'poll'; options: readonly string[] }
  /** The answer that was given, where the channel sets it apart from the text. */
  | { type: 'chosen'; text: string }
  /** Small print: one part stands at the start, two stand at both ends of a line. */
  | { type: 'footnote'; parts: readonly string[] };
