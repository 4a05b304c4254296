import { betaPrior, type Interval, shrunkShare } from '../metrics/index.ts';

/** An agent's share drawn toward the team's, in percent. */
export interface Shrunk {
  value: number;
  interval: Interval;
  /** What it was drawn toward, and how many answers that weighs. */
  team: number;
  weight: number;
}

/** What is drawn: good answers of an agent of a team. */
interface AgentShare {
  team: string | null;
  good: number;
  n: number;
}

/**
 * Each agent's share drawn toward the team: few answers lie near the team, many near their own. Null where the team has
 * too few agents, or they differ no more than chance makes them: then the team's own figure describes everybody best.
 */
export function shrunkShares(agents: readonly AgentShare[]): (Shrunk | null)[] {
  const priors = new Map(
    [...Map.groupBy(agents, ({ team }) => team)].map(([team, own]) => [
      team,
      betaPrior(own.map(({ good, n }) => ({ x: good, n }))),
    ]),
  );
  return agents.map(({ team, good, n }) => {
    const prior = priors.get(team) ?? null;
    if (prior === null) return null;
    const { value, interval } = shrunkShare({ x: good, n }, prior);
    const weight = prior.alpha + prior.beta;
    return {
      value: 100 * value,
      interval: { ...interval, low: 100 * interval.low, high: 100 * interval.high },
      team: (100 * prior.alpha) / weight,
      weight,
    };
  });
}
