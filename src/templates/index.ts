export { checkTemplate, inOrder } from './check.ts';
export { DEFAULTS_FILE } from './defaults.ts';
export { errorFaults, formatFault, type TemplateFault } from './fault.ts';
export {
  checkDefaultsFile,
  checkTemplateFile,
  checkWordsFile,
  type Folder,
  missingWords,
  readFolder,
  templatesInForce,
} from './folder.ts';
export { loadTemplates } from './load.ts';
export { defaultsSchema, templateSchema, wordsSchema } from './schema.ts';
export { openTemplates, type TemplateFile, type TemplateSource, wordsFor } from './source.ts';
