import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A child process of ours whose output can be awaited. */
export interface Watched {
  child: ChildProcess;
  /** Everything printed so far, standard output and standard error together. */
  output(): string;
  /** The first line, printed already or yet to come, that matches. Rejects when the process ends before. */
  line(pattern: RegExp, timeoutMs?: number): Promise<string>;
  /** Sends the signal and resolves with the exit code when the process is gone. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface SpawnOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}

/** Runs a TypeScript file of ours on the Node that runs the tests. */
export const runFile = (file: string, args: readonly string[] = [], options: SpawnOptions = {}): Watched =>
  watch(
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );

/** Hands a process to `use` and makes sure that it is gone afterwards, however `use` ends. */
export const withProcess = async <T>(running: Watched, use: (running: Watched) => Promise<T>): Promise<T> => {
  try {
    return await use(running);
  } finally {
    await running.end('SIGKILL');
  }
};

/** Makes the lines that a child prints awaitable. */
export const watch = (child: ChildProcess): Watched => {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const tellAll = (): void => {
    for (const tell of waiting) tell();
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      tellAll();
    });
  }
  let gone = false;
  const closed = once(child, 'close').then(() => {
    gone = true;
    tellAll();
  });

  const line = (pattern: RegExp, timeoutMs = 30_000): Promise<string> =>
    new Promise((found, failed) => {
      const settle = (act: () => void): void => {
        waiting.delete(look);
        clearTimeout(timer);
        act();
      };
      const fail = (why: string): void =>
        settle(() =>
          failed(new Error(`${why} without a line like ${pattern}. It printed:\n${lines.join('\n')}`)),
        );
      const look = (): void => {
        const match = lines.find((candidate) => pattern.test(candidate));
        if (match !== undefined) settle(() => found(match));
        else if (gone) fail(`The process ended (${child.exitCode ?? child.signalCode})`);
      };
      const timer = setTimeout(() => fail(`${timeoutMs} ms went by`), timeoutMs);
      waiting.add(look);
      look();
    });

  const end = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    child.kill(signal);
    await closed;
    return child.exitCode;
  };

  return { child, output: () => lines.join('\n'), line, end };
};

/** Runs `npx afterword <args>` without npx: our own command line on the Node that runs the tests. */
export const runCli = (args: readonly string[], options: SpawnOptions = {}): Watched =>
  runFile(fileURLToPath(new URL('../../src/cli.ts', import.meta.url)), args, options);
