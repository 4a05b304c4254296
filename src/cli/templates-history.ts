import { type Restored, restoreTemplate } from '../app/restore-template.ts';
import { unknownTemplate } from '../app/template-history.ts';
import type { Settings } from '../config.ts';
import { createLog, settingsFromEnvironment } from '../main.ts';
import { AfterwordError } from '../model/errors.ts';
import { openDatabase } from '../store/open.ts';
import type { Db } from '../store/schema.ts';
import { newestTemplateEdits, type TemplateHistoryRow, templateEdits } from '../store/template-history.ts';

/**
 * `npx afterword templates history [ID]`: every template with its newest version, or every version of one with what
 * changed.
 */
export const templatesHistory = (id: string | undefined, json: boolean): Promise<void> =>
  withDatabase(async ({ db }) => {
    process.stdout.write(await history(db, id, json));
  });

/** `npx afterword templates restore ID VERSION` */
export async function templatesRestore(id: string, version: string): Promise<void> {
  if (!/^\d{1,9}$/.test(version)) {
    throw new AfterwordError('AW_USAGE', `"${version}" is not the number of a version, such as 3.`);
  }
  const number = Number(version);
  await withDatabase(async ({ db, settings }) => {
    const wanted = { dir: settings.TEMPLATES_DIR, id, number };
    process.stdout.write(restoredInWords(await restoreTemplate(db, wanted, new Date()), number));
  });
}

/** What a restore did, in a line. */
export function restoredInWords({ file, created, before, now }: Restored, number: number): string {
  const kept = before === null ? '' : `; what it held is kept as version ${before}`;
  const as = now === null ? '' : `, as version ${now}`;
  if (created) return `${file} was not there and is written again with version ${number}${as}\n`;
  return now === null && before === null
    ? `${file} holds version ${number} already\n`
    : `${file} holds version ${number} again${as}${kept}\n`;
}

async function withDatabase(work: (opened: { db: Db; settings: Settings }) => Promise<void>): Promise<void> {
  const settings = settingsFromEnvironment();
  const database = await openDatabase(settings, createLog('silent'), { max: 2, patienceMs: 5_000 });
  try {
    await work({ db: database.db, settings });
  } finally {
    await database.close();
  }
}

/** @throws AfterwordError AW_NOT_FOUND for a template that was never in force here */
export async function history(db: Db, id: string | undefined, json: boolean): Promise<string> {
  const rows = id === undefined ? await newestTemplateEdits(db) : await templateEdits(db, id);
  if (id !== undefined && rows.length === 0) {
    throw new AfterwordError('AW_NOT_FOUND', await unknownTemplate(db, id));
  }
  if (json) return `${JSON.stringify({ versions: rows.map(asJson) }, null, 2)}\n`;
  if (rows.length === 0) return 'No template was in force yet: "afterword serve" keeps them.\n';
  const lines = inColumns(rows.map(cells));
  const told = rows.map((row, i) => [lines[i] ?? '', ...(id === undefined ? [] : changes(row))].join('\n'));
  return `${told.join('\n')}\n`;
}

const asJson = (row: TemplateHistoryRow) => ({
  template: row.template_id,
  number: row.number,
  file: row.file,
  state: row.state,
  version: row.version,
  author: row.author,
  changed_at: row.changed_at.toISOString(),
  kept_at: row.kept_at.toISOString(),
  difference: row.difference,
});

function cells(row: TemplateHistoryRow): string[] {
  const when = row.changed_at
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const version = { in_force: row.version?.slice(0, 8), faulty: 'with a fault', withdrawn: 'withdrawn' }[
    row.state
  ];
  const author = row.state === 'withdrawn' ? '–' : row.author;
  return [row.template_id, String(row.number), when, author, row.file, version ?? ''];
}

function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

const changes = ({ difference }: TemplateHistoryRow): string[] =>
  difference === ''
    ? []
    : [
        ...difference
          .trimEnd()
          .split('\n')
          .map((text) => `    ${text}`),
        '',
      ];
