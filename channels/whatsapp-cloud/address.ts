import { z } from 'zod';
import type { AddressCodec } from '../../src/model/channel.ts';
import type { Identity } from '../../src/model/contact.ts';
import type { Address } from '../../src/model/conversation.ts';

/** Digits with their country code, however they are written: "+90 (555) 123-45-67", "00905551234567", a wa_id. */
const Phone = z
  .union([z.string(), z.int().positive().transform(String)])
  .transform((written) => written.replace(/[\s().-]/g, '').replace(/^00/, '+'))
  .pipe(
    z.string().regex(/^\+?[1-9]\d{5,14}$/, 'expected a phone number with its country code, "+905551234567"'),
  )
  .transform((number) => (number.startsWith('+') ? number : `+${number}`));

/** Since 2026 a person may hide the number: then this is all there is. Belongs to one business portfolio. */
export const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[0-9A-Za-z]{1,128}$/;

const UserId = z
  .string()
  .trim()
  .regex(USER_ID, 'expected a WhatsApp user id such as "TR.13491208655302741918"');

const WhatsappAddress = z
  .strictObject({
    phone: Phone.optional(),
    /** Other words for the same, as helpdesks use them. */
    to: Phone.optional(),
    wa_id: Phone.optional(),
    user_id: UserId.optional(),
  })
  .transform(({ phone, to, wa_id, user_id }, context): Address => {
    const number = phone ?? to ?? wa_id;
    if (user_id !== undefined) return { user_id };
    if (number !== undefined) return { phone: number };
    context.addIssue({ code: 'custom', message: 'expected "phone" or "user_id"', path: ['phone'] });
    return z.NEVER;
  });

/** A phone number begins with "+", a user id with its country: one string for either. */
const toKey = ({ phone, user_id }: Address): string => String(user_id ?? phone);

const fromKey = (key: string): Address =>
  WhatsappAddress.parse(key.startsWith('+') ? { phone: key } : { user_id: key });

/** A chat on WhatsApp is one person. */
function identity({ phone, user_id }: Address): Identity {
  return user_id === undefined
    ? { type: 'phone', value: String(phone) }
    : { type: 'whatsapp', value: String(user_id) };
}

export const whatsappAddress = {
  schema: WhatsappAddress,
  example: { phone: '+905551234567' },
  toKey,
  fromKey,
  identity,
} satisfies AddressCodec;

/** The names by which the platform tells of one person; at least one is there. */
export interface Handles {
  /** Digits only, as the platform writes them. */
  phone?: string | undefined;
  userId?: string | undefined;
}

/** An address of each name, the one that is asked by usually first. */
export function addressesOf({ phone, userId }: Handles): Address[] {
  const written = [
    ...(phone === undefined ? [] : [{ phone }]),
    ...(userId === undefined ? [] : [{ user_id: userId }]),
  ];
  return written.flatMap((address) => {
    const parsed = WhatsappAddress.safeParse(address);
    return parsed.success ? [parsed.data] : [];
  });
}

/** The thread of an address, by which what is kept of it is found when the person is erased. */
export const placeOf = (address: Address): string => `whatsapp-cloud:${toKey(address)}`;
