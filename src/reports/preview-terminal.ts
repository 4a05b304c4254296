import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { PreviewBlock } from '../model/preview.ts';
import type { ChannelPreview, PreviewScreen, TemplatePreview } from './preview.ts';

/** Columns of text in a bubble: about what a phone of 360 px shows. */
const COLUMNS = 40;
/** The bubble with its sides and the space within them. */
const WIDTH = COLUMNS + 4;

/** A whole preview for the terminal, channel below channel. */
export function drawPreview({ template, language, variant, channels }: TemplatePreview): string {
  const title = [template, language, ...(variant === null ? [] : [`variant ${variant}`])].join(', ');
  return `${[title, ...channels.map(drawChannel)].join('\n\n')}\n`;
}

function drawChannel({ channel, screens }: ChannelPreview): string {
  const heading = `━━ ${channel} `.padEnd(WIDTH, '━');
  if (screens === null) return `${heading}\n\nThis channel has no preview.`;
  return [heading, ...screens.map(drawScreen)].join('\n\n');
}

const drawScreen = ({ title, blocks }: PreviewScreen): string => `${title}\n${drawMessage(blocks)}`;

const isBelow = (block: PreviewBlock): boolean => block.type === 'buttons' && block.place === 'below';

/** One message: its bubble, and below it what the platform hangs on it. */
function drawMessage(blocks: readonly PreviewBlock[]): string {
  const within = blocks.filter((block) => !isBelow(block));
  const lines = within.flatMap((block, i) => [...(i === 0 ? [] : ['']), ...drawBlock(block, COLUMNS)]);
  const bubble = [
    `╭${'─'.repeat(WIDTH - 2)}╮`,
    ...lines.map((line) => `│ ${padTo(line, COLUMNS)} │`),
    `╰${'─'.repeat(WIDTH - 2)}╯`,
  ];
  return [...bubble, ...blocks.filter(isBelow).flatMap((block) => drawBlock(block, WIDTH))].join('\n');
}

/** Lines of at most so many columns. */
function drawBlock(block: PreviewBlock, columns: number): string[] {
  switch (block.type) {
    case 'text':
      return wrap(block.text, columns);
    case 'buttons':
      return drawRows(block.rows, columns, block.overflow);
    case 'list':
      return [
        ...drawRows([[`☰ ${block.button}`]], columns, 'cut'),
        ...block.rows.flatMap(({ title, description }) => [
          ...hanging('○ ', title, columns),
          ...(description === undefined ? [] : hanging('  ', description, columns)),
        ]),
      ];
    case 'poll':
      return block.options.flatMap((option) => hanging('○ ', option, columns));
    case 'chosen':
      return hanging('● ', block.text, columns);
    case 'footnote':
      return drawFootnote(block.parts, columns);
  }
}

/** Rows of as many buttons stand on one line between them. */
function drawRows(rows: readonly (readonly string[])[], columns: number, overflow: 'cut' | 'wrap'): string[] {
  const filled = rows.map((row) => row.filter((label) => label !== ''));
  const alike = (a: number, b: number): boolean =>
    rows[a]?.length === rows[b]?.length && filled[a]?.length === filled[b]?.length;
  return rows.flatMap((row, i) => {
    const labels = filled[i] ?? [];
    const widths = widthsOf(row.length, columns).slice(0, labels.length);
    const top = alike(i, i - 1) ? [] : [edge(widths, '┌┬┐')];
    return [...top, ...drawRow(labels, widths, overflow), edge(widths, alike(i, i + 1) ? '├┼┤' : '└┴┘')];
  });
}

/** Buttons of one row share its width evenly, as on a phone. */
function widthsOf(buttons: number, columns: number): number[] {
  const free = columns - buttons - 1;
  return Array.from({ length: buttons }, (_, i) => Math.floor(free / buttons) + (i < free % buttons ? 1 : 0));
}

const edge = (widths: readonly number[], [left = '', between = '', right = '']: string): string =>
  left + widths.map((width) => '─'.repeat(width)).join(between) + right;

function drawRow(labels: readonly string[], widths: readonly number[], overflow: 'cut' | 'wrap'): string[] {
  const cells = labels.map((label, i) => {
    const width = Math.max(1, (widths[i] ?? 0) - 2);
    return overflow === 'cut' ? [cut(label, width)] : wrap(label, width);
  });
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from(
    { length: height },
    (_, at) => `│${cells.map((lines, i) => centre(lines[at] ?? '', widths[i] ?? 0)).join('│')}│`,
  );
}

function drawFootnote(parts: readonly string[], columns: number): string[] {
  const [start = '', end = ''] = parts;
  const gap = columns - stringWidth(start) - stringWidth(end);
  if (end === '' || gap > 0) return wrap(start + ' '.repeat(Math.max(0, gap)) + end, columns);
  return [...wrap(start, columns), ...wrap(end, columns).map((line) => padStart(line, columns))];
}

const wrap = (text: string, columns: number): string[] =>
  wrapAnsi(text, columns, { hard: true })
    .split('\n')
    .map((line) => line.trimEnd());

const hanging = (mark: string, text: string, columns: number): string[] =>
  wrap(text, columns - mark.length).map((line, i) => (i === 0 ? mark : ' '.repeat(mark.length)) + line);

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The label as an app cuts it: the last column becomes an ellipsis. */
function cut(label: string, columns: number): string {
  if (stringWidth(label) <= columns) return label;
  let kept = '';
  for (const { segment } of graphemes.segment(label)) {
    if (stringWidth(kept + segment) > columns - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

const spaces = (text: string, columns: number): number => Math.max(0, columns - stringWidth(text));

const padTo = (text: string, columns: number): string => text + ' '.repeat(spaces(text, columns));

const padStart = (text: string, columns: number): string => ' '.repeat(spaces(text, columns)) + text;

function centre(text: string, columns: number): string {
  const free = spaces(text, columns);
  return ' '.repeat(Math.floor(free / 2)) + text + ' '.repeat(Math.ceil(free / 2));
}
