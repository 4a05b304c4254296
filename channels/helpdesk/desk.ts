import type { HttpRequest } from '../../src/model/http.ts';
import type { MessageRef } from '../../src/model/outgoing.ts';
import type { HelpdeskName } from './address.ts';
import type { Api } from './http.ts';
import type { Rendered } from './render.ts';

/** What a customer said in a thread. Messages of agents, bots and ourselves are none. */
export interface Heard {
  /** The conversation in which it was said. */
  conversation: string;
  /** Under which names we may remember having asked there, the likeliest first. */
  asked: readonly string[];
  customer: { id: string; name?: string };
  eventId: string;
  at: Date;
  said: { text: string } | { token: string };
}

/** One helpdesk in whose threads questions are asked. */
export interface Desk {
  readonly name: HelpdeskName;
  readonly buttons: boolean;
  open(): Api;
  /** Under which names answers to a question in this conversation may come back. */
  namesOf(conversation: string, api: Api): Promise<readonly string[]>;
  /** @throws ChannelError */
  send(conversation: string, message: Rendered, api: Api): Promise<MessageRef>;
  /** Whether a message webhook is the helpdesk's. */
  verify(request: HttpRequest, now: Date): boolean;
  /** Pure; never throws. */
  hear(raw: unknown): Heard[];
  /** Who we are there. @throws ChannelError */
  check(api: Api): Promise<string>;
}

const MAX_AGE_MS = 300_000;

/** Whether a signature was made about now. @param at in milliseconds since 1970 */
export const isFresh = (at: number, now: Date): boolean => Math.abs(now.getTime() - at) <= MAX_AGE_MS;
