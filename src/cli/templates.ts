import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AfterwordError } from '../model/errors.ts';
import {
  ASKING_FILE,
  checkAskingFile,
  checkDefaultsFile,
  checkTemplateFile,
  checkWordsFile,
  DEFAULTS_FILE,
  formatFault,
  inOrder,
  missingWords,
  readFolder,
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

/**
 * `npx afterword templates check [files]`: checks templates and words, in files or whole folders, and writes every
 * fault and warning at once.
 * @returns the exit code: 0 when nothing is faulty (warnings do not count), else 1
 * @throws AfterwordError AW_USAGE when a path is not there
 */
export async function check(
  paths: readonly string[],
  output: NodeJS.WritableStream,
  { format }: { format: 'text' | 'json' },
): Promise<number> {
  const reports: Report[] = [];
  for (const path of paths) reports.push(await checkPath(path));
  const report: Report = {
    files: reports.reduce((sum, { files }) => sum + files, 0),
    faults: inOrder(reports.flatMap(({ faults }) => faults)),
    warnings: inOrder(reports.flatMap(({ warnings }) => warnings)),
  };
  output.write(format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : inWords(report));
  return report.faults.length === 0 && report.files > 0 ? 0 : 1;
}

async function checkPath(path: string): Promise<Report> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new AfterwordError('AW_USAGE', `There is no file or folder "${path}".`);
  if (found.isDirectory()) return checkFolder(path);
  if (basename(dirname(path)) === 'words') {
    return { files: 1, faults: (await checkWordsFile(path)).faults, warnings: [] };
  }
  if (join(basename(dirname(path)), basename(path)) === ASKING_FILE) {
    return { files: 1, faults: (await checkAskingFile(path)).faults, warnings: [] };
  }
  if (basename(path) === DEFAULTS_FILE) {
    return { files: 1, faults: (await checkDefaultsFile(path)).faults, warnings: [] };
  }
  const { faults, warnings } = await checkTemplateFile(path);
  return { files: 1, faults, warnings };
}

async function checkFolder(path: string): Promise<Report> {
  const folder = await readFolder(path);
  return {
    files: folder.templates.size + folder.beside.size,
    faults: [...folder.faults, ...templatesInForce(folder, new Map()).faults],
    warnings: [...folder.templates.values()].flatMap(({ warnings }) => warnings).concat(missingWords(folder)),
  };
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
