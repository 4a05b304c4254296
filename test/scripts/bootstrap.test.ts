import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { isAlive } from '../../src/store/embedded/process.ts';
import { type Watched, watch, withProcess } from '../support/processes.ts';

const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** In a process group of its own, as a terminal has one for what runs in front. */
const start = (...args: string[]): Watched =>
  watch(
    spawn(process.execPath, [fileAt('./becoming-process.mjs'), ...args], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );

const countOf = (running: Watched, line: string): number => running.output().split(line).length - 1;

describe('a command that goes on with the pinned Node', () => {
  test('runs on Node 24 and passes arguments and exit code through', () =>
    withProcess(start('7'), async (running) => {
      expect(await running.line(/running on/)).toMatch(/v24\./);
      expect(await running.end('SIGTERM')).toBe(7);
    }));

  test('gets Ctrl-C once, though the terminal and npm both pass it on', () =>
    withProcess(start(), async (running) => {
      await running.line(/running on/);
      const group = -(running.child.pid ?? 0);
      process.kill(group, 'SIGINT');
      process.kill(group, 'SIGINT');
      await vi.waitFor(() => expect(running.child.exitCode).toBe(0), { timeout: 10_000 });
      expect(countOf(running, 'got SIGINT')).toBe(1);
    }));

  test('ends in order when the process in front of it is killed', () =>
    withProcess(start(), async (running) => {
      const pid = Number.parseInt((await running.line(/running on/)).split(' as ')[1] ?? '', 10);
      running.child.kill('SIGKILL');
      await running.line(/got SIGTERM/);
      await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
    }));
});

describe('npx afterword', () => {
  test('is the command line of this checkout', async () => {
    const running = watch(
      spawn(process.execPath, [fileAt('../../bin/afterword.mjs'), '--help'], { stdio: 'pipe' }),
    );
    await withProcess(running, () => running.line(/Usage: afterword/));
  });
});
