import { why as lookUp } from '../app/why.ts';
import { createLog, settingsFromEnvironment } from '../main.ts';
import { whyInWords } from '../reports/index.ts';
import { openDatabase } from '../store/open.ts';

/** `npx afterword why <conversation>`: from the database, whether or not a server runs. */
export async function why(
  name: string,
  { json }: { json: boolean },
  output: NodeJS.WritableStream,
): Promise<void> {
  const settings = settingsFromEnvironment();
  const database = await openDatabase(settings, createLog('silent'), { max: 2, patienceMs: 5_000 });
  try {
    const closes = await lookUp(database.db, name);
    output.write(
      json ? `${JSON.stringify({ closes }, null, 2)}\n` : `${closes.map(whyInWords).join('\n\n')}\n`,
    );
  } finally {
    await database.close();
  }
}
