import { stat } from 'node:fs/promises';
import path from 'node:path';
import { channelModules } from '../../channels/index.ts';
import { settingsFromEnvironment } from '../main.ts';
import { AfterwordError } from '../model/errors.ts';
import { type DryRunReport, type RuleSet, simulate } from '../planning/dry-run/index.ts';
import { dryRunComparison, dryRunInWords } from '../reports/index.ts';
import {
  ASKING_FILE,
  checkAskingFile,
  checkTemplateFile,
  errorFaults,
  loadTemplates,
  type TemplateFault,
} from '../templates/index.ts';
import { dryRun } from './dry-run.ts';
import { progressBar } from './progress-bar.ts';

export interface PlanOptions {
  history?: string | undefined;
  simulate?: boolean | undefined;
  customers: number;
  days: number;
  seed: number;
  /** A folder with its own rules; default TEMPLATES_DIR. */
  templates?: string | undefined;
  /** Another folder, another `rules/asking.yaml`, or another edition of one template. */
  compare?: string | undefined;
  json: boolean;
}

/** What a channel takes when, as its capabilities say, and how its addresses are read. */
const channels = new Map(
  channelModules.map(({ name, capabilities, address }) => [name, { ...capabilities, address }]),
);

/**
 * `npx afterword plan`: what the rules would have done with past conversations, or do with simulated customers. Asks
 * nobody and reads no database.
 * @throws AfterwordError AW_USAGE, AW_TEMPLATE, AW_HISTORY
 */
export async function plan(
  options: PlanOptions,
  output: NodeJS.WritableStream,
  terminal: NodeJS.WriteStream,
): Promise<void> {
  const { history, compare } = options;
  if ((history === undefined) === (options.simulate !== true)) {
    throw new AfterwordError('AW_USAGE', 'Say either --history FILE or --simulate.');
  }
  const present = await ruleSet(options.templates ?? settingsFromEnvironment().TEMPLATES_DIR);
  const sets = compare === undefined ? [present] : [present, await otherRuleSet(compare, present)];
  const reports =
    history === undefined
      ? sets.map((set) => simulate(set, channels, options))
      : await dryRun(history, sets, channels, progressBar(terminal));
  output.write(options.json ? `${JSON.stringify(asJson(reports), null, 2)}\n` : inWords(reports));
}

const asJson = ([present, compared]: readonly DryRunReport[]) =>
  compared === undefined ? present : { present, compared };

function inWords([present, compared]: readonly DryRunReport[]): string {
  if (present === undefined) return '';
  return compared === undefined ? dryRunInWords(present) : dryRunComparison(present, compared);
}

async function ruleSet(dir: string): Promise<RuleSet> {
  const { templates, asking, faults } = await loadTemplates(dir);
  refuse(faults, dir);
  if (templates.size === 0) throw new AfterwordError('AW_TEMPLATE', `There is no template in ${dir}.`);
  return { policy: asking, templates: [...templates.values()] };
}

/** The present rules with what the file changes; or all of another folder. */
async function otherRuleSet(name: string, present: RuleSet): Promise<RuleSet> {
  const found = await stat(name).catch(() => null);
  if (found === null) throw new AfterwordError('AW_USAGE', `There is no file or folder "${name}".`);
  if (found.isDirectory()) return ruleSet(name);
  if (path.basename(name) === path.basename(ASKING_FILE)) {
    const { policy, faults } = await checkAskingFile(name);
    refuse(faults, name);
    return { ...present, policy: policy ?? present.policy };
  }
  const { template, faults } = await checkTemplateFile(name);
  refuse(faults, name);
  const others = present.templates.filter((one) => one.template.id !== template?.template.id);
  return { ...present, templates: template === null ? others : [...others, template] };
}

function refuse(faults: readonly TemplateFault[], where: string): void {
  if (faults.length === 0) return;
  throw new AfterwordError('AW_TEMPLATE', `There are faults in ${where}.`, { faults: errorFaults(faults) });
}
