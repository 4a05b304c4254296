import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from '../src/model/template.ts';
import { checkTemplate } from '../src/templates/index.ts';
import { guideKeys } from './guide-keys.ts';

const TEMPLATES = join(import.meta.dirname, '../templates');

/** The guide of the admins in one language. */
interface Guide {
  file: string;
  language: 'en' | 'tr';
  needed: string;
  tag(name: string): string;
  closedBy(who: string): string;
}

export const GUIDES: readonly Guide[] = [
  {
    file: 'templates/README.md',
    language: 'en',
    needed: 'needed',
    tag: (name) => `tag \`${name}\``,
    closedBy: (who) => `closed by \`${who}\``,
  },
  {
    file: 'templates/README.tr.md',
    language: 'tr',
    needed: 'gerekli',
    tag: (name) => `\`${name}\` etiketi`,
    closedBy: (who) => `\`${who}\` kapattı`,
  },
];

/**
 * The guide with its tables as they follow from schema and library. What a person wrote of a key stays; keys that are
 * new to the guide are told as the schema tells them, and those that are gone go. The rest of the text is not touched.
 */
export function guideOf(guide: Guide): string {
  const text = readFileSync(join(TEMPLATES, '..', guide.file), 'utf8');
  return text.replace(/(?:^\|.*\|\n)+/gm, (lines) => {
    const rows = lines.trimEnd().split('\n').map(cellsOf);
    const [head = [], , ...body] = rows;
    if (head[0] === 'key' || head[0] === 'anahtar') return table([head, ...keyRows(guide, body)]);
    if (head.length === 5) return table([head, ...body.map((row) => libraryRow(guide, row))]);
    return lines;
  });
}

/** Between bars that are not written as \|. */
const cellsOf = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());

/** Written rows in their order; a new key stands behind the one that it follows in the schema. */
function keyRows({ needed }: Guide, written: readonly string[][]): string[][] {
  const keys = guideKeys();
  const rows = written.filter(([name]) => keys.some(({ key }) => name === `\`${key}\``));
  for (const [i, { key, default: byDefault, example, meaning }] of keys.entries()) {
    const name = `\`${key}\``;
    if (rows.some((row) => row[0] === name)) continue;
    const before = rows.findIndex((row) => row[0] === `\`${keys[i - 1]?.key}\``);
    rows.splice(before + 1, 0, [name, byDefault === 'needed' ? needed : byDefault, example, meaning]);
  }
  return rows;
}

function libraryRow(guide: Guide, row: readonly string[]): string[] {
  const name = (row[0] ?? '').replaceAll('`', '');
  const { template } = checkTemplate(name, readFileSync(join(TEMPLATES, 'library', name), 'utf8'));
  if (template === null) throw new Error(`templates/library/${name} has faults`);
  const { metric, questions, languages, when } = template.template;
  const [first] = questions;
  if (first?.type !== 'scale') throw new Error(`templates/library/${name} does not ask for a score`);
  return [
    `\`${name}\``,
    `${metric}, ${first.scale.min}–${first.scale.max}`,
    first.text[guide.language] ?? '',
    whenInWords(when, guide),
    languages.join(', '),
  ];
}

const whenInWords = ({ tags, closed_by: by }: Template['when'], { tag, closedBy }: Guide): string =>
  tags?.any === undefined ? closedBy((by ?? []).join(', ')) : tags.any.map(tag).join(', ');

function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, i) => Math.max(...rows.map((row) => [...(row[i] ?? '')].length)));
  const line = (row: readonly string[]): string => {
    const cells = row.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - [...cell].length));
    return `| ${cells.join(' | ')} |\n`;
  };
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |\n`;
  return [line(head), rule, ...body.map(line)].join('');
}
