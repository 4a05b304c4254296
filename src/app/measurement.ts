import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { AfterwordError } from '../model/errors.ts';
import { Measurement } from '../model/measurement.ts';

/** Where the setting lies in a folder of templates. */
const FILE = path.join('measurement', 'measurement.yaml');

/** The one that comes with afterword stands in for a folder's own. */
const SHIPPED = fileURLToPath(new URL('../../templates', import.meta.url));

/**
 * Reads `measurement/measurement.yaml` of the folder of templates, or the one that comes with afterword.
 * @throws AfterwordError AW_SETTINGS with every fault
 */
export async function loadMeasurement(templates: string): Promise<Measurement> {
  for (const folder of [templates, SHIPPED]) {
    const file = path.join(folder, FILE);
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (text !== null) return parseMeasurement(text, file);
  }
  return Measurement.parse({});
}

function parseMeasurement(text: string, file: string): Measurement {
  const document = parseDocument(text);
  const [broken] = document.errors;
  if (broken !== undefined) {
    const line = broken.linePos?.[0].line ?? 1;
    throw new AfterwordError('AW_SETTINGS', `${file}:${line} is no YAML: ${broken.message.split('\n')[0]}`);
  }
  const parsed = Measurement.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => ({
    path: issue.path.join('.'),
    message: issue.message,
  }));
  throw new AfterwordError('AW_SETTINGS', `${file} has faults.`, { faults });
}
