import { shorten } from '../model/shorten.ts';
import type { CaseListed } from '../store/cases.ts';
import { bold, type Line, mention, text } from './blocks.ts';

/** "#12 · NPS 2 · c-1001 · billing · Deniz" */
export function caseLine(row: CaseListed): Line {
  const { id, metric, score, conversation, team, claimed_by } = row;
  const what = [`${(metric ?? '').toUpperCase()} ${score ?? '–'}`, conversation, team].filter(Boolean);
  const who = claimed_by === null ? [] : [text(' · '), mention(claimed_by)];
  return {
    parts: [bold(`#${id}`), text(` · ${what.map((part) => shorten(String(part), 60)).join(' · ')}`), ...who],
  };
}
