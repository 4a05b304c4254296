import type { Log } from '../model/channel-context.ts';

/** One thing that afterword cannot work without. */
export interface Dependency {
  name: string;
  /** Rejects while it is not reachable. */
  ping(): Promise<void>;
}

export interface Health {
  /** Everything reachable at the last look, and the start completed. */
  ready(): boolean;
  /** By name: null when reachable, else what is wrong. */
  state(): Record<string, string | null>;
  /** The start is complete: migrations done, channels running. */
  started(): void;
  /** An error elsewhere says that a dependency is gone: red at once, not at the next look. */
  suspect(name: string, error: unknown): void;
  stop(): void;
}

const LOOK_MS = 1_000;
const PATIENCE_MS = 3_000;

/** Looks at every dependency once a second; says once a second at most what is missing, and once when it is back. */
export function watchHealth(dependencies: readonly Dependency[], log: Log): Health {
  const state = new Map<string, string | null>(dependencies.map(({ name }) => [name, 'not looked at yet']));
  let complete = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const note = (name: string, fault: string | null) => {
    const before = state.get(name);
    state.set(name, fault);
    if (fault !== null) log.warn({ dependency: name, fault }, `${name} is not reachable; waiting for it`);
    else if (before !== null && before !== 'not looked at yet')
      log.info({ dependency: name }, `${name} is back`);
  };

  const look = async () => {
    await Promise.all(
      dependencies.map(async ({ name, ping }) => {
        try {
          await within(PATIENCE_MS, ping());
          note(name, null);
        } catch (error) {
          note(name, reasonOf(error));
        }
      }),
    );
    if (!stopped) timer = setTimeout(look, LOOK_MS);
  };
  void look();

  return {
    ready: () => complete && [...state.values()].every((fault) => fault === null),
    state: () => ({ ...Object.fromEntries(state), start: complete ? null : 'not completed yet' }),
    started() {
      complete = true;
    },
    suspect: (name, error) => void state.set(name, reasonOf(error)),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Without host names, users or passwords: readiness is public. */
function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown';
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('no answer'), { code: 'TIMEOUT' })), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
