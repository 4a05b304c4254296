import type { BlockAction, ButtonAction, StaticSelectAction } from '@slack/bolt';
import type { HomeView, KnownBlock } from '@slack/types';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { type CaseListed, caseTally, openCases } from '../store/cases.ts';
import { header, lines, smallPrint, text } from './blocks.ts';
import { caseLine } from './case-line.ts';
import type { Desk } from './desk.ts';
import type { FigureWords } from './figure-words.ts';
import { scoreBlocks } from './render-scoreboard.ts';
import { percent, titleOf, whole } from './render-scores.ts';
import { type Sight, sightOf } from './rights.ts';
import { type Filter, PERIODS, type Period, type Scoreboard, scoreboard } from './scores.ts';

/** What a person has chosen in their Home tab; Slack keeps it with the view. */
const Choice = z.object({
  whose: z.enum(['own', 'team', 'all']),
  period: z.enum(['7d', '30d', 'quarter']),
  theme: z.enum(['light', 'dark']),
});
type Choice = z.infer<typeof Choice>;
const Chosen = Choice.partial();
type Chosen = z.infer<typeof Chosen>;

const ACTIONS = { whose: 'desk_home_whose', period: 'desk_home_period', theme: 'desk_home_theme' } as const;
const MOST_CASES = 10;

/** Listens for people who open their Home tab or choose something in it. */
export function listenForHome(desk: Desk): void {
  const { bolt } = desk.workspace;
  bolt.event('app_home_opened', async ({ event }) => {
    if (event.tab !== 'home') return;
    await publish(desk, event.user, keptChoice(event.view?.private_metadata));
  });
  bolt.action<BlockAction<StaticSelectAction | ButtonAction>>(
    /^desk_home_/,
    async ({ ack, body, action }) => {
      await ack();
      const before = keptChoice(body.view?.private_metadata);
      const value = action.type === 'static_select' ? action.selected_option?.value : action.value;
      const field = action.action_id.replace('desk_home_', '');
      const chosen = Chosen.safeParse({ [field]: value });
      await publish(desk, body.user.id, { ...before, ...(chosen.success ? chosen.data : {}) });
    },
  );
}

function keptChoice(metadata: string | undefined): Chosen {
  try {
    return Chosen.safeParse(JSON.parse(metadata ?? '{}')).data ?? {};
  } catch {
    return {};
  }
}

async function publish(desk: Desk, user: string, chosen: Chosen): Promise<void> {
  const sight = sightOf(desk.config, user);
  const { whose, period = '30d', theme = 'light' } = chosen;
  const allowed = whose !== undefined && mayChoose(sight).includes(whose) ? whose : firstOf(sight);
  const view = await homeView(desk, sight, { whose: allowed, period, theme });
  try {
    await desk.workspace.web.views.publish({ user_id: user, view });
  } catch (error) {
    const { code } = desk.workspace.explain(error);
    desk.app.log.warn(
      { user, code },
      'desk: a Home tab could not be drawn; it is drawn when it is opened again',
    );
  }
}

const mayChoose = ({ agent, team, all }: Sight): Choice['whose'][] => [
  ...(agent === null ? [] : ['own' as const]),
  ...(team === null ? [] : ['team' as const]),
  ...(all ? ['all' as const] : []),
];
const firstOf = (sight: Sight): Choice['whose'] => mayChoose(sight).at(-1) ?? 'own';

function filterOf(sight: Sight, whose: Choice['whose']): Filter | null {
  if (whose === 'all' && sight.all) return {};
  if (whose === 'team' && sight.team !== null) return { team: sight.team };
  return sight.agent === null ? null : { agent: sight.agent };
}

async function homeView(desk: Desk, sight: Sight, choice: Choice): Promise<HomeView> {
  const words = desk.figureWords;
  const filter = filterOf(sight, choice.whose);
  const metadata = JSON.stringify(choice);
  const frame = (blocks: KnownBlock[]): HomeView => ({ type: 'home', private_metadata: metadata, blocks });
  if (filter === null)
    return frame([header(words.home.title), lines([{ parts: [text(words.commands.whoAreYou)] }])]);
  const { app } = desk;
  const now = app.now();
  const team = filter.team ?? null;
  const board = await scoreboard(app.db, { metric: null, period: choice.period, filter }, now);
  const [scores, tally, cases] = await Promise.all([
    Promise.all(board.scores.map((score) => scoreBlocks(desk, board, score, choice.theme))),
    caseTally(app.db, team, board.from),
    openCases(app.db, team, MOST_CASES),
  ]);
  const shown = { board, scores: scores.flat(), tally, cases, timezone: desk.config.timezone };
  return frame(renderHome({ ...shown, sight, choice }, words));
}

interface HomeShown {
  board: Scoreboard;
  /** Of each metric. */
  scores: readonly KnownBlock[];
  tally: Awaited<ReturnType<typeof caseTally>>;
  cases: readonly CaseListed[];
  sight: Sight;
  choice: Choice;
  timezone: string;
}

/** The Home tab of one person. Pure. */
export function renderHome(shown: HomeShown, words: FigureWords): KnownBlock[] {
  const { board, scores, sight, choice, timezone } = shown;
  const updated = DateTime.fromJSDate(board.to, { zone: timezone }).setLocale(words.locale);
  return [
    header(titleOf(board, words)),
    controls(words, sight, choice),
    ...(scores.length === 0 ? [lines([{ parts: [text(words.noAnswers)] }])] : scores),
    ...caseBlocks(shown, words),
    ...smallPrint([words.home.updated(updated.toLocaleString(DateTime.DATETIME_MED))]),
  ];
}

function caseBlocks({ tally, cases }: HomeShown, words: FigureWords): KnownBlock[] {
  const recovered =
    tally.rechecked === 0
      ? []
      : [
          words.recovered(
            percent((100 * tally.recovered) / tally.rechecked, words),
            whole(tally.rechecked, words),
          ),
        ];
  const counts = words.cases(whole(tally.open, words), whole(tally.resolved, words));
  return [
    header(words.home.cases),
    lines([{ parts: [text([counts, ...recovered].join(' · '))] }, ...cases.map(caseLine)]),
  ];
}

function controls(words: FigureWords, sight: Sight, choice: Choice): KnownBlock {
  const { home, periods } = words;
  const names = { own: home.own, team: home.team, all: home.all };
  const option = (value: string, label: string) => ({
    text: { type: 'plain_text' as const, text: label.slice(0, 75) },
    value,
  });
  const menu = (id: string, label: string, options: ReturnType<typeof option>[], chosen: string) => {
    const initial = options.find(({ value }) => value === chosen);
    return {
      type: 'static_select' as const,
      action_id: id,
      placeholder: { type: 'plain_text' as const, text: label },
      options,
      ...(initial && { initial_option: initial }),
    };
  };
  const whose = mayChoose(sight).map((value) => option(value, names[value]));
  const spans = (Object.keys(PERIODS) as Period[])
    .filter((name) => PERIODS[name].steps > 1)
    .map((value) => option(value, periods[value]));
  const other = choice.theme === 'light' ? 'dark' : 'light';
  return {
    type: 'actions',
    elements: [
      menu(ACTIONS.whose, home.whose, whose, choice.whose),
      menu(ACTIONS.period, home.period, spans, choice.period),
      {
        type: 'button',
        action_id: ACTIONS.theme,
        text: { type: 'plain_text', text: home[other] },
        value: other,
      },
    ],
  };
}
