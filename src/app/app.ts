import type { Channel, ChannelModule } from '../model/channel.ts';
import type { Log } from '../model/channel-context.ts';
import type { Measurement } from '../model/measurement.ts';
import type { QueuedJob } from '../queue/index.ts';
import type { Lexicons } from '../replies/index.ts';
import type { Bus } from '../store/bus.ts';
import type { Db } from '../store/schema.ts';
import type { TemplateSource } from '../templates/index.ts';
import type { HookInbox } from './hook-inbox.ts';
import type { Lookups } from './hook-lookups.ts';
import type { HookSources } from './hook-sources.ts';
import type { TemplateNews } from './template-news.ts';
import type { Unit } from './unit.ts';
import type { WebhookHosts } from './webhook-target.ts';

/** A channel that is on: what it is and what runs. */
export interface ActiveChannel {
  module: ChannelModule;
  channel: Channel;
}

/** The agents' desk, as the use cases below it know it. */
export interface DeskPort {
  /** Something of an invitation changed that agents may want to see; said in the transaction that changed it. */
  changed(unit: Unit, invitationId: number): Promise<void>;
  /** A customer wrote what no survey asked for; said in the transaction that handed it over. */
  heard(unit: Unit, said: { threadKey: string; text: string }): Promise<void>;
  /** Does one piece of work of the desk's own; takes the outbox row of this key. */
  work(key: string, work: { work: string; id: string }): Promise<void>;
}

/** Everything a use case works with; made once by the composition root. */
export interface App {
  db: Db;
  log: Log;
  /** What is measured beside the surveys, and how. */
  measurement: Measurement;
  now(): Date;
  /** Names this run of this process: claims and leases carry it. */
  holder: string;
  /** Signs what customers send back to us. */
  signingKey: Uint8Array;
  templates: TemplateSource;
  /** Tells when a file of the templates becomes faulty and when it is mended, once over all processes. */
  onTemplateFault: TemplateNews['onTemplateFault'];
  /** What webhooks are signed with, where they may go, and who is told of scores. */
  webhooks: { secrets: readonly Uint8Array[]; hosts: WebhookHosts; scores: readonly string[] };
  lexicons: Lexicons;
  /** What helpdesks deliver. */
  hooks: { sources: HookSources; inbox: HookInbox; lookups: Lookups };
  channels: Map<string, ActiveChannel>;
  bus: Bus;
  /** Null where the desk is off. */
  desk: DeskPort | null;
  /** Hands jobs to the queue; a failure costs no more than a moment, because the sweep hands them in again. */
  enqueue(jobs: readonly QueuedJob[]): Promise<void>;
}
