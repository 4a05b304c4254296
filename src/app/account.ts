import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';

/** The name of an account of this machine, for "who changed it"; its number where nobody knows a name. */
export async function accountName(uid: number): Promise<string> {
  const self = userInfo();
  if (uid === self.uid) return self.username;
  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const line = accounts.split('\n').find((entry) => entry.split(':')[2] === String(uid));
  return line?.split(':')[0] ?? `account ${uid}`;
}
