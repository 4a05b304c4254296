/** How one helpdesk speaks: its API, its refusals in its own words, its hooks and their proof. */
export interface Dialect {
  readonly name: string;
  /** Settings of ours by which this helpdesk is reached; `{url}` is the fake's address. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whether a call carries the token. */
  knows(headers: Readonly<Record<string, string | undefined>>): boolean;
  /** What a call asks for; null for a path that is not there. */
  read(call: { method: string; url: URL; body: unknown }): Wanted | null;
  /** The answer to a message that was taken. */
  taken(sent: SentMessage): Answer;
  readonly refusals: {
    unauthorized: Answer;
    notFound: Answer;
    /** The conversation can be written to no more. */
    gone: Answer;
    trouble: Answer;
    rateLimit(seconds: number): Answer;
  };
  readonly hooks: {
    closed(conversation: Conversation, at: Date): unknown;
    /** Null where a conversation that was closed stays so. */
    reopened(conversation: Conversation, at: Date): unknown;
    said(conversation: Conversation, message: Said, at: Date): unknown;
    /** Our own message, told back. */
    own(conversation: Conversation, sent: SentMessage, at: Date): unknown;
    tapped?(conversation: Conversation, sent: SentMessage, value: string, at: Date): unknown;
  };
  sign(body: string, at: Date): Record<string, string>;
  /** What becomes of a conversation when its customer writes again. */
  readonly whenCustomerWrites: 'reopens' | 'new-room';
}

export type Wanted =
  | { what: 'send'; conversation: string; text: string; items?: readonly Item[]; reopens?: boolean }
  | { what: 'room'; conversation: string }
  | { what: 'me' };

export interface Item {
  title: string;
  value: string;
}

export interface Answer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: unknown;
}

export interface FakeCustomer {
  id: string;
  name: string;
}

export interface Conversation {
  id: string;
  customer: FakeCustomer;
  /** False once it is closed. */
  open: boolean;
  gone: boolean;
}

export interface SentMessage {
  id: number;
  conversation: string;
  text: string;
  items: readonly Item[];
}

export interface Said {
  id: number;
  text: string;
  by: FakeCustomer;
  /** In which room it was said: for a helpdesk that opens a new one. */
  room: string;
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers,
  body,
});
