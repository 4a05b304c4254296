/** What `npx afterword metric` reads, below its options. */
export const METRIC_HELP = `
Each line names a metric and what it is made of ("id" comes back), and is answered by one line with value, n and
interval. A line that cannot be is answered {"id", "error"} with the field's name. What each figure is: docs/metrics.md

  {"id": 1, "metric": "nps", "promoters": 60, "passives": 25, "detractors": 15}
  {"id": 2, "metric": "csat", "counts": {"1": 3, "2": 2, "3": 5, "4": 40, "5": 50}}

  nps                    scores (weights), counts, or promoters, passives, detractors; method
  nps_difference         a, b: each as nps; method
  csat                   counts or scores; good, bad, scale
  ces                    counts or scores; scale {min, max}, orientation
  response_rate          sent, answered
  clv                    average_sale, transactions_per_year or _per_month, retention_years or _months, margin
  crr, churn             start, new, end; start, lost
  survival, logrank      times, events, at; groups [{times, events}]
  aht                    contacts, talk_seconds, hold_seconds, wrap_seconds
  resolution_time        seconds, or cases [{opened_at, resolved_at}]
  fcr                    contacts, resolved_first, unresolvable_at_level1; or tickets
  referral_rate          referred, purchases
  trial_to_paid          ended, converted; or days [{ended, converted}]
  proportion             x, n; method
  proportion_difference  x1, n1, x2, n2; method
  proportions            x, n: lists
  ordinal_difference     x, y: lists
  lognormal_mean         mean_log, variance_log, n; method
  p_chart, ewma, cusum   p_bar, n; data, target, sigma, lambda, limit; data, target, k, h
`;
