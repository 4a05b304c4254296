import type { KnownBlock } from '@slack/types';
import { DateTime } from 'luxon';
import { findQuestion } from '../dialogue/index.ts';
import { localize } from '../model/language.ts';
import { shorten } from '../model/shorten.ts';
import { type CaseListed, openCases } from '../store/cases.ts';
import { cardFacts } from '../store/desk.ts';
import { type DigestRange, topReasons, withWords } from '../store/digest.ts';
import type { Db } from '../store/schema.ts';
import { templateByVersion } from '../store/templates.ts';
import { header, type Line, lines, notification, text } from './blocks.ts';
import type { Card } from './card.ts';
import { caseLine } from './case-line.ts';
import { cardFor } from './changed.ts';
import type { DigestConfig } from './config.ts';
import type { Desk } from './desk.ts';
import { PRIORITY, tell } from './notes.ts';
import { scoreParts } from './render-cards.ts';
import { scoreBlocks } from './render-scoreboard.ts';
import { whole } from './render-scores.ts';
import { clockOf, digestId, once, planDigest } from './schedule.ts';
import { scoreboard } from './scores.ts';
import type { DeskWords } from './words.ts';
import type { PostContent } from './workspace.ts';

const MOST_COMMENTS = 3;
const MOST_REASONS = 5;
const MOST_CASES = 5;
const LONGEST_COMMENT = 300;

/** A planned digest: made from what is stored, posted by the lane of its channel, and the next one planned. */
export async function workDigest(desk: Desk, key: string, id: string): Promise<void> {
  const [name, day = ''] = id.split('/');
  const digest = desk.config.digests.find((one) => digestId(one) === name);
  // Before the transaction, because pictures are uploaded; a digest that was taken out of the file is dropped.
  const content = digest === undefined ? null : await digestContent(desk, digest, day);
  await once(desk, key, async (unit) => {
    if (digest === undefined || content === null) return;
    const message = {
      name: `digest-${id}`,
      place: digest.to,
      kind: 'digest' as const,
      priority: PRIORITY.digest,
    };
    await tell(unit, { ...message, body: { ...content } });
    planDigest(desk, unit, digest);
  });
}

/** What a digest says on this day: daily of the day before, weekly of the seven days before. */
export async function digestContent(desk: Desk, digest: DigestConfig, day: string): Promise<PostContent> {
  const { app, figureWords: words, config } = desk;
  const { timezone } = clockOf(digest, config);
  const end = DateTime.fromISO(day, { zone: timezone }).startOf('day');
  const weekly = digest.every === 'week';
  const start = end.minus({ days: weekly ? 7 : 1 });
  const last = end.minus({ days: 1 }).setLocale(words.locale).toLocaleString(DateTime.DATE_MED);
  const range: DigestRange = { team: digest.team ?? null, from: start.toJSDate(), to: end.toJSDate() };
  const filter = digest.team === undefined ? {} : { team: digest.team };
  const asked = { metric: null, period: weekly ? ('7d' as const) : ('1d' as const), filter };
  const board = await scoreboard(app.db, asked, range.to);
  const answered = board.scores.filter(({ n }) => n > 0);
  const told = await Promise.all(answered.map((score) => scoreBlocks(desk, board, score, 'light')));
  const title = [weekly ? words.digest.weekly(last) : words.digest.daily(last), digest.team]
    .filter(Boolean)
    .join(' · ');
  const [reasons, comments, cases] = await Promise.all([
    reasonLines(desk, app.db, range),
    bestComments(desk, range),
    openCases(app.db, range.team, MOST_CASES),
  ]);
  return renderDigest({ title, scores: told.flat(), reasons, comments, cases }, desk);
}

interface DigestParts {
  title: string;
  scores: readonly KnownBlock[];
  reasons: readonly Line[];
  comments: readonly Card[];
  cases: readonly CaseListed[];
}

/** A digest as it is posted. Pure. */
export function renderDigest(
  { title, scores, reasons, comments, cases }: DigestParts,
  { words, figureWords }: Pick<Desk, 'words' | 'figureWords'>,
): PostContent {
  const { digest } = figureWords;
  const nothing = lines([{ parts: [text(digest.nothing)] }]);
  return {
    text: notification(title),
    blocks: [
      header(title),
      ...(scores.length === 0 ? [nothing] : scores),
      ...section(digest.reasons, reasons),
      ...section(
        digest.best,
        comments.flatMap((card) => commentLines(card, words)),
      ),
      ...section(digest.openCases, cases.map(caseLine)),
    ],
  };
}

const section = (title: string, said: readonly Line[]): KnownBlock[] =>
  said.length === 0 ? [] : [header(title), lines(said)];

async function reasonLines(
  { config, figureWords: words }: Desk,
  db: Db,
  range: DigestRange,
): Promise<Line[]> {
  const found = await topReasons(db, range, MOST_REASONS);
  return Promise.all(
    found.map(async ({ template_version, question: id, choice, count }) => {
      const question = findQuestion(await templateByVersion(db, template_version), id);
      const label =
        question?.type === 'choice'
          ? question.choices.find(({ value }) => value === choice)?.label
          : undefined;
      const named = label === undefined ? choice : localize(label, config.language);
      return { parts: [text(`${whole(count, words)} × ${shorten(named, 100)}`)] };
    }),
  );
}

/** Good ones first: a digest is also there to be glad about. */
async function bestComments(desk: Desk, range: DigestRange): Promise<Card[]> {
  const { app } = desk;
  const facts = await cardFacts(app.db, await withWords(app.db, range, 30));
  const cards = await Promise.all(facts.map((one) => cardFor(desk, app, one)));
  const rank = { good: 0, neutral: 1, bad: 2 };
  return cards.toSorted((a, b) => rank[a.band] - rank[b.band]).slice(0, MOST_COMMENTS);
}

function commentLines(card: Card, words: DeskWords): Line[] {
  const said = card.said
    .filter(({ kind }) => kind === 'words')
    .map((one) => one.text)
    .join(' · ');
  return [
    { parts: scoreParts(card, words) },
    { quoted: true, parts: [text(shorten(said, LONGEST_COMMENT))] },
  ];
}
