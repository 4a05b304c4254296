import { z } from 'zod';
import type { AddressCodec } from '../../src/model/channel.ts';
import type { Identity } from '../../src/model/contact.ts';
import type { Address } from '../../src/model/conversation.ts';

/** RFC 5321: 64 before the @, 254 in all. */
const LONGEST = 254;
const MAILBOX = /^[^\s@<>",;:()[\]\\]{1,64}@[^\s@<>",;:()[\]\\.]+(\.[^\s@<>",;:()[\]\\.]+)+$/;

const Mailbox = z
  .string()
  .trim()
  .max(LONGEST)
  .regex(MAILBOX, 'expected a mail address such as "ayse@example.com"')
  .transform((text) => text.toLowerCase());

const MessageId = z
  .string()
  .trim()
  .regex(/^<[^<>\s]{1,250}>$/, 'expected a Message-ID such as "<abc@mail.example.com>"');

const EmailAddress = z
  .strictObject({
    email: Mailbox,
    /** The customer's last mail: ours then stands in its thread. */
    message_id: MessageId.optional(),
    /** What that mail's subject was. */
    subject: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .regex(/^[^\r\n]*$/, 'expected one line')
      .optional(),
  })
  .transform(
    ({ email, message_id, subject }): Address => ({
      email,
      ...(message_id !== undefined && { message_id }),
      ...(subject !== undefined && { subject }),
    }),
  );

/** "a@example.com", or with its thread "a@example.com message_id=%3Cabc%40example.com%3E&subject=Order". */
function toKey({ email, ...thread }: Address): string {
  const rest = new URLSearchParams(Object.entries(thread).map(([name, value]) => [name, String(value)]));
  rest.sort();
  return rest.size === 0 ? String(email) : `${email} ${rest}`;
}

function fromKey(key: string): Address {
  const [email, rest = ''] = key.split(' ');
  return EmailAddress.parse({ email, ...Object.fromEntries(new URLSearchParams(rest)) });
}

export const emailIdentity = (mailbox: string): Identity => ({ type: 'email', value: mailbox });

/** The mail address in its one form, or null where the text is none. */
export const normalMailbox = (text: string): string | null => Mailbox.safeParse(text).data ?? null;

export const emailAddress: AddressCodec = {
  schema: EmailAddress,
  example: { email: 'ayse@example.com' },
  toKey,
  fromKey,
  identity: ({ email }) => emailIdentity(String(email)),
};
