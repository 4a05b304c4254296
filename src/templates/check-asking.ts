import { AskingPolicy } from '../model/asking-policy.ts';
import { inOrder } from './check.ts';
import { readYaml } from './document.ts';
import type { TemplateFault } from './fault.ts';
import { askingSchema } from './schema.ts';
import { schemaFindings } from './schema-findings.ts';

/** What holds for everybody who is asked, beside the templates. */
export const ASKING_FILE = 'rules/asking.yaml';

/** Checks the text of `rules/asking.yaml`; `policy` is null where there is a fault. An empty file has the defaults. */
export function checkAsking(
  file: string,
  text: string,
): { policy: AskingPolicy | null; faults: TemplateFault[] } {
  const yaml = readYaml(file, text);
  if (yaml.data === undefined) return { policy: null, faults: inOrder(yaml.faults) };
  const data = yaml.data ?? {};
  const parsed = AskingPolicy.safeParse(data);
  const findings = parsed.success ? [] : schemaFindings(parsed.error, askingSchema, data);
  const faults = inOrder([...yaml.faults, ...findings.map(yaml.place)]);
  return { policy: parsed.success && faults.length === 0 ? parsed.data : null, faults };
}
