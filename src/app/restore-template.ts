import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { AfterwordError } from '../model/errors.ts';
import type { Db } from '../store/schema.ts';
import { templateEdits } from '../store/template-history.ts';
import { checkTemplate, errorFaults, type Folder, readFolder } from '../templates/index.ts';
import { keepTemplate } from './template-history.ts';

/** What a restore did. */
export interface Restored {
  file: string;
  /** The number under which what the file held before is kept; null when it was kept already or there was no file. */
  before: number | null;
  /** The number that the restored content has now; null when nothing changed. */
  now: number | null;
}

/**
 * Writes an earlier version of a template back to its file, at once and as a whole; a running afterword takes it like
 * any edit. What the file held is kept as a version first, also when it has a fault.
 * @throws AfterwordError AW_NOT_FOUND; AW_TEMPLATE when the version does not fit this afterword any more
 */
export async function restoreTemplate(
  db: Db,
  wanted: { dir: string; id: string; number: number },
  now: Date,
): Promise<Restored> {
  const edits = await templateEdits(db, wanted.id);
  const edit = edits.find(({ number }) => number === wanted.number);
  if (edit === undefined) throw unknown(wanted, edits.length);
  const folder = await readFolder(wanted.dir);
  const file = fileOf(folder, wanted.id) ?? join(wanted.dir, basename(edit.file));
  const checked = checkTemplate(file, edit.source, folder.defaults ?? {});
  if (checked.template === null) {
    const message = `Version ${wanted.number} of "${wanted.id}" has faults in this afterword; nothing was written.`;
    throw new AfterwordError('AW_TEMPLATE', message, { faults: errorFaults(checked.faults) });
  }
  const common = { templateId: wanted.id, file: basename(file), author: userInfo().username };
  const held = folder.templates.get(file);
  const before =
    held?.origin === undefined
      ? null
      : await keepTemplate(
          db,
          {
            ...common,
            version: held.template?.version ?? null,
            source: held.origin.text,
            changedAt: held.origin.changedAt,
          },
          now,
        );
  await writeWhole(file, edit.source);
  const restored = { ...common, version: checked.template.version, source: edit.source, changedAt: now };
  return { file, before, now: await keepTemplate(db, restored, now) };
}

const fileOf = ({ templates }: Folder, id: string): string | undefined =>
  [...templates].find(([, { template }]) => template?.template.id === id)?.[0];

/** A reader sees the old content or the new one and never half of it. */
async function writeWhole(file: string, text: string): Promise<void> {
  const mode = await stat(file).then(
    (found) => found.mode & 0o777,
    () => 0o644,
  );
  // The dot keeps it from being read as a template.
  const draft = join(file, '..', `.${basename(file)}.${randomBytes(6).toString('hex')}`);
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

function unknown({ id, number }: { id: string; number: number }, versions: number): AfterwordError {
  const known =
    versions === 0
      ? `No version of a template "${id}" is known.`
      : `"${id}" has ${versions} versions; ${number} is not one of them.`;
  return new AfterwordError('AW_NOT_FOUND', `${known} "npx afterword templates history" lists them.`);
}
