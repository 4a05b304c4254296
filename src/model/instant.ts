import { z } from 'zod';

const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2100, 0, 1);

const toDate = (text: string): Date => new Date(text);
const inRange = (date: Date): boolean => date.getTime() >= FIRST && date.getTime() < LAST;
const OUT_OF_RANGE = { error: 'expected a time between the years 2000 and 2100' };

/** An instant in ISO 8601 with its offset, as hooks tell it (`2026-11-22T09:20:00Z`). Becomes a Date. */
export const Instant = z.iso
  .datetime({
    offset: true,
    error: 'expected a time in ISO 8601 with its offset, such as "2026-11-22T09:20:00Z"',
  })
  .transform(toDate)
  .refine(inRange, OUT_OF_RANGE);

/** An instant, or a day (`2026-11-22`), which stands for its first moment in UTC. */
export const InstantOrDay = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], {
    error: 'expected a day or a time in ISO 8601, such as "2026-11-22" or "2026-11-22T09:20:00Z"',
  })
  .transform(toDate)
  .refine(inRange, OUT_OF_RANGE);
