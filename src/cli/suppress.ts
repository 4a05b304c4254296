import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { importOptOuts } from '../app/consent.ts';
import { createLog, settingsFromEnvironment } from '../main.ts';
import { CHANNEL_NAMES, channelsMeant } from '../model/channel-names.ts';
import { Identity } from '../model/contact.ts';
import { AfterwordError } from '../model/errors.ts';
import { normalHandle } from '../model/handle.ts';
import { InstantOrDay } from '../model/instant.ts';
import { openDatabase } from '../store/open.ts';
import { EVERY_CHANNEL, type ToldConsent } from '../store/opt-outs.ts';
import { type Entry, recordsOf } from './records.ts';

const Row = z.strictObject({
  type: Identity.shape.type,
  value: z.string({ error: 'expected an address of e-mail or a phone number' }).pipe(Identity.shape.value),
  // A misspelt channel would be a refusal that never holds.
  channel: z.enum([...CHANNEL_NAMES, 'all', EVERY_CHANNEL]).default(EVERY_CHANNEL),
  source: z.string().trim().min(1).max(60).default('import'),
  at: InstantOrDay.optional(),
});

const BATCH = 500;

/**
 * `npx afterword suppress import <file>`: people who are never to be asked. A plain list with one e-mail address or
 * phone number a line; or CSV with a heading or JSON Lines with `type`, `value` and as wanted `channel` (all without
 * it), `source`, `at`. What is planned for them is cancelled when its time comes.
 * @throws AfterwordError AW_HISTORY; what stood before the faulty row is imported
 */
export async function suppressImport(file: string, output: NodeJS.WritableStream): Promise<void> {
  const settings = settingsFromEnvironment();
  const database = await openDatabase(settings, createLog('silent'), { max: 2, patienceMs: 5_000 });
  const app = { db: database.db, now: () => new Date() };
  let rows = 0;
  let added = 0;
  try {
    let batch: ToldConsent[] = [];
    const flush = async () => {
      added += await importOptOuts(app, batch);
      batch = [];
    };
    for await (const told of refusalsIn(file)) {
      rows += 1;
      if (batch.push(told) >= BATCH) await flush();
    }
    await flush();
  } finally {
    await database.close();
  }
  output.write(`${rows} read, ${added} new, ${rows - added} known already\n`);
}

async function* refusalsIn(file: string): AsyncGenerator<ToldConsent> {
  let number = 0;
  const now = new Date();
  for await (const record of (await isPlainList(file)) ? plainList(file) : recordsOf(file)) {
    number += 1;
    const parsed = Row.safeParse(withoutEmpty(record));
    if (!parsed.success) {
      const faults = parsed.error.issues.map(({ path, message }) => ({
        path: `row ${number} ${path.join('.')}`.trim(),
        message,
      }));
      throw new AfterwordError('AW_HISTORY', `Row ${number} of ${file} cannot be read.`, { faults });
    }
    const { type, value, channel, source, at } = parsed.data;
    const identity = normalHandle({ type, value });
    const channels = channel === 'all' ? [EVERY_CHANNEL] : channelsMeant(channel);
    for (const one of channels) yield { channel: one, identity, source, now: at ?? now };
  }
}

/** An empty cell of a CSV is a field that is not there. */
const withoutEmpty = (record: Entry): Entry =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ''));

const ADDRESS = /^[^\s,;@]{1,200}@[^\s,;@]{1,200}$/;
const PHONE = /^\+?[\d ()-]{6,30}$/;

const isEntry = (line: string): boolean => ADDRESS.test(line) || PHONE.test(line);

/** The first line is an entry and no heading. */
async function isPlainList(file: string): Promise<boolean> {
  for await (const line of lines(file)) return isEntry(line.trim());
  return false;
}

async function* plainList(file: string): AsyncGenerator<Entry> {
  for await (const line of lines(file)) {
    const value = line.trim();
    if (value === '') continue;
    yield ADDRESS.test(value)
      ? { type: 'email', value }
      : { type: 'phone', value: isEntry(value) ? value : undefined };
  }
}

async function* lines(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file);
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      yield line.replace(/^\uFEFF/, '');
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new AfterwordError('AW_HISTORY', `The list ${file} cannot be read (${code}).`, { cause: error });
  } finally {
    stream.destroy();
  }
}
