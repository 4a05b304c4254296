import { z } from 'zod';
import type { AddressCodec } from '../../src/model/channel.ts';
import type { Address } from '../../src/model/conversation.ts';

/** A visitor id: ours for anonymous visitors ("anon-…"), the site's own for people it knows. */
export const VisitorId = z
  .union([z.string(), z.int()])
  .transform((value) => String(value).trim())
  .pipe(z.string().min(1, 'expected a visitor id').max(128, 'expected at most 128 characters'));

const Schema = z.strictObject({ visitor: VisitorId });

export const address: AddressCodec = {
  schema: Schema,
  example: { visitor: 'anon-7f3c2a' },
  toKey: (value) => visitorOf(value),
  fromKey: (key) => ({ visitor: key }),
  identity: (value) => ({ type: 'web-chat', value: visitorOf(value) }),
};

/** The visitor that an address names. */
export const visitorOf = (value: Address): string => Schema.parse(value).visitor;

/** The name of a visitor's chat in the transcript, which other channels may share. */
export const threadOf = (visitor: string): string => `web-chat:${visitor}`;
