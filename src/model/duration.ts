import { z } from 'zod';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration as admins write it ("45s", "20h", "30d", "0s"); parsed to milliseconds. */
export const Duration = z
  .string()
  .regex(/^\d{1,6}(ms|s|m|h|d)$/, 'expected a duration such as "45s", "20h" or "30d"')
  .transform((text) => {
    const unit = text.replace(/^\d+/, '') as keyof typeof UNITS;
    return Number.parseInt(text, 10) * UNITS[unit];
  });

/** Milliseconds. */
export type Duration = z.infer<typeof Duration>;
