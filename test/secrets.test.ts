import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { derivedKey, keptSecret } from '../src/secrets.ts';
import { temporaryDirectory } from './support/servers.ts';

let dir: string;
beforeEach(async () => {
  dir = await temporaryDirectory();
});
afterEach(() => rm(dir, { recursive: true }));

describe('a secret of our own', () => {
  it('is made once, kept, and readable by this user alone', async () => {
    const secret = await keptSecret(path.join(dir, 'data'), 'api-token');
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(await keptSecret(path.join(dir, 'data'), 'api-token')).toBe(secret);
    expect((await stat(path.join(dir, 'data', 'api-token'))).mode & 0o777).toBe(0o600);
  });

  it('asked for many times at once is one, and leaves no drafts behind', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => keptSecret(dir, 'signing-secret')));
    expect(new Set(made).size).toBe(1);
    expect(await readdir(dir)).toEqual(['signing-secret']);
  });

  it('that somebody emptied is said to be empty, and not replaced behind their back', async () => {
    await writeFile(path.join(dir, 'api-token'), '\n');
    await expect(keptSecret(dir, 'api-token')).rejects.toThrow(/api-token is empty/);
  });

  it('gives another key for each purpose, and the same for the same', () => {
    expect(derivedKey('s', 'choices')).toEqual(derivedKey('s', 'choices'));
    expect(derivedKey('s', 'choices')).toHaveLength(32);
    expect(derivedKey('s', 'choices')).not.toEqual(derivedKey('s', 'channel telegram'));
    expect(derivedKey('s', 'choices')).not.toEqual(derivedKey('t', 'choices'));
  });
});
