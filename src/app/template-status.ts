import type { Db } from '../store/schema.ts';
import { templateFaults } from '../store/template-faults.ts';
import { newestTemplateEdits } from '../store/template-history.ts';
import { describeFault, type FileStatus } from '../templates/index.ts';

/** What serves of one file of the templates, and what is wrong with it. */
export interface TemplateFileStatus {
  /** Its name in the folder; "." for the folder itself. */
  file: string;
  /** The id of the template, or the name of another file; null when nothing of it serves. */
  template: string | null;
  /** `in_force`; `last_good`: the file has a fault and an earlier version serves; `not_in_force`: nothing serves. */
  state: 'in_force' | 'last_good' | 'not_in_force';
  /** The version that serves, by its number in the history; null while it is not kept yet. */
  version: { number: number; changed_at: string; author: string } | null;
  /** Since when the file has faults, as far as it is known. */
  faulty_since: string | null;
  faults: { line: number; column: number; path: string; message: string }[];
}

/**
 * What the folder of templates has in force, file by file, with what the database knows of it.
 * @param files what is seen in the folder now
 */
export async function templateStatus(db: Db, files: readonly FileStatus[]): Promise<TemplateFileStatus[]> {
  const [edits, known] = await Promise.all([newestTemplateEdits(db), templateFaults(db)]);
  return files.map(({ file, name, version, faults }) => {
    const kept = edits.find((edit) => edit.template_id === name && edit.version === version);
    const since = faults.length === 0 ? undefined : known.find((row) => row.file === file)?.since;
    return {
      file,
      template: name,
      state: faults.length === 0 ? 'in_force' : name === null ? 'not_in_force' : 'last_good',
      version:
        kept === undefined
          ? null
          : { number: kept.number, changed_at: kept.changed_at.toISOString(), author: kept.author },
      faulty_since: since?.toISOString() ?? null,
      faults: faults.map((fault) => {
        const { line, column, path } = fault;
        return { line, column, path, message: describeFault(fault) };
      }),
    };
  });
}
