import { describe, expect, test } from 'vitest';
import { lines, text } from '../../src/desk/blocks.ts';
import type { Card } from '../../src/desk/card.ts';
import { renderDigest } from '../../src/desk/digest.ts';
import { figureWords } from '../../src/desk/figure-words.ts';
import { renderHome } from '../../src/desk/home.ts';
import { notOursModal, replyModal, resolveModal } from '../../src/desk/modals.ts';
import { MOST_CARDS, renderCards } from '../../src/desk/render-cards.ts';
import { renderAlert, renderNote } from '../../src/desk/render-case.ts';
import { scoreLines } from '../../src/desk/render-scores.ts';
import type { Scoreboard, ScoreShown } from '../../src/desk/scores.ts';
import { deskWords } from '../../src/desk/words.ts';
import type { CaseListed } from '../../src/store/cases.ts';
import type { CaseRow } from '../../src/store/schema.ts';
import { type Block, checkMessageBlocks, checkView } from '../fakes/slack/blocks.ts';
import { controls, readable } from '../fakes/slack/seen.ts';

const LONG = 'Çok uzun bir yorum: ş, ğ, İ, ı, <!channel>, `kod`, *kalın*. '.repeat(200);

const card = (more: Partial<Card> = {}): Card => ({
  invitation: 'i-1',
  metric: 'csat',
  score: 1,
  max: 5,
  band: 'bad',
  meaning: 'Hiç memnun değilim',
  said: [
    { kind: 'reason', text: 'Çok uzun sürdü' },
    { kind: 'words', text: 'Üç gün bekledim. <!channel> `rm -rf` https://kotu.example' },
  ],
  complete: true,
  agent: 'Deniz',
  team: 'fatura',
  channel: 'telegram',
  customer: 'Ayşe',
  language: 'tr',
  conversation: 'c-1001',
  link: 'https://desk.example.com/c/c-1001',
  ...more,
});

/** Everything at its longest. */
const longest = card({
  meaning: LONG,
  said: Array.from({ length: 12 }, (_, i) => ({ kind: i % 2 ? 'reason' : 'words', text: LONG }) as const),
  agent: LONG,
  team: LONG,
  channel: LONG,
  customer: LONG,
  conversation: LONG,
  link: `https://desk.example.com/${'x'.repeat(900)}`,
});

const row = (more: Partial<CaseRow> = {}): CaseRow => ({
  id: 12,
  invitation_id: 1,
  status: 'open',
  alert_to: null,
  opened_at: new Date('2026-11-23T07:00:00Z'),
  team: 'fatura',
  claimed_by: null,
  claimed_at: null,
  due_at: new Date('2026-11-23T09:00:00Z'),
  responded_at: null,
  escalated_at: null,
  settled_by: null,
  settled_at: null,
  root_cause: null,
  note: null,
  recheck_sent_at: null,
  recheck_answer: null,
  recheck_answered_at: null,
  ...more,
});

const tr = deskWords('tr');
const shown = { words: tr, timezone: 'Europe/Istanbul', now: new Date('2026-11-23T07:30:00Z') };

/** As a person reads it: words, then what can be clicked. */
const drawn = (blocks: unknown): string => {
  const checked = checkMessageBlocks(blocks);
  const labels = controls(checked).map(({ label }) => `[ ${label} ]`);
  return [readable(checked), labels.join(' ')].filter(Boolean).join('\n\n');
};

describe('what the desk shows, in Turkish', () => {
  test('a score card', async () => {
    await expect(drawn(renderCards([card()], tr).blocks)).toMatchFileSnapshot('./rendered/card-tr.txt');
  });

  test('several cards in one message', async () => {
    const several = [
      card(),
      card({ score: 5, band: 'good', meaning: 'Çok memnunum', said: [] }),
      card({ score: null }),
    ];
    await expect(drawn(renderCards(several, tr).blocks)).toMatchFileSnapshot('./rendered/cards-tr.txt');
  });

  test('an alert through its life', async () => {
    const settled = {
      settled_by: 'U0DENIZ',
      settled_at: new Date(),
      responded_at: new Date(),
      claimed_by: 'U0DENIZ',
    };
    const lives = [
      row(),
      row({ status: 'claimed', claimed_by: 'U0DENIZ', due_at: new Date('2026-11-23T07:10:00Z') }),
      row({ ...settled, status: 'resolved', root_cause: 'waiting', recheck_sent_at: new Date() }),
      row({
        ...settled,
        status: 'resolved',
        root_cause: 'waiting',
        recheck_sent_at: new Date(),
        recheck_answer: 'yes',
      }),
      row({ ...settled, status: 'not_ours' }),
    ];
    const told = lives.map((life) => drawn(renderAlert({ ...shown, row: life, card: card() }).blocks));
    await expect(told.join('\n\n────────\n\n')).toMatchFileSnapshot('./rendered/alert-tr.txt');
  });
});

const figuresTr = figureWords('tr');
const score = (more: Partial<ScoreShown> = {}): ScoreShown => ({
  ...{ metric: 'csat', value: 83.3, n: 1_240, low: 81.1, high: 85.3, before: { value: 79.9, n: 1_102 } },
  ...{ clear: true, asked: 3_010, answered: 1_240, complete: 1_101, trend: [] },
  ...more,
});
const nps = score({ metric: 'nps', value: 12, low: -3.2, high: 27, before: { value: null, n: 0 }, n: 84 });
const board = (filter: Scoreboard['filter'], scores: ScoreShown[]): Scoreboard => {
  const to = new Date('2026-11-23T07:30:00Z');
  return { period: '30d', filter, from: new Date('2026-10-24T07:30:00Z'), to, scores };
};
const listed = (more: Partial<CaseListed> = {}): CaseListed => ({
  ...row({ claimed_by: 'U0DENIZ' }),
  ...{ metric: 'csat', score: 1, conversation: 'c-1001', public_id: 'i-1' },
  ...more,
});
const picture = (alt: string) => ({ type: 'image' as const, alt_text: alt, slack_file: { id: 'F0CHART' } });
const home = (team: string, scores: ScoreShown[], cases: CaseListed[], alt: string, words = figuresTr) =>
  renderHome(
    {
      board: board({ team }, scores),
      scores: scores.flatMap((one) => [lines(scoreLines(one, words)), picture(alt)]),
      tally: { opened: 44, open: cases.length, resolved: 31, not_ours: 2, rechecked: 12, recovered: 9 },
      cases,
      sight: { agent: 'ag-5', team, all: true },
      choice: { whose: 'team', period: '30d', theme: 'light' },
      timezone: 'Europe/Istanbul',
    },
    words,
  );

describe('figures, in Turkish', () => {
  test('the Home tab', async () => {
    const blocks = home('fatura', [score(), nps], [listed()], 'CSAT, son 30 gün: %79,9, %83,3');
    checkView({ type: 'home', blocks });
    const told = [
      readable(blocks as Block[]),
      controls(blocks as Block[])
        .map(({ label }) => `[ ${label} ]`)
        .join(' '),
    ];
    await expect(told.join('\n\n')).toMatchFileSnapshot('./rendered/home-tr.txt');
  });

  test('a digest, and one of a day without answers', async () => {
    const parts = {
      title: `${figuresTr.digest.daily('22 Kas 2026')} · fatura`,
      scores: [lines(scoreLines(score(), figuresTr)), picture('CSAT')],
      reasons: [{ parts: [text('14 × Çok uzun sürdü')] }, { parts: [text('3 × Sorunum çözülmedi')] }],
      comments: [card({ score: 5, band: 'good', meaning: 'Çok memnunum' }), card()],
      cases: [listed()],
    };
    const none = {
      title: figuresTr.digest.daily('22 Kas 2026'),
      scores: [],
      reasons: [],
      comments: [],
      cases: [],
    };
    const words = { words: tr, figureWords: figuresTr };
    const told = [parts, none].map((one) => drawn(renderDigest(one, words).blocks));
    await expect(told.join('\n\n────────\n\n')).toMatchFileSnapshot('./rendered/digest-tr.txt');
  });
});

describe('at their longest, within the limits of Slack', () => {
  test.each(['tr', 'en'] as const)('cards, alerts and notes (%s)', (language) => {
    const words = deskWords(language);
    const many = Array.from({ length: MOST_CARDS }, () => longest);
    for (const cards of [[longest], many, []]) checkMessageBlocks(renderCards(cards, words).blocks);
    checkMessageBlocks(renderAlert({ ...shown, words, row: row(), card: longest }).blocks);
    for (const type of ['replied', 'customer'] as const) {
      const { blocks, text } = renderNote({ type, text: LONG, by: 'U0DENIZ' }, words);
      checkMessageBlocks(blocks);
      expect(text).not.toContain('<!');
    }
  });

  test.each(['tr', 'en'] as const)('the Home tab and digests (%s)', (language) => {
    const words = figureWords(language);
    const many = { value: -99.9, n: 1e9, low: -99.9, high: 99.9, asked: 1e9, answered: 1e9, complete: 1e9 };
    const scores = (['csat', 'ces', 'nps'] as const).map((metric) => score({ ...many, metric }));
    const cases = Array.from({ length: 10 }, () => listed({ conversation: LONG, team: LONG, id: 1e9 }));
    const alt = LONG.slice(0, 300);
    checkView({ type: 'home', blocks: home(LONG, scores, cases, alt, words) });
    const parts = {
      title: `${words.digest.weekly('22 Kas 2026')} · ${LONG}`,
      scores: scores.flatMap((one) => [lines(scoreLines(one, words)), picture(alt)]),
      reasons: Array.from({ length: 5 }, () => ({ parts: [text(`1 × ${LONG.slice(0, 100)}`)] })),
      comments: [longest, longest, longest],
      cases: cases.slice(0, 5),
    };
    const { blocks, text: said } = renderDigest(parts, { words: deskWords(language), figureWords: words });
    checkMessageBlocks(blocks);
    expect(said.length).toBeLessThan(400);
  });

  test.each(['tr', 'en'] as const)('modals (%s)', (language) => {
    const words = deskWords(language);
    for (const view of [replyModal(words, 1), notOursModal(words, 1), resolveModal(words, words.causes, 1)]) {
      checkView(view);
    }
  });

  test('both languages say all periods and commands', () => {
    const [en, turkish] = [figureWords('en'), figureWords('tr')];
    expect(Object.keys(turkish.periods)).toEqual(Object.keys(en.periods));
    expect(Object.keys(turkish.commands)).toEqual(Object.keys(en.commands));
  });
});
