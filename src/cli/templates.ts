import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { meansChannel } from '../model/channel-names.ts';
import { AfterwordError } from '../model/errors.ts';
import {
  ASKING_FILE,
  type CheckedTemplate,
  checkAskingFile,
  checkDefaultsFile,
  checkTemplateFile,
  checkWordsFile,
  DEFAULTS_FILE,
  formatFault,
  inOrder,
  missingWords,
  readFolder,
  strayFolders,
  type TemplateFault,
  templatesInForce,
} from '../templates/index.ts';

/** What `templates check` found. As JSON this is what it writes. */
interface Report {
  /** How many files were looked at. */
  files: number;
  faults: TemplateFault[];
  warnings: TemplateFault[];
}

/** What `templates check` is asked for, and what it knows. */
export interface CheckOptions {
  format: 'text' | 'json';
  /** Warnings fail too. */
  strict: boolean;
  /** The channels that this afterword has. */
  channels: readonly string[];
}

/**
 * `npx afterword templates check [files]`: checks templates and what stands beside them, in files or whole folders, and
 * writes every fault and warning at once.
 * @returns the exit code: 0 when nothing is faulty (warnings count only if `strict`), else 1
 * @throws AfterwordError AW_USAGE when a path is not there
 */
export async function check(
  paths: readonly string[],
  output: NodeJS.WritableStream,
  { format, strict, channels }: CheckOptions,
): Promise<number> {
  const reports: Report[] = [];
  for (const path of paths) reports.push(await checkPath(path, channels));
  const report: Report = {
    files: reports.reduce((sum, { files }) => sum + files, 0),
    faults: inOrder(reports.flatMap(({ faults }) => faults)),
    warnings: inOrder(reports.flatMap(({ warnings }) => warnings)),
  };
  output.write(format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : inWords(report));
  return report.faults.length + (strict ? report.warnings.length : 0) === 0 ? 0 : 1;
}

async function checkPath(path: string, channels: readonly string[]): Promise<Report> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new AfterwordError('AW_USAGE', `There is no file or folder "${path}".`);
  const name = basename(resolve(path));
  const folder = basename(dirname(resolve(path)));
  if (found.isDirectory()) return name === 'words' ? checkWordsFolder(path) : checkFolder(path, channels);
  if (folder === 'words') return reportOf(await checkWordsFile(path));
  if (`${folder}/${name}` === ASKING_FILE) return reportOf(await checkAskingFile(path));
  if (name === DEFAULTS_FILE) return reportOf(await checkDefaultsFile(path));
  const checked = await checkTemplateFile(path);
  const { faults, warnings } = checked;
  return { files: 1, faults, warnings: [...warnings, ...channelsNotHere(checked, channels)] };
}

const reportOf = ({ faults }: { faults: TemplateFault[] }): Report => ({ files: 1, faults, warnings: [] });

/** `words/` alone, without the templates above it. */
async function checkWordsFolder(path: string): Promise<Report> {
  const { beside, faults } = await readFolder(dirname(resolve(path)));
  const files = [...beside].filter(([, { name }]) => name.startsWith('words/'));
  const inIt = faults.filter(({ file }) => dirname(file) === resolve(path));
  return { files: files.length, faults: inIt, warnings: [] };
}

async function checkFolder(path: string, channels: readonly string[]): Promise<Report> {
  const folder = await readFolder(path);
  const templates = [...folder.templates.values()];
  const empty = folder.readable && templates.length === 0 ? [noTemplate(path)] : [];
  return {
    files: folder.templates.size + folder.beside.size,
    faults: [...folder.faults, ...empty, ...templatesInForce(folder, new Map()).faults],
    warnings: [
      ...templates.flatMap((checked) => [...checked.warnings, ...channelsNotHere(checked, channels)]),
      ...missingWords(folder),
      ...(await strayFolders(path)),
    ],
  };
}

const noTemplate = (file: string): TemplateFault => ({
  file,
  line: 1,
  column: 1,
  path: '',
  message: 'there is no template in this folder',
  expected: 'a file such as csat.yaml',
});

/** A channel that nobody installed: conversations there are never asked, and words for it never seen. */
function channelsNotHere({ template, place }: CheckedTemplate, channels: readonly string[]): TemplateFault[] {
  if (template === null) return [];
  const { when, questions } = template.template;
  const named = [
    ...(when.channels ?? []).map((name, i) => ({ name, path: ['when', 'channels', i] })),
    ...questions.flatMap((question, i) =>
      Object.keys(question.channels ?? {}).map((name) => ({
        name,
        path: ['questions', i, 'channels', name],
      })),
    ),
  ];
  return named
    .filter(({ name }) => !channels.some((one) => meansChannel([name], one)))
    .map(({ name, path }) =>
      place({ path, message: `this afterword has no channel "${name}"; it has ${channels.join(', ')}` }),
    );
}

const count = (n: number, one: string): string => `${n === 0 ? 'no' : n} ${one}${n === 1 ? '' : 's'}`;

function inWords({ files, faults, warnings }: Report): string {
  const lines = [
    ...faults.map(formatFault),
    ...warnings.map((warning) => formatFault({ ...warning, message: `warning: ${warning.message}` })),
  ];
  const end = `${count(files, 'file')}: ${count(faults.length, 'fault')}, ${count(warnings.length, 'warning')}`;
  return [...lines, end, ''].join('\n');
}
