import type { Fault } from '../model/errors.ts';

/** Where a value stands in a document: keys and list positions from the top. */
export type Path = readonly (string | number)[];

/** Something wrong (or worth a warning) in one file, as a person and an editor need it. */
export interface TemplateFault {
  file: string;
  /** Both count from 1. */
  line: number;
  column: number;
  /** `questions[0].text.tr`; empty for the file as a whole. */
  path: string;
  message: string;
  /** What would be right. */
  expected?: string;
  /** The valid word that is most like the one written. */
  nearest?: string;
}

/** What a check found, before it is given its line: checks know keys and values, only the document knows places. */
export interface Finding {
  path: Path;
  message: string;
  expected?: string | undefined;
  nearest?: string | undefined;
  /** Point at the key instead of the value. */
  atKey?: boolean;
  /** Characters into the value, for values with an inside (conditions). */
  offset?: number;
}

export const formatPath = (path: Path): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');

/** The message with what would help: `unknown key "delai" (did you mean "delay"?)`. */
export function describeFault(fault: Pick<TemplateFault, 'message' | 'expected' | 'nearest'>): string {
  if (fault.nearest !== undefined) return `${fault.message} (did you mean "${fault.nearest}"?)`;
  if (fault.expected !== undefined) return `${fault.message}; expected ${fault.expected}`;
  return fault.message;
}

/** One line: `csat.yaml:5:3  ask.delai  unknown key "delai" (did you mean "delay"?)`. */
export function formatFault(fault: TemplateFault): string {
  const place = `${fault.file}:${fault.line}:${fault.column}`;
  return [place, fault.path, describeFault(fault)].filter((part) => part !== '').join('  ');
}

/** Faults as an error carries them: the place is the path. */
export const errorFaults = (faults: readonly TemplateFault[]): Fault[] =>
  faults.map((fault) => {
    const place = `${fault.file}:${fault.line}:${fault.column}`;
    return {
      path: [place, fault.path].filter((part) => part !== '').join(' '),
      message: describeFault(fault),
    };
  });
