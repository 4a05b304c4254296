import { type AskingPolicy, DEFAULT_ASKING_POLICY } from '../model/asking-policy.ts';
import type { Language } from '../model/language.ts';
import type { TemplateVersion } from '../model/template.ts';
import type { Words } from '../model/words.ts';
import { inOrder } from './check.ts';
import type { TemplateFault } from './fault.ts';
import { readFolder, templatesInForce } from './folder.ts';

export interface LoadedTemplates {
  /** By template id. */
  templates: Map<string, TemplateVersion>;
  words: Map<Language, Words>;
  asking: AskingPolicy;
  faults: TemplateFault[];
}

/** Reads a folder of templates once: what is right is loaded, what is wrong is named, all at once. Never throws. */
export async function loadTemplates(dir: string): Promise<LoadedTemplates> {
  const folder = await readFolder(dir);
  const { byFile, faults } = templatesInForce(folder, new Map());
  const words = new Map([...folder.words].flatMap(([language, found]) => (found ? [[language, found]] : [])));
  return {
    templates: new Map([...byFile.values()].map((version) => [version.template.id, version])),
    words,
    asking: folder.asking ?? DEFAULT_ASKING_POLICY,
    faults: inOrder([...folder.faults, ...faults]),
  };
}
