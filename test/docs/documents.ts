import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

export const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Every markdown file that is ours, by path from the root. */
export const documents: readonly string[] = globSync('**/*.md', {
  cwd: root,
  exclude: (path) => /(^|\/)(node_modules|data|\.git)(\/|$)/.test(path),
}).sort();

export interface Block {
  language: string;
  text: string;
}

const FENCED = /^( *)```(\w*)\n([\s\S]*?)^ *```$/gm;

/** The fenced blocks of a document, without the indentation of the list that they stand in. */
export const blocksOf = (markdown: string): Block[] =>
  [...markdown.matchAll(FENCED)].map(([, indent = '', language = '', text = '']) => ({
    language,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trimEnd(),
  }));

/** A document without its fenced blocks. */
export const proseOf = (markdown: string): string => markdown.replace(FENCED, '');

/** Headings by level: `['# afterword', '## Try it']`. */
export const headingsOf = (markdown: string): string[] =>
  [...proseOf(markdown).matchAll(/^#+ .+$/gm)].map(([heading]) => heading);

/** What stands in backticks within the lines. */
export const codeWordsOf = (markdown: string): string[] =>
  [...proseOf(markdown).matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word);

/** What it takes to find a heading by the part of an address behind "#", as GitHub makes it. */
export const anchorOf = (heading: string): string =>
  heading
    .replace(/^#+ /, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
