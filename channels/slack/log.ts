import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../src/model/channel-context.ts';

/**
 * Slack's libraries log through this. What they say at "debug" and "info" holds tokens and customers' words, and is
 * dropped; their warnings name methods, codes and connections.
 */
export const quietLogger = (log: Log): Logger => ({
  debug: () => {},
  info: () => {},
  warn: (...said) => log.debug({ library: oneLine(said) }, 'slack: the library warns'),
  error: (...said) => log.debug({ library: oneLine(said) }, 'slack: the library reports a fault'),
  setLevel: () => {},
  getLevel: () => LogLevel.WARN,
  setName: () => {},
});

const oneLine = (said: readonly unknown[]): string => said.map(reasonOf).join(' ').slice(0, 300);

/** An error in one line; never the payload that it may carry. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message.slice(0, 200) : typeof error === 'string' ? error : 'unknown';
