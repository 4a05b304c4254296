import type { Log } from '../model/channel-context.ts';
import { describeFault, formatFault, type TemplateFault } from './fault.ts';

const LINES_A_MINUTE = 30;

/** Logs each fault once for as long as it stays, and a file that has none any more; no more than so many lines a minute. */
export function faultLog(log: Log): (faults: readonly TemplateFault[]) => void {
  let known = new Set<string>();
  let faulty = new Set<string>();
  let minute = 0;
  let lines = 0;
  return (faults) => {
    const now = Math.floor(performance.now() / 60_000);
    if (now !== minute) [minute, lines] = [now, 0];
    for (const fault of faults.filter((one) => !known.has(formatFault(one)))) {
      lines += 1;
      if (lines > LINES_A_MINUTE) break;
      const { file, line, column, path } = fault;
      log.warn({ file, line, column, path }, `template fault: ${describeFault(fault)}`);
    }
    known = new Set(faults.map(formatFault));
    const files = new Set(faults.map(({ file }) => file));
    for (const file of faulty) if (!files.has(file)) log.info({ file }, 'no fault is left in this file');
    faulty = files;
  };
}
