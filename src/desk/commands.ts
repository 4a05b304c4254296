import type { RespondFn, SlashCommand } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { why } from '../app/why.ts';
import { AfterwordError } from '../model/errors.ts';
import { shorten } from '../model/shorten.ts';
import { whyInWords } from '../reports/index.ts';
import { caseById, openCases } from '../store/cases.ts';
import { cardFacts } from '../store/desk.ts';
import { readScoresCommand } from './ask-scores.ts';
import { header, lines } from './blocks.ts';
import { caseLine } from './case-line.ts';
import { cardFor } from './changed.ts';
import type { Desk } from './desk.ts';
import { renderAlert } from './render-case.ts';
import { renderScoreboard } from './render-scoreboard.ts';
import { mayWorkCases, sightOf } from './rights.ts';
import { scoreboard } from './scores.ts';
import { skipSurvey } from './skip-survey.ts';
import { whisper } from './whisper.ts';

/** An answer to a command, for the one who ran it. */
type Answer = string | { text: string; blocks: KnownBlock[] };
type Command = (desk: Desk, asked: SlashCommand) => Promise<Answer>;

const COMMANDS: Readonly<Record<string, Command>> = {
  '/scores': scores,
  '/why': explain,
  '/skip-survey': skip,
  '/case': cases,
};

/** Listens for the commands of the manifest. They are acknowledged at once and answered when the work is done. */
export function listenForCommands(desk: Desk): void {
  for (const [name, work] of Object.entries(COMMANDS)) {
    desk.workspace.bolt.command(name, async ({ ack, command, respond }) => {
      await ack();
      await answer(desk, respond, () => work(desk, command));
    });
  }
}

async function answer(desk: Desk, respond: RespondFn, work: () => Promise<Answer>): Promise<void> {
  const say = whisper(desk, respond);
  try {
    const said = await work();
    if (typeof said === 'string') return await say(said);
    await respond({ ...said, response_type: 'ephemeral', replace_original: false });
  } catch (error) {
    desk.app.log.error({ error: String(error) }, 'desk: a command failed');
    await say(desk.figureWords.commands.failed);
  }
}

async function scores(desk: Desk, { text: asked, user_id }: SlashCommand): Promise<Answer> {
  const { commands } = desk.figureWords;
  const read = readScoresCommand(asked, sightOf(desk.config, user_id));
  if (!read.ok) {
    const reasons = {
      usage: commands.scoresUsage,
      not_yours: commands.notYours,
      who_are_you: commands.whoAreYou,
    };
    return reasons[read.why];
  }
  return renderScoreboard(desk, await scoreboard(desk.app.db, read.asked, desk.app.now()), 'light');
}

const LONGEST_WHY = 2_900;

/** What the command line tells, as it tells it; it holds no words of customers. */
async function explain(desk: Desk, { text: name, user_id }: SlashCommand): Promise<Answer> {
  const { commands } = desk.figureWords;
  if (!mayWorkCases(desk.config, user_id)) return desk.words.answers.noRight;
  if (name.trim() === '') return commands.whyUsage;
  try {
    const told = (await why(desk.app.db, name.trim())).map(whyInWords).join('\n\n');
    const block: KnownBlock = {
      type: 'rich_text',
      elements: [
        { type: 'rich_text_preformatted', elements: [{ type: 'text', text: shorten(told, LONGEST_WHY) }] },
      ],
    };
    return { text: commands.whyUsage, blocks: [block] };
  } catch (error) {
    if (error instanceof AfterwordError && error.code === 'AW_NOT_FOUND') return commands.notFound;
    throw error;
  }
}

async function skip(desk: Desk, { text: asked, user_id }: SlashCommand): Promise<Answer> {
  const { commands } = desk.figureWords;
  if (!mayWorkCases(desk.config, user_id)) return desk.words.answers.noRight;
  const [, conversation, reason] = /^(\S+)\s+(\S[\s\S]*)$/.exec(asked.trim()) ?? [];
  if (conversation === undefined || reason === undefined) return commands.skipUsage;
  const agent = desk.config.agents[user_id]?.agent ?? user_id;
  const done = await skipSurvey(desk.app, { conversation, reason: reason.slice(0, 500), agent });
  const answers = {
    skipped: commands.skipped,
    noted: commands.skipNoted,
    too_late: commands.skipTooLate,
    unknown: commands.skipUsage,
  };
  return answers[done];
}

const MOST_CASES = 20;

async function cases(desk: Desk, { text: asked, user_id }: SlashCommand): Promise<Answer> {
  const { commands } = desk.figureWords;
  const sight = sightOf(desk.config, user_id);
  if (!mayWorkCases(desk.config, user_id)) return desk.words.answers.noRight;
  const number = asked.trim().replace(/^#/, '');
  if (number === '') {
    const open = await openCases(desk.app.db, sight.all ? null : sight.team, MOST_CASES);
    if (open.length === 0) return commands.noCases;
    return {
      text: commands.openCases,
      blocks: [header(commands.openCases), lines(open.map(caseLine))],
    };
  }
  if (!/^\d{1,12}$/.test(number)) return commands.caseUsage;
  return oneCase(desk, Number(number));
}

async function oneCase(desk: Desk, id: number): Promise<Answer> {
  const { app, words, config } = desk;
  const row = await caseById(app.db, id);
  const [facts] = row === undefined ? [] : await cardFacts(app.db, [row.invitation_id]);
  if (row === undefined || facts === undefined) return words.answers.noCase;
  const card = await cardFor(desk, app, facts);
  return renderAlert({ row, card, words, timezone: config.timezone, now: app.now() });
}
