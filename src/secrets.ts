import { createHmac, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * A secret of our own that was not set: made once and kept in a file that only this user may read. Two processes that
 * start at once agree on one: a link fails where the file is there already.
 */
export async function keptSecret(
  dataDir: string,
  name: string,
  make: () => string = () => randomBytes(32).toString('base64url'),
): Promise<string> {
  const file = path.join(dataDir, name);
  const known = await readSecret(file);
  if (known !== null) return known;
  await mkdir(dataDir, { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${make()}\n`, { mode: 0o600 });
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  const made = await readSecret(file);
  if (made === null) throw new Error(`${file} is empty`);
  return made;
}

async function readSecret(file: string): Promise<string | null> {
  try {
    const text = (await readFile(file, 'utf8')).trim();
    return text === '' ? null : text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** A key for one purpose, so that what is signed for one is worth nothing for another. 32 bytes. */
export const derivedKey = (secret: string, purpose: string): Uint8Array =>
  createHmac('sha256', secret).update(`afterword ${purpose}`).digest();

/** A secret in the form that receivers of Standard Webhooks are given: 32 bytes. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** The keys of secrets that stand one after another: while a secret is changed, both sign. */
export const webhookKeys = (secrets: string): Uint8Array[] =>
  secretsIn(secrets).map((secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'));

const secretsIn = (text: string): string[] => text.split(/[\s,]+/).filter((secret) => secret !== '');

/** Whether these are secrets as Standard Webhooks has them: each 24 to 64 bytes, in base64 that every reader takes. */
export const areWebhookSecrets = (text: string): boolean =>
  secretsIn(text).length > 0 &&
  secretsIn(text).every((secret) => {
    const [, told] = /^whsec_([A-Za-z0-9+/]+=*)$/.exec(secret) ?? [];
    if (told === undefined) return false;
    const key = Buffer.from(told, 'base64');
    return key.length >= 24 && key.length <= 64 && key.toString('base64') === told;
  });
