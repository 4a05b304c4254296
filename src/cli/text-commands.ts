import path from 'node:path';
import { root, settingsFromEnvironment } from '../main.ts';

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
export async function templatesCheck(
  files: readonly string[],
  options: { format: 'text' | 'json'; strict?: boolean },
): Promise<void> {
  const { check } = await import('./templates.ts');
  const { channelModules } = await import('../../channels/index.ts');
  const targets = files.length > 0 ? files : [settingsFromEnvironment().TEMPLATES_DIR];
  const channels = channelModules.map(({ name }) => name);
  process.exitCode = await check(targets, process.stdout, { strict: false, ...options, channels });
}

/** Where words are looked for: those that ship with afterword, then the admin's own. */
const wordsDirs = (): string[] => [path.join(root, 'templates'), settingsFromEnvironment().TEMPLATES_DIR];

/** What `preview` and `simulate` are both asked for. */
interface Shown {
  lang?: string;
  variant?: string;
}

/** `npx afterword templates preview` */
export async function templatesPreview(
  file: string,
  { channel, lang, variant, html = false }: Shown & { channel: string; html?: string | boolean },
): Promise<void> {
  const { preview } = await import('./templates-preview.ts');
  const { channelModules } = await import('../../channels/index.ts');
  const options = { file, channel, lang, variant, html, modules: channelModules, wordsDirs: wordsDirs() };
  await preview(options, process.stdout);
}

/** `npx afterword templates simulate` */
export async function templatesSimulate(file: string, { lang, variant }: Shown): Promise<void> {
  const { simulate } = await import('./templates-simulate.ts');
  const { loadLexicons } = await import('../replies/index.ts');
  const lexicons = loadLexicons([path.join(settingsFromEnvironment().TEMPLATES_DIR, 'lexicons')]);
  const options = { file, lang, variant, lexicons, wordsDirs: wordsDirs() };
  await simulate(options, process.stdin, process.stdout);
}
