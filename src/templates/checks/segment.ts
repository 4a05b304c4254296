import { ConditionError, nameUses, parseCondition } from '../../model/condition.ts';
import type { Finding } from '../fault.ts';
import type { Outline } from '../outline.ts';

const PATH = ['when', 'contact'];

/** The segment can be read, and names attributes of the contact: answers are not there yet when it is looked at. */
export function segmentFindings({ when }: Outline): Finding[] {
  const text = when?.contact;
  if (text === undefined || text.trim() === '') return [];
  try {
    const foreign = nameUses(parseCondition(text)).find(({ name }) => !/^contact\.[^.]/.test(name));
    if (foreign === undefined) return [];
    const message = `"${foreign.name}" is no attribute of the contact`;
    const expected = `a name such as contact.${foreign.name.split('.').at(-1)}`;
    return [{ path: PATH, offset: Math.max(0, text.indexOf(foreign.name)), message, expected }];
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    return [{ path: PATH, offset: error.column - 1, message: error.message, expected: error.allowed }];
  }
}
