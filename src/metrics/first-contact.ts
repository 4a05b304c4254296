import type { FcrFigure, FcrRule } from './fcr.ts';
import { fcr } from './fcr.ts';
import type { ShareOptions } from './share.ts';

/** One contact as the conversations tell it. */
export interface SupportContact {
  person: string;
  openedAt: Date;
  /** Null while open. */
  resolvedAt: Date | null;
  /** When it was first opened again after that; null where it was not. */
  reopenedAt: Date | null;
  customerRepliesAfterFirst: number;
  unresolvableAtLevel1?: boolean;
  abandoned?: boolean;
  misrouted?: boolean;
}

export interface FirstContactSetting {
  rule: FcrRule;
  /** A reopening, or a new contact of the same person, so many days after the resolution undoes it. */
  windowDays: number;
  countAbandoned: boolean;
  countMisrouted: boolean;
}

const DAY = 86_400_000;

/** Opening times by person, in order. */
function openings(contacts: readonly SupportContact[]): Map<string, number[]> {
  const times = Map.groupBy(contacts, (contact) => contact.person);
  return new Map(
    [...times].map(([person, own]) => [person, own.map((c) => c.openedAt.getTime()).sort((a, b) => a - b)]),
  );
}

/** Whether anything after the resolution, up to the end of the window, shows that it was none. */
function cameBack(
  { resolvedAt, reopenedAt }: SupportContact,
  opened: readonly number[],
  window: number,
): boolean {
  if (resolvedAt === null) return false;
  const from = resolvedAt.getTime();
  const reopened = reopenedAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return reopened <= from + window || opened.some((time) => time > from && time <= from + window);
}

/**
 * First contact resolution from the contacts themselves. The contacts must reach beyond the period by the window: a
 * repeat that is not handed in is not seen. A repeat is held against the contact before it, and counts as a contact.
 */
export function firstContactResolution(
  contacts: readonly SupportContact[],
  setting: FirstContactSetting,
  options: ShareOptions = {},
): FcrFigure {
  const opened = openings(contacts);
  const window = setting.windowDays * DAY;
  const counted = contacts.filter(
    (c) => (setting.countAbandoned || !c.abandoned) && (setting.countMisrouted || !c.misrouted),
  );
  const resolvable = (c: SupportContact): boolean => setting.rule !== 'net' || !c.unresolvableAtLevel1;
  const resolvedFirst = counted.filter(
    (c) =>
      resolvable(c) &&
      c.resolvedAt !== null &&
      (setting.rule !== 'ticket' || c.customerRepliesAfterFirst === 0) &&
      !cameBack(c, opened.get(c.person) ?? [], window),
  ).length;
  const unresolvable = setting.rule === 'net' ? counted.filter((c) => !resolvable(c)).length : null;
  const leftOut = contacts.length - counted.length;
  return fcr({ contacts: contacts.length, resolvedFirst, unresolvable, leftOut }, setting.rule, options);
}
