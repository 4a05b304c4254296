import { readFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { readMapping } from '../app/hook-mappings.ts';
import { mappedSource } from '../intake/mapping.ts';
import { REACHABLE_CHANNELS } from '../intake/places.ts';
import { intakeSources } from '../intake/registry.ts';
import type { HookReading, IntakeSource, RawHook } from '../intake/source.ts';
import { environment } from '../main.ts';
import { AfterwordError } from '../model/errors.ts';

/**
 * `npx afterword hooks test`: what would become of a payload, without a signature, a server or a look-up. As if every
 * channel were on.
 * @param name a mapping in YAML, or the name of a helpdesk
 * @throws AfterwordError AW_HOOK_MAPPING, AW_HOOK_JSON, AW_USAGE
 */
export async function hooksTest(
  name: string,
  payloadFile: string,
  output: Writable | NodeJS.WriteStream,
): Promise<void> {
  const source = await sourceOf(name);
  const text = await readText(payloadFile);
  const payload = parsed(text, payloadFile);
  const settings = source.settings.safeParse(environment()).data ?? source.settings.parse({});
  const hook: RawHook = {
    method: 'POST',
    url: '',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.from(text),
  };
  const context = {
    settings,
    receivedAt: new Date(),
    channels: new Set(REACHABLE_CHANNELS),
    canLookUp: false,
    looked: new Map(),
  };
  const readings = source.deliveries(payload, hook).map((delivery) => source.read(delivery.payload, context));
  for (const reading of readings) output.write(`${JSON.stringify(told(reading), null, 2)}\n`);
  const isUseful = readings.some(({ kind }) => kind === 'closed' || kind === 'reopened' || kind === 'lookup');
  process.exitCode = isUseful ? 0 : 1;
}

async function sourceOf(name: string): Promise<IntakeSource> {
  const known = intakeSources.find((source) => source.name === name);
  if (known !== undefined) return known;
  if (/\.ya?ml$/.test(name)) return mappedSource(readMapping(name, await readText(name))) as IntakeSource;
  const names = intakeSources.map((source) => source.name).join(', ');
  throw new AfterwordError('AW_USAGE', `"${name}" is no file in YAML and no helpdesk; there are: ${names}.`);
}

function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new AfterwordError('AW_USAGE', `${file} cannot be read: ${error.code ?? error.message}.`);
  });
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AfterwordError('AW_HOOK_JSON', `${file} is not JSON: ${(error as Error).message}.`);
  }
}

/** A reading for a person: what follows from it. */
function told(reading: HookReading): object {
  if (reading.kind === 'lookup')
    return { would: 'ask the API of the helpdesk', path: reading.lookup.path, id: reading.id };
  if (reading.kind === 'closed') return { would: 'decide whether to ask', close: reading.close };
  if (reading.kind === 'reopened')
    return { would: 'cancel what is not answered', id: reading.id, at: reading.at };
  if (reading.kind === 'message') return { would: 'be handed to the helpdesk channel, as a message' };
  return { would: 'come to nothing', because: reading.reason };
}
