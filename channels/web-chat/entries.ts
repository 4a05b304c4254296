import { z } from 'zod';

const Question = z.object({
  type: z.literal('question'),
  from: z.literal('survey'),
  language: z.string(),
  text: z.string(),
  layout: z.enum(['scale', 'choice', 'text']),
  choices: z.array(z.object({ token: z.string(), label: z.string(), meaning: z.string().optional() })),
});

const Answered = z.object({
  type: z.literal('answered'),
  from: z.literal('survey'),
  language: z.string(),
  text: z.string(),
  chosen: z.string(),
});

const Message = z.object({
  type: z.literal('message'),
  from: z.enum(['customer', 'agent', 'survey']),
  text: z.string(),
  /** Absent for customers: their language is theirs, and the page finds its direction by itself. */
  language: z.string().optional(),
  /** The agent's name. */
  name: z.string().optional(),
  /** On the customer's own messages: lets the page that wrote it recognise it. */
  clientId: z.string().optional(),
});

/** What stands in the chat: one bubble. */
export const Bubble = z.discriminatedUnion('type', [Question, Answered, Message]);
export type Bubble = z.infer<typeof Bubble>;

/** The log never changes: an edited bubble is a further entry that says which one it replaces. */
const Edit = z.object({
  type: z.literal('edit'),
  of: z.int(),
  /** Of the bubble: whether a further edit would change anything. */
  digest: z.string(),
  bubble: Bubble,
});

/** The body of one transcript entry, as it is stored and as the widget receives it. */
export const Entry = z.discriminatedUnion('type', [Question, Answered, Message, Edit]);
export type Entry = z.infer<typeof Entry>;
