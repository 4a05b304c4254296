import { readFile, readlink, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The browser's profile: whoever has it is logged in as the business. */
export const CLIENT_ID = 'afterword';
export const profileIn = (dataDir: string): string => path.join(dataDir, `session-${CLIENT_ID}`);

/**
 * Ends a browser that outlived the process that started it: with two on one profile the second would not start. It is
 * known by the lock in the profile, and ended only when its command line names that profile.
 */
export async function freeProfile(profile: string): Promise<boolean> {
  const lock = path.join(profile, 'SingletonLock');
  const pid = Number(/-(\d+)$/.exec(await readlink(lock).catch(() => ''))?.[1] ?? 0);
  const ours = pid > 1 && (await commandOf(pid)).includes(profile);
  if (ours) await kill(pid);
  await Promise.all(
    ['SingletonLock', 'SingletonSocket', 'SingletonCookie'].map((name) =>
      rm(path.join(profile, name), { force: true }),
    ),
  );
  return ours;
}

const commandOf = (pid: number): Promise<string> => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');

async function kill(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGKILL');
    for (let i = 0; i < 100 && (await commandOf(pid)) !== ''; i += 1) await sleep(20);
  } catch {
    // It is gone already.
  }
}
