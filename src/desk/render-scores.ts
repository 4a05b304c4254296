import { shorten } from '../model/shorten.ts';
import { bold, type Line, text } from './blocks.ts';
import type { FigureWords } from './figure-words.ts';
import type { Filter, Scoreboard, ScoreShown } from './scores.ts';

/** Figures in words. CSAT and rates are percents, an NPS has its sign, a CES is a mean on its scale. */
export function scoreLines(score: ScoreShown, words: FigureWords): Line[] {
  const { metric, n, asked, answered, complete } = score;
  const name = bold(metric.toUpperCase());
  const funnel = words.funnel(
    whole(asked, words),
    whole(answered, words),
    whole(complete, words),
    rate(answered, asked, words),
  );
  if (score.value === null)
    return [{ parts: [name, text(` ${words.noAnswers}`)] }, { parts: [text(funnel)] }];
  const value = bold(` ${figure(metric, score.value, words)}`);
  const between =
    score.low === null || score.high === null
      ? ''
      : ` (${words.between(figure(metric, score.low, words), figure(metric, score.high, words))})`;
  return [
    { parts: [name, value, text(`${between}, ${words.answers(whole(n, words))}`)] },
    { parts: [text(against(score, words))] },
    { parts: [text(funnel)] },
  ];
}

function against({ metric, value, before, clear }: ScoreShown, words: FigureWords): string {
  if (before.value === null || value === null) return words.noneBefore;
  const change = value - before.value;
  const arrow = change > 0 ? '▲' : change < 0 ? '▼' : '=';
  const size = plain(Math.abs(change), words);
  const sure = change === 0 ? '' : ` · ${clear ? words.clear : words.chance}`;
  return `${arrow} ${size} · ${words.before(figure(metric, before.value, words), whole(before.n, words))}${sure}`;
}

export function figure(metric: string, value: number, words: FigureWords): string {
  if (metric === 'csat') return percent(value, words);
  const shown = plain(value, words);
  return metric === 'nps' && value > 0 ? `+${shown}` : shown;
}

const plain = (value: number, { locale }: FigureWords): string =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);

export const percent = (value: number, { locale }: FigureWords): string =>
  new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(value / 100);

export const whole = (value: number, { locale }: FigureWords): string =>
  new Intl.NumberFormat(locale).format(value);

const rate = (part: number, all: number, words: FigureWords): string =>
  all === 0 ? '–' : percent((100 * part) / all, words);

/** "Team billing" */
export function whose(filter: Filter, words: FigureWords): string {
  const named = Object.entries(filter).flatMap(([name, value]) => {
    const label = name in words.of ? words.of[name as keyof FigureWords['of']] : name;
    return value === undefined ? [] : [`${label} ${shorten(value, 60)}`];
  });
  return named.length === 0 ? words.of.everybody : named.join(', ');
}

export const titleOf = ({ period, filter }: Scoreboard, words: FigureWords): string =>
  `${words.title(words.periods[period])} · ${whose(filter, words)}`;
