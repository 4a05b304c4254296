import type { KnownBlock } from '@slack/types';
import { header, lines, notification, text } from './blocks.ts';
import { type Theme, trendChart } from './charts.ts';
import type { Desk } from './desk.ts';
import { scoreLines, titleOf } from './render-scores.ts';
import type { Scoreboard, ScoreShown } from './scores.ts';
import type { PostContent } from './workspace.ts';

/** Scores as a message: words first, then a picture of each trend that has one. */
export async function renderScoreboard(desk: Desk, board: Scoreboard, theme: Theme): Promise<PostContent> {
  const title = titleOf(board, desk.figureWords);
  const blocks = await Promise.all(board.scores.map((score) => scoreBlocks(desk, board, score, theme)));
  const nothing = lines([{ parts: [text(desk.figureWords.noAnswers)] }]);
  const told = blocks.length === 0 ? [nothing] : blocks.flat();
  return { text: notification(title), blocks: [header(title), ...told] };
}

/** One score with its picture; where the picture cannot be drawn or uploaded, the words stand alone. */
export async function scoreBlocks(
  desk: Desk,
  { period }: Pick<Scoreboard, 'period'>,
  score: ScoreShown,
  theme: Theme,
): Promise<KnownBlock[]> {
  const words = desk.figureWords;
  const said = lines(scoreLines(score, words));
  if (score.trend.length === 0) return [said];
  try {
    const title = words.trend(score.metric.toUpperCase(), words.periods[period]);
    const chart = await trendChart(score, { title, theme, words, timezone: desk.config.timezone });
    const id = await desk.gallery(chart);
    return [said, { type: 'image', alt_text: chart.alt, slack_file: { id } }];
  } catch (error) {
    desk.app.log.warn(
      { error: String(error) },
      'desk: a picture could not be shown; the figures stand without',
    );
    return [said];
  }
}
