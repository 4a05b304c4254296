import type { z } from 'zod';
import type { ConversationClosed } from '../model/conversation.ts';

/** A hook as it came: nothing of it is believed before `verify`. */
export interface RawHook {
  method: string;
  /** As the sender called it, with our public address in front: some signatures are made over it. */
  url: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
}

/** What `verify` looks at besides the hook and the settings. */
export interface Clock {
  now: Date;
  /** Older signatures, and those from further ahead, are refused; in seconds. */
  maxAgeSeconds: number;
}

/**
 * Whether a hook is the helpdesk's. `missing`: it carries no proof at all; `wrong`: the proof is not made with our
 * secret; `old`: it was, and too long ago (or its time cannot be read).
 */
export type Verdict = 'genuine' | 'missing' | 'wrong' | 'old';

/** What is answered to the helpdesk. */
export interface HookAnswer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

/** One event of a delivery; most helpdesks send one, HubSpot up to a hundred. */
export interface Delivery {
  /** The helpdesk's own id of it, by which a repeat is known. */
  id: string;
  payload: unknown;
}

/** One question to the helpdesk's API: GET, answered with JSON. */
export interface Lookup {
  /** Below the API's root, beginning with "/". */
  path: string;
  /** How long the answer stays good enough for the next hook: long for a person or a team, 0 for a conversation. */
  keepSeconds: number;
  /** The customer can be asked without it: where the API refuses or has trouble, the reading goes on with null. */
  optional?: boolean;
}

/** What the API answered; `body` is null where it was 404. */
export interface LookedUp {
  body: unknown;
}

/** What a source reads a payload with. */
export interface ReadContext<S> {
  settings: S;
  receivedAt: Date;
  /** Names of the channels that are on. */
  channels: ReadonlySet<string>;
  /** Whether the API can be asked at all: its settings are there. */
  canLookUp: boolean;
  /** What was looked up for this hook already, by path. */
  looked: ReadonlyMap<string, LookedUp>;
}

/**
 * What one event means. `lookup` asks for something and is read again with the answer; where the API cannot be
 * asked it stands for the reason why the customer is not asked. `message` is for the `helpdesk` channel.
 */
export type HookReading =
  | { kind: 'closed'; close: ConversationClosed }
  | { kind: 'reopened'; id: string; at: Date | null }
  | { kind: 'unaskable'; id: string; reason: string }
  | { kind: 'message' }
  | { kind: 'ignored'; reason: string }
  | { kind: 'lookup'; lookup: Lookup; id: string };

/** The helpdesk's API as the shell calls it. */
export interface HelpdeskApi {
  /** Without a slash at the end. */
  root: string;
  headers: Readonly<Record<string, string>>;
  /** What is asked at most in a minute over this process; below the helpdesk's own limit. */
  perMinute: number;
}

/**
 * One helpdesk. A plain object, pure: the server receives, the shell stores and looks up. To add one is a file and
 * its line in `registry.ts`.
 */
export interface IntakeSource<S extends object = object> {
  /** Stands in `/hooks/<name>` and is the `source` of its conversations. */
  readonly name: string;
  /** As its makers write it. */
  readonly title: string;
  /** Settings by environment name, each with a description. */
  readonly settings: z.ZodObject;
  /** The source is on when one of these is set. */
  readonly requires: readonly string[];
  /** What has to be set before the API can be asked. */
  readonly apiRequires: readonly string[];
  /** Over the raw body, before anything of it is parsed. */
  verify(hook: RawHook, settings: S, clock: Clock): Verdict;
  /** Answers a genuine hook that is no event: a probe, a challenge. */
  greet?(hook: RawHook): HookAnswer | null;
  /** The events in a body, each with its id. @param body parsed JSON */
  deliveries(body: unknown, hook: RawHook): Delivery[];
  /** Never throws for whatever a payload holds. */
  read(payload: unknown, context: ReadContext<S>): HookReading;
  /** Whether the `helpdesk` channel can write into its threads: what that needs is set. */
  writable?(settings: S): boolean;
  /** Null where its settings are not there. */
  api?(settings: S): HelpdeskApi | null;
  /** What is answered once a hook is stored. Without it 200 and nothing more. */
  readonly answer?: HookAnswer;
}
