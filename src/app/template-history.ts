import { basename } from 'node:path';
import { createPatch } from 'diff';
import type { Log } from '../model/channel-context.ts';
import type { Db } from '../store/schema.ts';
import { keepTemplateEdit, type TemplateEdit, type TemplateHistoryRow } from '../store/template-history.ts';
import type { TemplateFile, TemplateSource } from '../templates/index.ts';
import { accountName } from './account.ts';

/**
 * Keeps every version of every template that comes into force, from now on and as long as the process lives. A database
 * that is away costs nothing but the moment: what is in force then is kept with the next change or start.
 */
export function keepTemplateHistory(known: { db: Db; log: Log; now(): Date; templates: TemplateSource }): {
  settled(): Promise<void>;
  stop(): Promise<void>;
} {
  const { db, log, templates } = known;
  let keeping: Promise<void> = Promise.resolve();
  const keep = (): void => {
    keeping = keeping.then(async () => {
      for (const file of templates.files()) await keepTemplate(db, await editOf(file), known.now());
    });
    keeping = keeping.catch((error: unknown) => {
      log.warn({ reason: String(error) }, 'the history of templates could not be written');
    });
  };
  const unsubscribe = templates.onChange(keep);
  keep();
  return {
    settled: () => keeping,
    async stop() {
      unsubscribe();
      await keeping;
    },
  };
}

const editOf = async ({ file, version, text, changedAt, owner }: TemplateFile): Promise<TemplateEdit> => ({
  templateId: version.template.id,
  file: basename(file),
  version: version.version,
  source: text,
  author: await accountName(owner),
  changedAt,
});

/** @returns its number, or null when it is the version that was kept last */
export const keepTemplate = (db: Db, edit: TemplateEdit, now: Date): Promise<number | null> =>
  keepTemplateEdit(db, edit, (last) => differenceFrom(last, edit), now);

/** Unified lines without a head, two of context; empty for the first version. */
function differenceFrom(last: TemplateHistoryRow | null, edit: TemplateEdit): string {
  if (last === null) return '';
  if (last.source === edit.source)
    return 'the file is the same: defaults.yaml or afterword itself was changed\n';
  const patch = createPatch(edit.file, last.source, edit.source, undefined, undefined, { context: 2 });
  return patch.slice(patch.indexOf('@@'));
}
