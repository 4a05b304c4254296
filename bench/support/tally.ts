import { writeFileSync } from 'node:fs';
import { Client } from 'pg';

/**
 * Loaded into a process before its own code (`--import`): writes how many statements it sent to PostgreSQL, by the
 * name of the connection, and how long it was on a processor, into the file that TALLY_FILE names, when it ends.
 */
export interface Tally {
  statements: Record<string, number>;
  /** Without parameters; names of savepoints and the like stay as they are. */
  texts: Record<string, number>;
  processorMs: number;
}

const tally: Tally = { statements: {}, texts: {}, processorMs: 0 };
const add = (counts: Record<string, number>, name: string) => {
  counts[name] = (counts[name] ?? 0) + 1;
};

interface Named {
  connectionParameters?: { application_name?: string };
}

const { query } = Client.prototype;
Client.prototype.query = function (this: Client & Named, ...given: [unknown]) {
  const [asked] = given;
  const text = typeof asked === 'string' ? asked : (asked as { text?: string } | null)?.text;
  add(tally.statements, this.connectionParameters?.application_name ?? '');
  if (text !== undefined) add(tally.texts, text.replace(/\s+/g, ' ').trim().slice(0, 160));
  return Reflect.apply(query, this, given);
} as typeof query;

process.on('exit', () => {
  const file = process.env.TALLY_FILE;
  const { user, system } = process.cpuUsage();
  if (file !== undefined)
    writeFileSync(file, JSON.stringify({ ...tally, processorMs: (user + system) / 1000 }));
});
