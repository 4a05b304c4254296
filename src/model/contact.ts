import { z } from 'zod';
import { normalHandle } from './handle.ts';
import { Instant } from './instant.ts';
import { Language } from './language.ts';
import { storableString } from './storable-text.ts';

/**
 * One handle of a person: `{type: "telegram", value: "4242"}`. Types in use: telegram, phone, email,
 * slack (team and user), whatsapp (the platform's user id), web-chat (a visitor id), helpdesk (their contact id).
 * Parsed to its one form, so that a refusal holds however the address or the number is written.
 */
export const Identity = z
  .strictObject({
    type: storableString().trim().min(1).max(40),
    value: storableString().trim().min(1).max(320),
  })
  .overwrite(normalHandle);
export type Identity = z.infer<typeof Identity>;

/** A person as a helpdesk tells of them. Everything but the identities is optional: many hooks know little. */
export const Contact = z.strictObject({
  id: storableString().trim().min(1).max(200).optional(),
  name: storableString().trim().max(200).optional(),
  language: Language.optional(),
  identities: z.array(Identity).max(50).default([]),
  attributes: z
    .record(storableString().max(100), z.union([storableString().max(1000), z.number(), z.boolean()]))
    .default({}),
  first_seen_at: Instant.optional(),
});
export type Contact = z.infer<typeof Contact>;
