import { randomUUID } from 'node:crypto';

export type EnvelopeKind = 'events_api' | 'interactive' | 'slash_commands';

/** Something that Slack tells the app, and what came of it. */
export interface Envelope {
  readonly id: string;
  readonly kind: EnvelopeKind;
  readonly payload: Record<string, unknown>;
  /** How often it was delivered. */
  deliveries: number;
  /** "lost": Slack has given up; a person who clicked was shown an error. */
  state: 'open' | 'acked' | 'lost';
  /** What the acknowledgement said. */
  response?: unknown;
}

export const newEnvelope = (kind: EnvelopeKind, payload: Record<string, unknown>): Envelope => ({
  id: randomUUID(),
  kind,
  payload,
  deliveries: 0,
  state: 'open',
});

/** How Slack reaches the app. */
export interface Delivery {
  deliver(envelope: Envelope): void;
  close(): Promise<void>;
}

/** Slack's patience: in its true length, or shorter for a test. */
export interface Patience {
  /** How long an acknowledgement may take. */
  ackMs: number;
  /** Pauses before an event is told again; interactions are told once. */
  retryMs: readonly number[];
}

export const TRUE_PATIENCE: Patience = { ackMs: 3_000, retryMs: [0, 60_000, 300_000] };
