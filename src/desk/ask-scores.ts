import { SurveyMetric } from '../model/template.ts';
import type { Sight } from './rights.ts';
import { type Filter, PERIODS, type Period, type ScoresAsked } from './scores.ts';

/** What a person asked for, or why it is not shown. */
export type Asked =
  | { ok: true; asked: ScoresAsked }
  | { ok: false; why: 'usage' | 'not_yours' | 'who_are_you' };

const DIMENSIONS = ['team', 'agent', 'channel', 'template'] as const;
const isPeriod = (word: string): word is Period => Object.hasOwn(PERIODS, word);

/** Reads "team billing csat 30d", in any order, within what the person may see. Pure. */
export function readScoresCommand(text: string, sight: Sight): Asked {
  let metric: SurveyMetric | null = null;
  let period: Period = '30d';
  const filters: Filter[] = [];
  const words = text.trim().split(/\s+/).filter(Boolean);
  while (words.length > 0) {
    const word = (words.shift() ?? '').toLowerCase();
    const named = SurveyMetric.safeParse(word);
    const dimension = DIMENSIONS.find((name) => name === word);
    if (named.success) metric = named.data;
    else if (isPeriod(word)) period = word;
    else if (word === 'me') {
      if (sight.agent === null) return { ok: false, why: 'who_are_you' };
      filters.push({ agent: sight.agent });
    } else if (dimension !== undefined) {
      const value = words.shift();
      if (value === undefined) return { ok: false, why: 'usage' };
      filters.push({ [dimension]: value });
    } else return { ok: false, why: 'usage' };
  }
  const filter: Filter | null = filters.length === 0 ? null : Object.assign({}, ...filters);
  return within(sight, { metric, period, filter });
}

function within(
  sight: Sight,
  { filter, ...asked }: Omit<ScoresAsked, 'filter'> & { filter: Filter | null },
): Asked {
  if (sight.all) return { ok: true, asked: { ...asked, filter: filter ?? {} } };
  const own =
    sight.team !== null ? { team: sight.team } : sight.agent !== null ? { agent: sight.agent } : null;
  if (own === null) return { ok: false, why: 'who_are_you' };
  if (filter === null) return { ok: true, asked: { ...asked, filter: own } };
  const { agent, team, ...rest } = filter;
  const mine = (agent === undefined || agent === sight.agent) && (team === undefined || team === sight.team);
  if (!mine) return { ok: false, why: 'not_yours' };
  // By channel or template alone, only the person's own part of it.
  const narrowed = agent === undefined && team === undefined ? { ...rest, ...own } : filter;
  return { ok: true, asked: { ...asked, filter: narrowed } };
}
