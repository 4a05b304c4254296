import { z } from 'zod';

/** The parts of a webhook of the field "messages" that are read here; whatever else it holds is let through unread. */

const Text = z.string();
const WaId = z.string().regex(/^\+?\d{5,20}$/);
const UserId = z.string().regex(/^[A-Z]{2}\.(?:ENT\.)?[0-9A-Za-z]{1,128}$/);

/** Unix seconds, as a string. */
const Seconds = z
  .union([z.string().regex(/^\d{1,11}$/), z.int().nonnegative()])
  .transform(Number)
  .pipe(z.int().max(8_000_000_000));

/** A part whose own shape is unknown costs the part and not the message. */
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const Profile = z.object({ name: lenient(Text), username: lenient(Text) });

const ContactInfo = z.object({ wa_id: lenient(WaId), user_id: lenient(UserId), profile: lenient(Profile) });
export type ContactInfo = z.infer<typeof ContactInfo>;

const System = z.object({
  type: z.string(),
  wa_id: lenient(WaId),
  user_id: lenient(UserId),
  previous_user_id: lenient(UserId),
});

const Media = z.object({ caption: lenient(Text) });

const Body = z.object({ body: Text });

export const Message = z.object({
  id: z.string().min(1).max(280),
  from: lenient(WaId),
  from_user_id: lenient(UserId),
  timestamp: Seconds,
  type: z.string().max(60),
  group_id: lenient(Text),
  context: lenient(z.object({ id: lenient(Text) })),
  text: lenient(Body),
  button: lenient(z.object({ payload: lenient(Text), text: Text })),
  interactive: lenient(
    z.object({
      button_reply: lenient(z.object({ id: Text, title: lenient(Text) })),
      list_reply: lenient(z.object({ id: Text, title: lenient(Text) })),
      nfm_reply: lenient(z.object({ response_json: Text })),
    }),
  ),
  image: lenient(Media),
  video: lenient(Media),
  document: lenient(Media),
  location: lenient(z.object({ latitude: z.number(), longitude: z.number() })),
  reaction: lenient(z.object({ message_id: Text, emoji: lenient(Text) })),
  unsupported: lenient(z.object({ type: Text })),
  edit: lenient(z.object({ message: z.object({ text: lenient(Body) }) })),
  system: lenient(System),
});
export type Message = z.infer<typeof Message>;

export const Status = z.object({
  id: z.string().min(1).max(280),
  status: z.string(),
  timestamp: Seconds,
  recipient_id: lenient(WaId),
  recipient_user_id: lenient(UserId),
  recipient_type: lenient(Text),
  biz_opaque_callback_data: lenient(z.string().max(512)),
  errors: lenient(z.array(z.object({ code: z.int() }))),
});
export type Status = z.infer<typeof Status>;

/** Members one by one: a message of unknown shape must not cost the others that came with it. */
const Value = z.object({
  metadata: z.object({ phone_number_id: z.coerce.string() }),
  contacts: z.array(ContactInfo.catch({})).optional().catch(undefined),
  messages: z.array(z.unknown()).optional().catch(undefined),
  statuses: z.array(z.unknown()).optional().catch(undefined),
});
export type Value = z.infer<typeof Value>;

const Change = z.object({ field: z.string(), value: z.unknown() });

export const Webhook = z.object({
  object: z.literal('whatsapp_business_account'),
  entry: z.array(
    z.object({ changes: z.array(Change.catch({ field: '', value: null })) }).catch({ changes: [] }),
  ),
});

/** What this number was told: the values of the field "messages". */
export function valuesFor(raw: unknown, phoneNumberId: string): Value[] {
  const webhook = Webhook.safeParse(raw);
  if (!webhook.success) return [];
  const changes = webhook.data.entry.flatMap((entry) => entry.changes);
  return changes.flatMap(({ field, value }) => {
    const read = Value.safeParse(value);
    const ours = field === 'messages' && read.success && read.data.metadata.phone_number_id === phoneNumberId;
    return ours && read.success ? [read.data] : [];
  });
}

/** Whether a template of the account has changed its approval or its category. */
export function tellsOfTemplates(raw: unknown): boolean {
  const webhook = Webhook.safeParse(raw);
  const changes = webhook.success ? webhook.data.entry.flatMap((entry) => entry.changes) : [];
  return changes.some(({ field }) => /^(message_)?template_/.test(field));
}
