import { z } from 'zod';
import { Language } from './language.ts';

/**
 * One handle of a person: `{type: "telegram", value: "4242"}`. Types in use: telegram, phone, email,
 * slack (team and user), whatsapp (the platform's user id), web-chat (a visitor id), helpdesk (their contact id).
 */
export const Identity = z.strictObject({
  type: z.string().trim().min(1).max(40),
  value: z.string().trim().min(1).max(320),
});
export type Identity = z.infer<typeof Identity>;

/** A person as a helpdesk tells of them. Everything but the identities is optional: many hooks know little. */
export const Contact = z.strictObject({
  id: z.string().trim().min(1).max(200).optional(),
  name: z.string().trim().max(200).optional(),
  language: Language.optional(),
  identities: z.array(Identity).max(50).default([]),
  attributes: z
    .record(z.string().max(100), z.union([z.string().max(1000), z.number(), z.boolean()]))
    .default({}),
  first_seen_at: z.coerce.date().optional(),
});
export type Contact = z.infer<typeof Contact>;
