import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Log } from '../../src/model/channel-context.ts';

/** The templates that ship with afterword. */
export const SHIPPED = join(import.meta.dirname, '../../templates');

/** A folder with these files, gone after the test. */
export async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'afterword-templates-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const [name, body] of Object.entries(files)) await writeFile(join(dir, name), body);
  return dir;
}

/** A template of one question; further lines stand at its top level. */
export const small = (id: string, { thanks = 'Thank you!', more = '' } = {}): string =>
  `id: ${id}
metric: csat
languages: [en]
questions:
  - { id: score, type: scale, scale: { min: 1, max: 5 }, text: { en: "How was it?" } }
thanks: { en: "${thanks}" }
${more}`;

/** A log whose lines can be looked at. */
export function keptLog(): Log & { lines: { level: string; fields: object; message: string }[] } {
  const lines: { level: string; fields: object; message: string }[] = [];
  const write = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
