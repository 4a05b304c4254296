import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AfterwordError, type Fault } from '../model/errors.ts';
import { Measurement } from '../model/measurement.ts';
import { parseYamlSetting } from './yaml-setting.ts';

/** Where the setting lies in a folder of templates. */
const FILE = path.join('measurement', 'measurement.yaml');

/** The one that comes with afterword stands in for a folder's own. */
const SHIPPED = fileURLToPath(new URL('../../templates', import.meta.url));

/**
 * Reads `measurement/measurement.yaml` of the folder of templates, or the one that comes with afterword.
 * @throws AfterwordError AW_SETTINGS with every fault and its line
 */
export async function loadMeasurement(templates: string): Promise<Measurement> {
  for (const folder of [templates, SHIPPED]) {
    const file = path.join(folder, FILE);
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw new AfterwordError('AW_SETTINGS', `${file} cannot be read (${error.code}).`, { cause: error });
    });
    if (text !== null) return parseYamlSetting(text, file, Measurement, (faults) => faulty(file, faults));
  }
  return Measurement.parse({});
}

const faulty = (file: string, faults: readonly Fault[]): AfterwordError =>
  new AfterwordError('AW_SETTINGS', `${file} has faults.`, { faults });
