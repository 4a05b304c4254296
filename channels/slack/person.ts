import type { Identity } from '../../src/model/contact.ts';

/** A person of Slack: ids of users are unique only together with their workspace's (Slack Connect). */
export interface SlackPerson {
  user: string;
  team: string;
}

/** "T024BE7LD/U023BECGF": as hooks name a Slack identity too. */
export const identityOf = ({ user, team }: SlackPerson): Identity => ({
  type: 'slack',
  value: `${team}/${user}`,
});
