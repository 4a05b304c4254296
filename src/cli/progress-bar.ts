/** Told how far a piece of work is, from 0 to 1. */
export interface Progress {
  at(share: number): void;
  end(): void;
}

const WIDTH = 30;
const EVERY_MS = 100;

/** A bar on one line of a terminal, with the time that is left; silent where there is no terminal. */
export function progressBar(
  terminal: NodeJS.WriteStream,
  now: () => number = () => performance.now(),
): Progress {
  if (!terminal.isTTY) return { at: () => undefined, end: () => undefined };
  const begun = now();
  let shown = Number.NEGATIVE_INFINITY;
  return {
    at(share) {
      if (now() - shown < EVERY_MS) return;
      shown = now();
      const seconds = ((shown - begun) / 1000) * (1 / Math.max(share, 0.001) - 1);
      const full = Math.round(share * WIDTH);
      const bar = `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
      terminal.write(`\r${bar} ${Math.floor(share * 100)} %, ${Math.ceil(seconds)} s left \u001b[K`);
    },
    end: () => void terminal.write('\r\u001b[K'),
  };
}
