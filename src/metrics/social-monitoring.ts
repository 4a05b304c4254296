/** One mention as a monitoring tool hands it over. */
export interface Mention {
  id: string;
  /** The mention that this one repeats, where it is a repost. */
  repostOf: string | null;
  negative: boolean;
  openedSupportCase: boolean;
}

/** A count and what it is for each 1,000 customers; null without customers. */
export interface PerThousand {
  count: number;
  per_1000_customers: number | null;
}

export interface SocialFigure {
  /** Mentions per 1,000 customers. */
  value: number | null;
  /** Mentions without reposts. */
  n: number;
  mentions: PerThousand;
  negative: PerThousand;
  support_cases: PerThousand;
  /** Reposts and repeats of an id, left out. */
  reposts: number;
}

/** Each mention once: repeats of an id and reposts are left out, whether or not the original was seen. */
export function withoutReposts(mentions: readonly Mention[]): Mention[] {
  const originals = mentions.filter((mention) => mention.repostOf === null);
  return [...new Map(originals.map((mention) => [mention.id, mention])).values()];
}

/**
 * Social monitoring.
 *
 * @metric social_monitoring
 * @formula 1,000 × mentions / customers; the same for negative mentions and for support cases opened from social
 * @denominator customers in the period; reposts and repeats of a mention are left out first and shown
 * @unit mentions per 1,000 customers
 * @orientation none for mentions; low is good for negative mentions and cases
 * @interval none
 * @source counts per population at risk, as rates of events are stated
 */
export function socialMonitoring(mentions: readonly Mention[], customers: number): SocialFigure {
  const own = withoutReposts(mentions);
  const counts = {
    mentions: own.length,
    negative: own.filter((mention) => mention.negative).length,
    cases: own.filter((mention) => mention.openedSupportCase).length,
    reposts: mentions.length - own.length,
  };
  return socialOfCounts(counts, customers);
}

/** The same figure where somebody else has counted. */
export function socialOfCounts(
  counts: { mentions: number; negative: number; cases: number; reposts: number },
  customers: number,
): SocialFigure {
  const per = (count: number): PerThousand => ({
    count,
    per_1000_customers: customers === 0 ? null : (1000 * count) / customers,
  });
  const all = per(counts.mentions);
  return {
    value: all.per_1000_customers,
    n: counts.mentions,
    mentions: all,
    negative: per(counts.negative),
    support_cases: per(counts.cases),
    reposts: counts.reposts,
  };
}
