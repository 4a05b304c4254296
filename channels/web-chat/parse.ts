import { z } from 'zod';
import { AfterwordError } from '../../src/model/errors.ts';
import type { IncomingEvent } from '../../src/model/incoming.ts';
import { storable } from '../../src/model/storable-text.ts';
import { VisitorId } from './address.ts';

const Kept = z.string().transform(storable);
const ClientId = Kept.pipe(z.string().trim().min(1).max(100));

/** `POST /messages`. */
export const MessageRequest = z.strictObject({
  text: Kept.pipe(z.string().trim().min(1).max(4_000)),
  clientId: ClientId,
});
export type MessageRequest = z.infer<typeof MessageRequest>;

/** `POST /choices`: `token` is the button's, `messageId` the entry that the button stands in. */
export const ChoiceRequest = z.strictObject({
  token: z.string().min(1).max(512),
  messageId: z.int().nonnegative(),
  clientId: ClientId,
});
export type ChoiceRequest = z.infer<typeof ChoiceRequest>;

/** `POST /receipts`: the page drew this entry. */
export const ReceiptRequest = z.strictObject({ messageId: z.int().nonnegative() });
export type ReceiptRequest = z.infer<typeof ReceiptRequest>;

/** `POST /session`: a token that is still good is renewed for the same visitor. */
export const SessionRequest = z.strictObject({ token: z.string().max(1_000).optional() });

/**
 * A request body, checked.
 * @throws AfterwordError AW_HOOK_JSON or AW_HOOK_FIELDS, with every fault and its path.
 */
export function parseBody<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  const result = schema.safeParse(readJson(body));
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new AfterwordError('AW_HOOK_FIELDS', 'The web chat sent something it should not.', { faults });
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new AfterwordError('AW_HOOK_JSON', 'The body of a web-chat request is not JSON.', { cause });
  }
}

const base = (visitor: string, at: Date) => ({ channel: 'web-chat', address: { visitor }, at }) as const;
const sender = (visitor: string) => ({ type: 'web-chat', value: visitor });

/** What the customer typed. The same client id gives the same event id: a retried POST counts once. */
export const messageEvent = (visitor: string, request: MessageRequest, at: Date): IncomingEvent => ({
  ...base(visitor, at),
  kind: 'text',
  eventId: `${visitor}:message:${request.clientId}`,
  sender: sender(visitor),
  text: request.text,
});

/** A button that the customer pressed. */
export const choiceEvent = (visitor: string, request: ChoiceRequest, at: Date): IncomingEvent => ({
  ...base(visitor, at),
  kind: 'choice',
  eventId: `${visitor}:choice:${request.clientId}`,
  sender: sender(visitor),
  token: request.token,
  message: { visitor, id: request.messageId },
});

/** The customer's page drew a message of ours; however many tabs say so, it is one event. */
export const deliveredEvent = (visitor: string, request: ReceiptRequest, at: Date): IncomingEvent => ({
  ...base(visitor, at),
  kind: 'status',
  eventId: `${visitor}:delivered:${request.messageId}`,
  message: { visitor, id: request.messageId },
  status: 'delivered',
});

const POSTS = {
  '/messages': (visitor, body, at) => messageEvent(visitor, MessageRequest.parse(body), at),
  '/choices': (visitor, body, at) => choiceEvent(visitor, ChoiceRequest.parse(body), at),
  '/receipts': (visitor, body, at) => deliveredEvent(visitor, ReceiptRequest.parse(body), at),
} satisfies Record<string, (visitor: string, body: unknown, at: Date) => IncomingEvent>;

const Post = z.object({
  path: z.enum(['/messages', '/choices', '/receipts']),
  visitor: VisitorId,
  at: z.coerce.date(),
  body: z.unknown(),
});

/** A widget's request as it was recorded (see `fixtures/`), read as an event; rubbish is no event and no error. */
export function parse(raw: unknown): IncomingEvent[] {
  const post = Post.safeParse(raw);
  if (!post.success) return [];
  const { path, visitor, at, body } = post.data;
  try {
    return [POSTS[path](visitor, body, at)];
  } catch {
    return [];
  }
}
