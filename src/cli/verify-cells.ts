import { rebuildCells, verifyCells } from '../store/fold-cells.ts';
import { withDatabase } from './with-database.ts';

/** `npx afterword doctor --verify-cells`: makes all cells anew beside those that are kept, and compares. Exit 1 when they differ. */
export async function verifyCellsCommand(
  { repair }: { repair: boolean },
  output: NodeJS.WritableStream,
): Promise<void> {
  await withDatabase(async ({ db }) => {
    const checks = await verifyCells(db);
    for (const { cells, expected, wrong } of checks) {
      const verdict = wrong === 0 ? 'as the rows say' : `${wrong} differ from the rows`;
      output.write(`${wrong === 0 ? '✓' : '✗'} ${cells.padEnd(18)} ${expected} cells, ${verdict}\n`);
    }
    if (checks.every(({ wrong }) => wrong === 0)) return;
    if (repair) {
      await rebuildCells(db);
      output.write('The cells were made anew.\n');
      return;
    }
    output.write(
      '    → Run "npx afterword doctor --verify-cells --repair" to make them anew from the rows.\n',
    );
    process.exitCode = 1;
  });
}
