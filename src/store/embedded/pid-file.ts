import { execFile } from 'node:child_process';
import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isAlive } from './process.ts';

const run = promisify(execFile);

/** A running server as its `postmaster.pid` tells of it. */
export interface Postmaster {
  pid: number;
  port: number;
  ready: boolean;
}

/**
 * The server that runs on this cluster, or null. After a power cut the id in the file may belong to any other
 * program by now, and PostgreSQL would refuse to start beside it: such a file is removed.
 */
export const findPostmaster = async (cluster: string): Promise<Postmaster | null> => {
  const path = join(cluster, 'postmaster.pid');
  const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n').map((line) => line.trim());
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
  if (!(await servesCluster(pid, cluster))) {
    await rm(path, { force: true });
    return null;
  }
  return { pid, port: Number.parseInt(lines[3] ?? '', 10), ready: lines[7] === 'ready' };
};

/**
 * Whether that process is a server of this cluster: it works in its data directory, and names it as an argument
 * (without the right to trace processes, root in a container sees only the second). When neither can be seen it
 * counts as one: a file taken from under a running server would be worse than a start that is refused.
 */
const servesCluster = async (pid: number, cluster: string): Promise<boolean> => {
  const [directory, args] = await Promise.all([workingDirectory(pid), commandLine(pid)]);
  if (directory === null && args === null) return true;
  return directory === (await realpath(cluster)) || (args?.includes(cluster) ?? false);
};

const workingDirectory = (pid: number): Promise<string | null> =>
  readlink(`/proc/${pid}/cwd`).catch(() => null);

const commandLine = async (pid: number): Promise<string | null> => {
  try {
    if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return (await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)])).stdout;
  } catch {
    return null;
  }
};
