export type { Lexicons } from './compile.ts';
export { loadLexicons } from './load-lexicons.ts';
export { readReply } from './read-reply.ts';
export { readSeveral } from './read-several.ts';
export { saysNothing } from './skip.ts';
