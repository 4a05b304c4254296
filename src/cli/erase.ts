import { erasePerson } from '../app/erase-person.ts';
import { withDatabase } from './with-database.ts';

/** `npx afterword erase <contact>`: forgets a person, and corrects the figures. */
export async function erase(
  name: string,
  { dryRun, json }: { dryRun: boolean; json: boolean },
  output: NodeJS.WritableStream,
): Promise<void> {
  const done = await withDatabase(({ db }) => erasePerson(db, name, { dryRun }));
  if (json) {
    output.write(`${JSON.stringify({ dry_run: dryRun, ...done })}\n`);
    return;
  }
  const rows = Object.entries(done.erased).filter(([, count]) => count > 0);
  output.write(dryRun ? 'Would erase (nothing was changed):\n' : 'Erased, and the figures corrected:\n');
  for (const [table, count] of rows) output.write(`  ${table.padEnd(20)} ${count}\n`);
  if (done.refusals_kept > 0) {
    output.write(`Kept: ${done.refusals_kept} refusals, so that this person is not asked again.\n`);
  }
}
