import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { AfterwordError } from '../model/errors.ts';
import type { Db } from '../store/schema.ts';
import { type TemplateHistoryRow, templateEdits } from '../store/template-history.ts';
import {
  type CheckedContent,
  checkContent,
  errorFaults,
  type Folder,
  readFolder,
} from '../templates/index.ts';
import { keepTemplate, unknownTemplate } from './template-history.ts';

/** What a restore did. */
export interface Restored {
  file: string;
  /** The file was not there. */
  created: boolean;
  /** The number under which what the file held before is kept; null when it was kept already or there was no file. */
  before: number | null;
  /** The number that the restored content has now; null when it is the one that was in force last. */
  now: number | null;
}

/**
 * Writes an earlier version of a template, of `defaults.yaml` or of a file of words back to its file, at once and as a
 * whole; a running afterword takes it like any edit. What the file held is kept as a version first, also when it has a
 * fault.
 * @throws AfterwordError AW_NOT_FOUND; AW_TEMPLATE when the version does not fit this afterword any more
 */
export async function restoreTemplate(
  db: Db,
  wanted: { dir: string; id: string; number: number },
  now: Date,
): Promise<Restored> {
  const edits = await templateEdits(db, wanted.id);
  const edit = edits.find(({ number }) => number === wanted.number);
  if (edit === undefined) throw await unknown(db, wanted, edits.length);
  const folder = await readFolder(wanted.dir);
  const inFolder = fileOf(folder, wanted, edits[0]?.file ?? edit.file) ?? edit.file;
  const file = join(wanted.dir, inFolder);
  const content = checkContent(file, wanted.id, edit.source, folder.defaults ?? {});
  if (content.version === null) {
    const message = `Version ${wanted.number} of "${wanted.id}" has faults in this afterword; nothing was written.`;
    throw new AfterwordError('AW_TEMPLATE', message, { faults: errorFaults(content.faults) });
  }
  const common = { name: wanted.id, file: inFolder, author: userInfo().username };
  const held = folder.templates.get(file)?.origin ?? folder.beside.get(file)?.origin;
  const before = held && (await keepHeld(db, common, held, folder, now));
  await writeWhole(file, edit.source);
  const { version } = content;
  const restored = { ...common, state: 'in_force' as const, version, source: edit.source, changedAt: now };
  return {
    file,
    created: held === undefined,
    before: before ?? null,
    now: await keepTemplate(db, restored, now),
  };
}

/** What is written over is kept. @returns its number; null when it is kept already */
function keepHeld(
  db: Db,
  common: Pick<TemplateHistoryRow, 'file' | 'author'> & { name: string },
  { text, changedAt }: { text: string; changedAt: Date },
  { defaults }: Folder,
  now: Date,
): Promise<number | null> {
  const { version }: CheckedContent = checkContent(common.file, common.name, text, defaults ?? {});
  const state = version === null ? 'faulty' : 'in_force';
  return keepTemplate(db, { ...common, state, version, source: text, changedAt }, now);
}

/** Where the template lies now, by its name in the folder: a copy beside its own faulty file is not it. */
function fileOf(
  { templates }: Folder,
  { dir, id }: { dir: string; id: string },
  last: string,
): string | undefined {
  const own = templates.get(join(dir, last));
  if (own !== undefined && (own.template === null || own.template.template.id === id)) return last;
  const found = [...templates].find(([, { template }]) => template?.template.id === id)?.[0];
  return found === undefined ? undefined : basename(found);
}

/** A reader sees the old content or the new one and never half of it. */
async function writeWhole(file: string, text: string): Promise<void> {
  const mode = await stat(file).then(
    (found) => found.mode & 0o777,
    () => 0o644,
  );
  await mkdir(dirname(file), { recursive: true });
  // The dot keeps it from being read as a template.
  const draft = join(dirname(file), `.restored.${randomBytes(6).toString('hex')}`);
  try {
    const handle = await open(draft, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

async function unknown(
  db: Db,
  { id, number }: { id: string; number: number },
  versions: number,
): Promise<AfterwordError> {
  const known =
    versions === 0
      ? await unknownTemplate(db, id)
      : `"${id}" has ${versions} versions; ${number} is not one of them.`;
  return new AfterwordError('AW_NOT_FOUND', `${known} "npx afterword templates history" lists them.`);
}
