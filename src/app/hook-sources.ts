import type { HelpdeskApi, IntakeSource } from '../intake/source.ts';
import { type HookTallyKeeper, openHookTally } from './hook-tally.ts';

/** A helpdesk whose hooks are taken. */
export interface OpenSource {
  source: IntakeSource;
  settings: object;
  /** Null where the settings for it are not there. */
  api: HelpdeskApi | null;
}

/** What is known of helpdesks from the first moment, before there is a database. */
export interface HookSources {
  /** By name. */
  open: ReadonlyMap<string, OpenSource>;
  /** Names of those that are known and have no settings, with the settings that would switch them on. */
  off: ReadonlyMap<string, readonly string[]>;
  /** See `Clock`. */
  maxAgeSeconds: number;
  tally: HookTallyKeeper;
}

/** @param settings of each source that is on, by its name */
export function openHookSources(
  sources: readonly IntakeSource[],
  settings: ReadonlyMap<string, object>,
  { maxAgeSeconds, now }: { maxAgeSeconds: number; now: () => Date },
): HookSources {
  const open = new Map<string, OpenSource>();
  const off = new Map<string, readonly string[]>();
  for (const source of sources) {
    const own = settings.get(source.name);
    if (own === undefined) off.set(source.name, source.requires);
    else open.set(source.name, { source, settings: own, api: source.api?.(own) ?? null });
  }
  return { open, off, maxAgeSeconds, tally: openHookTally(now) };
}

/** The channels in which hooks of this helpdesk may have customers asked: its own thread only where it can be written. */
export function channelsFor(
  { source, settings }: OpenSource,
  channels: ReadonlyMap<string, unknown>,
): ReadonlySet<string> {
  const names = new Set(channels.keys());
  if (source.writable?.(settings) !== true) names.delete('helpdesk');
  return names;
}
