import { TemplateDefaults } from '../model/template.ts';
import { inOrder } from './check.ts';
import { holeFindings } from './checks/texts.ts';
import { readYaml } from './document.ts';
import type { Finding, TemplateFault } from './fault.ts';
import { isLanguage, noLanguage } from './language-names.ts';
import { defaultsSchema, member } from './schema.ts';
import { schemaFindings } from './schema-findings.ts';

/** The file of a folder that stands under each of its templates. */
export const DEFAULTS_FILE = 'defaults.yaml';

/** As written: it is laid under a template before that is read. */
export type Defaults = Readonly<Record<string, unknown>>;

/** Checks the text of a `defaults.yaml`; `defaults` is null where there is a fault. */
export function checkDefaults(
  file: string,
  text: string,
): { defaults: Defaults | null; faults: TemplateFault[] } {
  const yaml = readYaml(file, text);
  if (yaml.data === undefined) return { defaults: null, faults: inOrder(yaml.faults) };
  const data = yaml.data ?? {};
  const parsed = TemplateDefaults.safeParse(data);
  const findings = parsed.success ? [] : schemaFindings(parsed.error, defaultsSchema, data);
  const faults = inOrder([...yaml.faults, ...[...findings, ...thanksFindings(data)].map(yaml.place)]);
  return { defaults: isKeyed(data) && faults.length === 0 ? data : null, faults };
}

const thanksFindings = (data: unknown): Finding[] =>
  Object.entries(member(data, 'thanks') ?? {}).flatMap(([language, text]) =>
    isLanguage(language)
      ? holeFindings(['thanks', language], 'said', text)
      : [{ path: ['thanks', language], atKey: true, ...noLanguage(language) }],
  );

/** The groups of which single keys are filled in; everything else is taken as a whole. */
const FILLED_IN = ['when', 'ask'];

/**
 * The data of a template with the defaults of its folder under it: what the template writes stays. Thanks are taken in
 * the languages that the template speaks.
 */
export function withDefaults(data: unknown, defaults: Defaults): unknown {
  if (!isKeyed(data)) return data;
  const merged: Record<string, unknown> = { ...defaults, ...data };
  for (const key of FILLED_IN) {
    if (Object.hasOwn(data, key) && Object.hasOwn(defaults, key))
      merged[key] = under(data[key], defaults[key]);
  }
  if (Object.hasOwn(data, 'thanks') || !isKeyed(defaults.thanks)) return merged;
  const spoken = Array.isArray(merged.languages) ? merged.languages : [];
  const thanks = Object.entries(defaults.thanks).filter(([language]) => spoken.includes(language));
  if (thanks.length > 0) merged.thanks = Object.fromEntries(thanks);
  else delete merged.thanks;
  return merged;
}

function under(own: unknown, defaults: unknown): unknown {
  if (!isKeyed(own) || !isKeyed(defaults)) return own;
  const filled = Object.entries(own).map(([key, value]) => [key, under(value, member(defaults, key))]);
  return { ...defaults, ...Object.fromEntries(filled) };
}

const isKeyed = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
