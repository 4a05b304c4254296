import type { Log } from '../../src/model/channel-context.ts';

/** A log that keeps its lines for the test to look at, and prints nothing. */
export interface KeptLog extends Log {
  lines: { level: 'debug' | 'info' | 'warn' | 'error'; fields: object; message: string; at: number }[];
}

export const keptLog = (): KeptLog => {
  const lines: KeptLog['lines'] = [];
  const keep = (level: KeptLog['lines'][number]['level']) => (fields: object, message: string) => {
    lines.push({ level, fields, message, at: Date.now() });
  };
  return { lines, debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
};
