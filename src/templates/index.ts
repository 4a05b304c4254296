export { type CheckedTemplate, checkTemplate, inOrder } from './check.ts';
export { ASKING_FILE } from './check-asking.ts';
export { type CheckedContent, checkContent } from './check-content.ts';
export { DEFAULTS_FILE } from './defaults.ts';
export { describeFault, errorFaults, formatFault, type TemplateFault } from './fault.ts';
export {
  checkAskingFile,
  checkDefaultsFile,
  checkTemplateFile,
  checkWordsFile,
  type Folder,
  missingWords,
  readFolder,
  templatesInForce,
} from './folder.ts';
export { strayFolders } from './listing.ts';
export { loadTemplates } from './load.ts';
export { nearest } from './nearest.ts';
export { askingSchema, defaultsSchema, templateSchema, wordsSchema } from './schema.ts';
export { type FileStatus, lookOnce, openTemplates, type TemplateSource, wordsFor } from './source.ts';
export type { Content } from './state.ts';
