import { type FcrFigure, fcr } from './fcr.ts';
import type { FirstContactSetting } from './first-contact.ts';
import type { ShareOptions } from './share.ts';

/** Contacts of one kind: `bin` is 32 × days until the person came back (0: never) and the marks below. */
export interface ContactBin {
  bin: number;
  n: number;
}

/** Bits of a contact. Replies: neither bit is "no reply after the first answer". */
const UNKNOWN = 1;
const REPLIED = 2;
const UNRESOLVABLE = 4;
const ABANDONED = 8;
const MISROUTED = 16;
const MARKS = 32;

interface Contact {
  n: number;
  backAfterDays: number | null;
  has(mark: number): boolean;
}

const contactOf = ({ bin, n }: ContactBin): Contact => {
  const days = Math.floor(bin / MARKS);
  return { n, backAfterDays: days === 0 ? null : days, has: (mark) => (bin & mark) !== 0 };
};

const count = (contacts: readonly Contact[]): number => contacts.reduce((all, { n }) => all + n, 0);

/**
 * First contact resolution from the histogram of contacts by how many days later the person came back, under any rule
 * and any window of whole days up to a year. By the ticket rule, contacts of which nobody knows whether the customer
 * wrote again are left out.
 */
export function fcrOfCells(
  cells: readonly ContactBin[],
  { rule, windowDays, countAbandoned, countMisrouted }: FirstContactSetting,
  options: ShareOptions = {},
): FcrFigure {
  const all = cells.map(contactOf);
  const counted = all.filter(
    ({ has }) =>
      (countAbandoned || !has(ABANDONED)) &&
      (countMisrouted || !has(MISROUTED)) &&
      (rule !== 'ticket' || !has(UNKNOWN)),
  );
  const cameBack = ({ backAfterDays }: Contact): boolean =>
    backAfterDays !== null && backAfterDays <= windowDays;
  const unresolvable = rule === 'net' ? count(counted.filter(({ has }) => has(UNRESOLVABLE))) : null;
  const resolvedFirst = count(
    counted.filter(
      (contact) =>
        !cameBack(contact) &&
        !(rule === 'net' && contact.has(UNRESOLVABLE)) &&
        !(rule === 'ticket' && contact.has(REPLIED)),
    ),
  );
  const contacts = count(all);
  const leftOut = contacts - count(counted);
  return fcr({ contacts, resolvedFirst, unresolvable, leftOut }, rule, options);
}
