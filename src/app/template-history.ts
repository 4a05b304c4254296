import { createPatch } from 'diff';
import type { Log } from '../model/channel-context.ts';
import type { Db } from '../store/schema.ts';
import {
  keepTemplateEdit,
  lastGoodContents,
  newestTemplateEdits,
  type TemplateEdit,
  type TemplateHistoryRow,
} from '../store/template-history.ts';
import { type Content, nearest, type TemplateSource } from '../templates/index.ts';
import { accountName } from './account.ts';

/**
 * Lets the last good versions serve where files have faults since before this start.
 * @throws AfterwordError AW_TEMPLATE when there is no valid template even then
 */
export async function recoverTemplates(known: {
  db: Db;
  log: Log;
  templates: TemplateSource;
}): Promise<void> {
  const kept = await lastGoodContents(known.db).catch((error: unknown) => {
    known.log.warn({ reason: String(error) }, 'the history of templates could not be read');
    return [];
  });
  await known.templates.recover(kept);
}

/** Keeps every content that is in force and was not kept yet, and what was taken away. */
export async function keepContents(db: Db, templates: TemplateSource, now: Date): Promise<void> {
  const contents = templates.contents();
  for (const content of contents) {
    const edit = await editOf(content);
    if (edit !== null) await keepTemplate(db, edit, now);
  }
  const serving = new Set(contents.map(({ name }) => name));
  const faulty = new Set(templates.status().flatMap(({ file, faults }) => (faults.length > 0 ? [file] : [])));
  // A folder that cannot be listed was not emptied.
  if (faulty.has('.')) return;
  for (const row of await newestTemplateEdits(db)) {
    if (row.state !== 'in_force' || serving.has(row.template_id) || faulty.has(row.file)) continue;
    await keepTemplate(db, withdrawn(row, now), now);
  }
}

/** Null for what came out of the history itself. */
async function editOf({ inFolder: file, name, version, origin }: Content): Promise<TemplateEdit | null> {
  if (origin === null) return null;
  const { text: source, changedAt, owner } = origin;
  const author = await accountName(owner);
  return { name, file, state: 'in_force', version, source, author, changedAt };
}

/** Who deleted a file is not known to anybody: its owner went with it. */
const withdrawn = (
  { template_id: name, file, version, source }: TemplateHistoryRow,
  now: Date,
): TemplateEdit => ({
  name,
  file,
  state: 'withdrawn',
  version,
  source,
  author: '?',
  changedAt: now,
});

/** That nothing is kept under this name, and which name may be meant. */
export async function unknownTemplate(db: Db, name: string): Promise<string> {
  const names = (await newestTemplateEdits(db)).map(({ template_id: id }) => id);
  const meant = nearest(name, names);
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  return `No version of "${name}" is known.${hint}`;
}

/** @returns its number, or null when it is the version that was kept last */
export const keepTemplate = (db: Db, edit: TemplateEdit, now: Date): Promise<number | null> =>
  keepTemplateEdit(db, edit, (last) => differenceFrom(last, edit), now);

/** Unified lines without a head, two of context; empty for the first version. */
function differenceFrom(last: TemplateHistoryRow | null, edit: TemplateEdit): string {
  if (last === null) return '';
  if (edit.state === 'withdrawn') return 'the file was deleted, or no longer holds this template\n';
  if (last.file !== edit.file) return `the file was called ${last.file}\n${patch(last, edit)}`;
  if (last.state === 'withdrawn') return `the file is there again\n${patch(last, edit)}`;
  if (last.source === edit.source)
    return 'the file is the same: defaults.yaml or afterword itself was changed\n';
  return patch(last, edit);
}

function patch(last: TemplateHistoryRow, edit: TemplateEdit): string {
  if (last.source === edit.source) return '';
  const text = createPatch(edit.file, last.source, edit.source, undefined, undefined, { context: 2 });
  return text.slice(text.indexOf('@@'));
}
