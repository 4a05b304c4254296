import { type Imported, importFile } from '../app/import/import-file.ts';
import { loadMapping } from '../app/import/mapping.ts';
import { withDatabase } from './with-database.ts';

const BAR = 24;

/** A progress bar on standard error where that is a terminal; nothing in a pipe or a log. */
function progressBar(stream: NodeJS.WriteStream) {
  let last = 0;
  return (bytes: number, of: number, { records, rejected }: Imported): void => {
    const now = performance.now();
    if (!stream.isTTY || (bytes < of && now - last < 100)) return;
    last = now;
    const filled = Math.round((bytes / Math.max(of, 1)) * BAR);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}`;
    stream.write(`\r\x1b[K${bar} ${records} records, ${rejected} rejected`);
    if (bytes >= of) stream.write('\r\x1b[K');
  };
}

/** `npx afterword import FILE`: facts from CSV or JSON Lines. Exit 1 when rows were rejected. */
export async function importCommand(
  file: string,
  { mapping, rejected, restart }: { mapping?: string; rejected?: string; restart?: boolean },
  output: NodeJS.WritableStream,
): Promise<void> {
  const map = mapping === undefined ? null : await loadMapping(mapping);
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const done = await withDatabase(({ db }) =>
    importFile(db, {
      file,
      mapping: map,
      now: () => new Date(),
      rejectedFile: rejected,
      restart: restart === true,
      signal: interrupted.signal,
      progress: progressBar(process.stderr),
    }),
  );
  const { records, added, changed, known, rejected: refused, rejectedFile } = done;
  output.write(
    `${records} records: ${added} added, ${changed} corrected, ${known} known already, ${refused} rejected\n`,
  );
  if (refused === 0) return;
  output.write(`The rejected rows and their reasons are in ${rejectedFile}\n`);
  process.exitCode = 1;
}
