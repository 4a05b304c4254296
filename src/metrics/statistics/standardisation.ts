/** One stratum (a channel): what was measured in it, how surely, and on how many answers. */
export interface Stratum {
  value: number;
  standardError: number;
  n: number;
}

export interface Standardised {
  value: number;
  standardError: number;
}

/**
 * A figure as it would be under a fixed mix of channels: Σ share·value, SE = √Σ share²·SE². Null where the mix names
 * a channel that has no answers: there is nothing to stand in for it.
 *
 * @param mix how much each channel counts; need not sum to 1
 * @source Fleiss, Levin and Paik, "Statistical Methods for Rates and Proportions", chapter 19, direct standardisation
 */
export function standardise(
  strata: ReadonlyMap<string, Stratum>,
  mix: ReadonlyMap<string, number>,
): Standardised | null {
  const whole = mix.values().reduce((sum, share) => sum + share, 0);
  let value = 0;
  let variance = 0;
  for (const [channel, weight] of mix) {
    if (weight === 0) continue;
    const stratum = strata.get(channel);
    if (stratum === undefined || stratum.n === 0) return null;
    value += (weight / whole) * stratum.value;
    variance += ((weight / whole) * stratum.standardError) ** 2;
  }
  return whole > 0 ? { value, standardError: Math.sqrt(variance) } : null;
}

/** A change between two periods, split into what the channels did and what their mix did. */
export interface ChangeByMix {
  /** After − before, each under its own mix. */
  change: number;
  /** The part that would have come with no channel changing: the mix alone. */
  mix: number;
  /** The part within the channels, under the mix of before. */
  within: number;
}

const mixOf = (strata: ReadonlyMap<string, Stratum>): Map<string, number> =>
  new Map([...strata].map(([channel, { n }]) => [channel, n]));

/**
 * What part of a change the channel mix explains: the figure of after under the mix of before is what would have been
 * seen with the mix unchanged. Null where a channel of before has no answers after.
 */
export function changeByMix(
  before: ReadonlyMap<string, Stratum>,
  after: ReadonlyMap<string, Stratum>,
): ChangeByMix | null {
  const then = standardise(before, mixOf(before));
  const now = standardise(after, mixOf(after));
  const held = standardise(after, mixOf(before));
  if (then === null || now === null || held === null) return null;
  return { change: now.value - then.value, mix: now.value - held.value, within: held.value - then.value };
}
