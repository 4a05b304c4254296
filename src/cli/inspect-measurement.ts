import { loadMeasurement } from '../app/measurement.ts';
import type { Settings } from '../config.ts';
import { AfterwordError } from '../model/errors.ts';
import type { Finding } from './inspect.ts';

/** `measurement.yaml`, with every fault and its line; a faulty one would stop the next start. */
export async function inspectMeasurement({
  TEMPLATES_DIR,
}: Pick<Settings, 'TEMPLATES_DIR'>): Promise<Finding> {
  const what = 'measurement';
  try {
    const { segments, stages, goals } = await loadMeasurement(TEMPLATES_DIR);
    const by = segments.length === 0 ? 'no segments' : `segments ${segments.join(', ')}`;
    return { mark: 'ok', what, detail: `${by}; ${stages.length} stages, ${goals.length} goals` };
  } catch (error) {
    if (!(error instanceof AfterwordError)) throw error;
    const faults = error.faults.map(({ path, message }) => `\n      ${path}: ${message}`);
    return { mark: 'bad', what, detail: `${error.message}${faults.join('')}`, next: error.next };
  }
}
