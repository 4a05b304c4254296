import type { Log } from '../model/channel-context.ts';
import { AfterwordError } from '../model/errors.ts';

/** Rejects while the dependency is not reachable. */
export type Ping = () => Promise<void>;

export interface Health {
  /** Everything reachable at the last look, and the start completed. */
  ready(): boolean;
  /** By name: null when reachable, else what is wrong. */
  state(): Record<string, string | null>;
  /** From now on this dependency is looked at. */
  watch(name: string, ping: Ping): void;
  /** The start is complete; resolves after a look at everything. */
  started(): Promise<void>;
  /** An error elsewhere says that a dependency is gone: red at once, not at the next look. */
  suspect(name: string, error: unknown): void;
  stop(): void;
}

const STARTING = 'starting';
const LOOK_MS = 1_000;
const PATIENCE_MS = 3_000;

/** Looks at every dependency once a second; says once a second at most what is missing, and once when it is back. */
export function watchHealth(log: Log): Health {
  const pings = new Map<string, Ping>();
  const state = new Map<string, string | null>([['start', STARTING]]);

  const note = (name: string, fault: string | null) => {
    const before = state.get(name);
    state.set(name, fault);
    if (fault !== null) log.warn({ dependency: name, fault }, `${name} is not reachable; waiting for it`);
    else if (before !== null && before !== STARTING) log.info({ dependency: name }, `${name} is back`);
  };

  const lookAt = async ([name, ping]: [string, Ping]) => {
    try {
      await within(PATIENCE_MS, ping());
      note(name, null);
    } catch (error) {
      note(name, reasonOf(error));
    }
  };
  let looking: Promise<unknown> | null = null;
  const look = (): Promise<unknown> => {
    looking ??= Promise.all([...pings].map(lookAt)).finally(() => {
      looking = null;
    });
    return looking;
  };
  const timer = setInterval(look, LOOK_MS);

  return {
    ready: () => [...state.values()].every((fault) => fault === null),
    state: () => Object.fromEntries(state),
    watch(name, ping) {
      state.set(name, STARTING);
      pings.set(name, ping);
    },
    async started() {
      // A look that is under way may have begun before the last dependency was there.
      await looking;
      await look();
      state.set('start', null);
    },
    suspect: (name, error) => void state.set(name, reasonOf(error)),
    stop: () => clearInterval(timer),
  };
}

/** Without host names, users or passwords: readiness is public. */
function reasonOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (error instanceof AfterwordError && cause !== undefined) return reasonOf(cause);
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : 'unknown';
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('no answer'), { code: 'TIMEOUT' })), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
