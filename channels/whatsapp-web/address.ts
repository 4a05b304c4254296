import { z } from 'zod';
import type { AddressCodec } from '../../src/model/channel.ts';
import type { Identity } from '../../src/model/contact.ts';
import type { Address } from '../../src/model/conversation.ts';

const Phone = z
  .union([z.string(), z.int().positive().transform(String)])
  .transform((written) =>
    written
      .replace(/@c\.us$/, '')
      .replace(/[\s().-]/g, '')
      .replace(/^00/, '+'),
  )
  .pipe(
    z.string().regex(/^\+?[1-9]\d{5,14}$/, 'expected a phone number with its country code, "+905551234567"'),
  )
  .transform((number) => (number.startsWith('+') ? number : `+${number}`));

/** By this people are known who are in a chat without showing their number. */
const Lid = z.string().regex(/^\d{5,20}@lid$/, 'expected an id such as "13491208655302@lid"');

const WhatsappWebAddress = z
  .strictObject({ phone: Phone.optional(), lid: Lid.optional() })
  .transform(({ phone, lid }, context): Address => {
    if (phone !== undefined) return { phone };
    if (lid !== undefined) return { lid };
    context.addIssue({ code: 'custom', message: 'expected "phone" or "lid"', path: ['phone'] });
    return z.NEVER;
  });

function identity({ phone, lid }: Address): Identity {
  return phone === undefined
    ? { type: 'whatsapp-lid', value: String(lid) }
    : { type: 'phone', value: String(phone) };
}

export const whatsappWebAddress = {
  schema: WhatsappWebAddress,
  example: { phone: '+905551234567' },
  toKey: ({ phone, lid }: Address): string => String(phone ?? lid),
  fromKey: (key: string): Address =>
    WhatsappWebAddress.parse(key.startsWith('+') ? { phone: key } : { lid: key }),
  identity,
} satisfies AddressCodec;

/** "905551234567@c.us" and "13491208655302@lid" as addresses; null for groups, lists and channels. */
export function addressOfChat(id: string): Address | null {
  const [, digits = '', kind = ''] = /^(\d{5,20})(?::\d+)?@(c\.us|s\.whatsapp\.net|lid)$/.exec(id) ?? [];
  if (digits === '') return null;
  const written = kind === 'lid' ? { lid: `${digits}@lid` } : { phone: digits };
  return WhatsappWebAddress.safeParse(written).data ?? null;
}

/** The chat's id as the page writes it. */
export const chatOf = ({ phone, lid }: Address): string =>
  phone === undefined ? String(lid) : `${String(phone).slice(1)}@c.us`;
