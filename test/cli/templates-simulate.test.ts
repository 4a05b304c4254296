import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/cli/templates-simulate.ts';
import { loadLexicons } from '../../src/replies/index.ts';
import { folderOf, SHIPPED, small } from '../templates/folder-of.ts';
import { keptOutput } from './kept-output.ts';

const lexicons = loadLexicons();

const SEVERAL = `id: a
metric: csat
languages: [en]
questions:
  - { id: score, type: scale, scale: { min: 1, max: 5 }, text: { en: "How was it?" } }
  - id: reasons
    type: choice
    multiple: true
    optional: true
    text: { en: "Why?" }
    choices:
      - { value: price, label: { en: "The price" } }
      - { value: quality, label: { en: "The quality" } }
thanks: { en: "Thank you!" }
`;

async function answer(lines: string[], { file = 'csat.yaml', lang = 'en' } = {}): Promise<string> {
  const { output, text } = keptOutput();
  const input = Readable.from(lines.map((line) => `${line}\n`));
  const options = { file: resolve(SHIPPED, file), lang, variant: undefined, lexicons, wordsDirs: [SHIPPED] };
  await simulate(options, input, output);
  return text();
}

describe('templates simulate', () => {
  it('asks, reads typed answers, shows the branch taken, what is stored and the actions', async () => {
    const told = await answer(['2 but I waited for ages', 'It took too long', 'no']);
    expect(told).toContain('How satisfied are you with the support you received?');
    expect(told).toContain('#1   1 – Very dissatisfied');
    expect(told).toContain('read as the score 2, with the comment "I waited for ages"');
    expect(told).toContain('action: opens a case');
    expect(told).toContain('branch "score <= 2" → reason');
    expect(told).toContain('read as the choice speed');
    expect(told).toContain('main line → comment');
    expect(told).toContain('stored: comment = "no"');
    expect(told).toContain('main line → thanks');
    expect(told).toContain('csat: 2 on 1–5, a bad answer');
  });

  it('takes taps, also on the button that passes a question by', async () => {
    const told = await answer(['#5', '#2', '#1']);
    expect(told).toContain('branch "score >= 4" → liked');
    expect(told).toContain('stored: liked = speed');
    expect(told).toContain('stored: comment = skipped');
    expect(told).toContain('csat: 5 on 1–5, a good answer');
    expect(told).not.toContain('opens a case');
  });

  it('asks again for a number that no choice has, and takes the words that come then', async () => {
    const told = await answer(['2', '9', 'the driver was rude', 'no']);
    expect(told).toContain('read as: ambiguous');
    expect(told).toContain('Could you choose one of these, or send its number?');
    expect(told).toContain('stored: reason = "the driver was rude"');
    expect(told).not.toContain('stored: reason = "9"');
  });

  it('shows what the other ways lead to: passing by, going back, a reminder, the end of the time', async () => {
    const told = await answer(['/help', '/back', '/skip', '2', '/back', '5', '#2', '/skip', '/expire']);
    expect(told.split('/reopen   let')).toHaveLength(3);
    expect(told).toContain('nothing was answered yet');
    expect(told).toContain('this question has no button to pass it by');
    expect(told).toContain('back before the last answer');
    expect(told).toContain('branch "score >= 4" → liked');
    expect(told).toContain('stored: comment = skipped');
    expect(told).toContain('csat: 5 on 1–5, a good answer');
  });

  it('shows words and not numbers on a scale of two', async () => {
    const told = await answer(['no', '/quit'], { file: 'library/first-contact-resolution.yaml' });
    expect(told).toMatch(/#1 {3}Yes\n\s+#2 {3}No\n/);
    expect(told).toContain('read as the score 2');
  });

  it('asks again once, then hands over to the agents', async () => {
    const told = await answer(['8/10', '8/10']);
    expect(told).toContain('I did not quite get that. Could you send a number from 1 to 5?');
    expect(told).toContain('handed over to the agents (unclear twice)');
    expect(told).toContain('state: handed_over');
  });

  it('corrects a score that was given, as a real survey would', async () => {
    const told = await answer(['3', '#1', 'sorry, I meant 4']);
    expect(told).toContain('stored: score = 4');
  });

  it('takes no for an answer', async () => {
    expect(await answer(['STOP'])).toContain('opted out: no more surveys for this person');
  });

  it('lets the time pass and the conversation be opened again', async () => {
    expect(await answer(['/remind'])).toContain('A short reminder: we would value your opinion.');
    expect(await answer(['/expire'])).toContain('state: expired');
    expect(await answer(['/reopen'])).toContain('state: cancelled (reopened)');
  });

  it('ends with the input, with /quit, and with an empty line once nothing is open', async () => {
    expect(await answer([])).toContain('csat: no score');
    expect(await answer(['/quit', '5'])).toContain('csat: no score');
    expect(await answer(['', '3', '#1', '', '5'])).toContain('csat: 3 on 1–5, neither good nor bad');
  });

  it('says that a button is not there', async () => {
    expect(await answer(['#9'])).toContain('there is no such button');
  });

  it('marks several answers and ends them with the button below', async () => {
    const dir = await folderOf({ 'a.yaml': SEVERAL });
    const told = await answer(['4', '#1', '#2', '#3'], { file: join(dir, 'a.yaml') });
    expect(told).toContain('#1   ✓ The price');
    expect(told).toContain('stored: reasons = price, quality');
    expect(await answer(['4', '1, 2'], { file: join(dir, 'a.yaml') })).toContain(
      'read as the choices price, quality',
    );
    expect(await answer(['4', '#3'], { file: join(dir, 'a.yaml') })).toContain('stored: reasons = skipped');
  });

  it('tells of every kind of action', async () => {
    const actions = `actions:
  - { if: "score <= 2", open_case: true, alert: "#cx", tag: unhappy }
  - { if: "score <= 2", webhook: "https://example.com/hook" }
  - { review: { url: "https://example.com/review", text: { en: "Tell others:" } } }`;
    const dir = await folderOf({ 'a.yaml': small('a', { more: actions }) });
    const told = await answer(['1'], { file: join(dir, 'a.yaml') });
    expect(told).toContain('action: opens a case and tells #cx');
    expect(told).toContain('action: tags it unhappy');
    expect(told).toContain('action: calls https://example.com/hook');
    expect(told).toContain('the thanks carry the address https://example.com/review');
  });

  it('reads "Evet" as the good answer of a yes-or-no question', async () => {
    const told = await answer(['Evet'], { file: 'library/first-contact-resolution.yaml', lang: 'tr' });
    expect(told).toContain('csat: 1 on 1–2, a good answer');
  });

  it.each(readdirSync(join(SHIPPED, 'library')))(
    'goes through %s from the first tap to the thanks',
    async (name) => {
      const told = await answer(['#1', '#1', '#1', '#1'], { file: `library/${name}`, lang: 'tr' });
      expect(told).toContain('state: answered (complete)');
    },
  );
});
