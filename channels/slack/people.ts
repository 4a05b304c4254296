import type { WebClient } from '@slack/web-api';
import type { ChannelContext } from '../../src/model/channel-context.ts';
import { reasonOf } from './log.ts';
import type { SlackPerson } from './person.ts';

/** How long what Slack said of people and groups is taken to be so. */
const FRESH_MS = 10 * 60_000;
const MOST_KEPT = 2_000;

export interface Known {
  name?: string;
  /** "tr" of the locale "tr-TR". */
  language?: string;
}

export interface People {
  /** Name and language of a person; nothing where Slack does not say. */
  know(user: string): Promise<Known>;
  /** Whether the person may close conversations, and the group by which they may; null = they may not. */
  agent(person: SlackPerson): Promise<{ team: string | null } | null>;
}

interface PeopleOptions {
  web: WebClient;
  /** "team", U…, S…: the setting SLACK_AGENTS. */
  agents: readonly string[];
  homeTeam(): Promise<string>;
  context: Pick<ChannelContext, 'log' | 'now'>;
}

/** What is known of people in Slack, asked when it is needed and remembered for a while. */
export function createPeople({ web, agents, homeTeam, context }: PeopleOptions): People {
  const cache = createCache(context.now);
  const groups = agents.filter((part) => part.startsWith('S'));
  const know = (user: string) =>
    cache<Known>(`user ${user}`, async () => {
      const { user: found } = await web.users.info({ user, include_locale: true });
      const name = found?.profile?.display_name || found?.real_name || found?.name;
      const language = found?.locale?.split('-')[0];
      return { ...(name && { name }), ...(language && { language }) };
    }).catch((error: unknown) => {
      context.log.debug({ reason: reasonOf(error) }, 'slack: nothing is known of a person');
      return {};
    });
  const members = (group: string) =>
    cache(`group ${group}`, async () => (await web.usergroups.users.list({ usergroup: group })).users ?? []);
  const handles = () =>
    cache('groups', async () => {
      const { usergroups = [] } = await web.usergroups.list();
      return new Map(usergroups.map(({ id, handle, name }) => [id ?? '', handle ?? name ?? null]));
    });

  return {
    know,
    async agent({ user, team }) {
      for (const group of groups) {
        if ((await members(group)).includes(user)) return { team: (await handles()).get(group) ?? null };
      }
      if (agents.includes(user)) return { team: null };
      const own = agents.includes('team') && team === (await homeTeam());
      return own ? { team: null } : null;
    },
  };
}

/** Answers are kept for a while; faults are not. */
function createCache(now: () => Date) {
  const kept = new Map<string, { at: number; value: Promise<unknown> }>();
  return <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const found = kept.get(key);
    if (found !== undefined && now().getTime() - found.at < FRESH_MS) return found.value as Promise<T>;
    const value = ask().catch((error: unknown) => {
      kept.delete(key);
      throw error;
    });
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, { at: now().getTime(), value });
    return value;
  };
}
