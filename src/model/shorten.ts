const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The text, or its beginning with an ellipsis where it is longer than `max`. Length is in UTF-16 units, which no
 * platform counts more strictly than; what a person reads as one character (an emoji of several code points, a
 * letter with its accent) is kept whole.
 */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
