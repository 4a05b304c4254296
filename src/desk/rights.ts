import type { DeskConfig } from './config.ts';

type People = Pick<DeskConfig, 'agents' | 'leads'>;

/** Leads may everything; where nobody is named, everybody of the workspace is an agent. */
export function mayWorkCases({ agents, leads }: People, user: string): boolean {
  const named = Object.keys(agents).length > 0 || leads.length > 0;
  return !named || leads.includes(user) || Object.hasOwn(agents, user);
}

/** Whose figures somebody sees: null stands for all. */
export interface Sight {
  agent: string | null;
  team: string | null;
  /** Everything there is. */
  all: boolean;
}

export function sightOf(config: People & Pick<DeskConfig, 'agents_see'>, user: string): Sight {
  const { agent = null, team = null } = Object.hasOwn(config.agents, user) ? (config.agents[user] ?? {}) : {};
  const named = Object.keys(config.agents).length > 0 || config.leads.length > 0;
  const all = !named || config.leads.includes(user) || config.agents_see === 'all';
  return { agent, team: config.agents_see === 'own' && !all ? null : team, all };
}
