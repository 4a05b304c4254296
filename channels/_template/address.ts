import { z } from 'zod';
import type { AddressCodec } from '../../src/model/channel.ts';

const ParrotAddress = z.strictObject({ user: z.string().regex(/^[\w.-]{1,100}$/, 'expected a user id') });

/** A place that is one person: its key is the person's id, and so is its identity. */
export const parrotAddress: AddressCodec = {
  schema: ParrotAddress,
  example: { user: 'u-42' },
  toKey: ({ user }) => String(user),
  fromKey: (key) => ParrotAddress.parse({ user: key }),
  identity: ({ user }) => ({ type: 'parrot', value: String(user) }),
};
