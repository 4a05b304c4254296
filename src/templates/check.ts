import { isDeepStrictEqual } from 'node:util';
import { Template, type TemplateVersion } from '../model/template.ts';
import { crossFindings } from './checks/index.ts';
import { type Defaults, withDefaults } from './defaults.ts';
import { readYaml, type YamlFile } from './document.ts';
import type { TemplateFault } from './fault.ts';
import { outlineOf } from './outline.ts';
import { reachFindings } from './reach.ts';
import { templateSchema } from './schema.ts';
import { schemaFindings } from './schema-findings.ts';
import { versionOf } from './version.ts';
import { warningsOf } from './warnings.ts';

/** A file with more faults than this is no template; nobody reads on. */
const MOST_FAULTS = 100;

/** One template file, checked. */
export interface CheckedTemplate {
  /** Null where there is a fault. */
  template: TemplateVersion | null;
  faults: TemplateFault[];
  warnings: TemplateFault[];
  /** Gives further findings in this file their line. */
  place: YamlFile['place'];
}

/**
 * Checks the text of one template file: all faults at once, in the order of their lines.
 * @param file how the file is called in faults
 * @param defaults what `defaults.yaml` of its folder gives
 */
export function checkTemplate(file: string, text: string, defaults: Defaults = {}): CheckedTemplate {
  const yaml = readYaml(file, text);
  const { place } = yaml;
  const without = (faults: TemplateFault[]): CheckedTemplate => ({
    template: null,
    faults,
    warnings: [],
    place,
  });
  if (yaml.data === undefined) return without(inOrder(yaml.faults));
  if (yaml.data === null) return without([place({ path: [], message: 'the file is empty' })]);
  const data = withDefaults(yaml.data, defaults);
  const outline = outlineOf(data);
  const parsed = Template.safeParse(data);
  const cross = crossFindings(outline);
  const findings = parsed.success ? [] : schemaFindings(parsed.error, templateSchema, data);
  // What is between the parts knows the word that is meant; the schema only the shape of all words.
  const shapes = findings.filter(
    ({ path }) => !cross.some((one) => one.nearest !== undefined && isDeepStrictEqual(one.path, path)),
  );
  const faults = inOrder([...yaml.faults, ...[...shapes, ...cross].slice(0, MOST_FAULTS).map(place)]).slice(
    0,
    MOST_FAULTS,
  );
  const template = parsed.success && faults.length === 0 ? versionOf(parsed.data) : null;
  const unreached = template === null ? [] : reachFindings(template.template);
  const warnings = inOrder([...yaml.warnings, ...[...warningsOf(outline), ...unreached].map(place)]);
  return { template, faults, warnings, place };
}

/** By place; what two checks say of one place in the same words is said once. */
export function inOrder(faults: readonly TemplateFault[]): TemplateFault[] {
  const once = new Map(faults.map((fault) => [JSON.stringify(fault), fault]));
  return [...once.values()].toSorted(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
}
