import type { App as Bolt } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { ChannelError } from '../model/channel-error.ts';

/** A message of ours in Slack. */
export interface PostRef {
  channel: string;
  ts: string;
}

/** `text` is what notifications and screen readers get. */
export interface PostContent {
  text: string;
  blocks: KnownBlock[];
}

/**
 * The Slack app as the desk needs it: the connection is the customers' channel's, because Slack deals its events out
 * over all that an app has open. Calls fail with a ChannelError, and are never repeated by themselves.
 */
export interface Workspace {
  readonly bolt: Bolt;
  readonly web: WebClient;
  me(): Promise<{ team: string; user: string }>;
  /** What a failed call means, whichever way it failed. */
  explain(error: unknown): ChannelError;
  post(place: string, key: string, content: PostContent, thread?: string): Promise<PostRef>;
  update(ref: PostRef, content: PostContent): Promise<void>;
  find(place: string, key: string, thread?: string): Promise<PostRef | 'not_sent' | 'unknown'>;
  upload(file: { name: string; alt: string; data: Buffer }): Promise<string>;
  /** Places where nobody is a customer. */
  reserve(isReserved: (channel: string) => boolean): void;
}
