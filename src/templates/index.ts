export { checkTemplate, inOrder } from './check.ts';
export { errorFaults, formatFault, type TemplateFault } from './fault.ts';
export {
  checkTemplateFile,
  checkWordsFile,
  missingWords,
  readFolder,
  templatesInForce,
} from './folder.ts';
export { loadTemplates } from './load.ts';
export { templateSchema } from './schema.ts';
export { openTemplates, type TemplateSource, wordsFor } from './source.ts';
