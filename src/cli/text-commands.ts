import path from 'node:path';
import { settingsFromEnvironment } from '../main.ts';

/** Commands that read text and write text, without a database. */

/** `npx afterword read` */
export async function readCommand(): Promise<void> {
  const { read } = await import('./read.ts');
  const { loadLexicons } = await import('../replies/load-lexicons.ts');
  const lexicons = await loadLexicons([path.join(settingsFromEnvironment().TEMPLATES_DIR, 'lexicons')]);
  process.exitCode = await read(process.stdin, process.stdout, lexicons);
}

/** `npx afterword metric` */
export async function metricCommand(): Promise<void> {
  const { metric } = await import('./metric.ts');
  process.exitCode = await metric(process.stdin, process.stdout);
}

/** `npx afterword templates check` */
export async function templatesCheck(files: readonly string[], format: 'text' | 'json'): Promise<void> {
  const { check } = await import('./templates.ts');
  const targets = files.length > 0 ? files : [settingsFromEnvironment().TEMPLATES_DIR];
  process.exitCode = await check(targets, process.stdout, { format });
}
