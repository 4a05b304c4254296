import { checkTemplate } from './check.ts';
import { ASKING_FILE, checkAsking } from './check-asking.ts';
import { checkWords } from './check-words.ts';
import { checkDefaults, DEFAULTS_FILE, type Defaults } from './defaults.ts';
import type { TemplateFault } from './fault.ts';
import { contentVersion } from './version.ts';

/** A content of any file of the folder, checked. */
export interface CheckedContent {
  /** Null where there is a fault. */
  version: string | null;
  faults: TemplateFault[];
}

/**
 * Checks a content as what its name says it is.
 * @param name the id of a template, `defaults.yaml`, `rules/asking.yaml` or `words/tr.yaml`
 * @param defaults what a template is read with
 */
export function checkContent(file: string, name: string, text: string, defaults: Defaults): CheckedContent {
  if (name === DEFAULTS_FILE) {
    const { defaults: data, faults } = checkDefaults(file, text);
    return { version: data && contentVersion(data), faults };
  }
  if (name === ASKING_FILE) {
    const { policy, faults } = checkAsking(file, text);
    return { version: policy && contentVersion(policy), faults };
  }
  if (name.startsWith('words/')) {
    const { words, faults } = checkWords(file, text);
    return { version: words && contentVersion(words), faults };
  }
  const { template, faults } = checkTemplate(file, text, defaults);
  return { version: template?.version ?? null, faults };
}
