import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { channelModules } from '../../channels/index.ts';
import { type PreviewOptions, preview } from '../../src/cli/templates-preview.ts';
import { folderOf, SHIPPED, small } from '../templates/folder-of.ts';
import { keptOutput } from './kept-output.ts';

const CSAT = join(SHIPPED, 'csat.yaml');

const WORDY = `id: a
metric: csat
languages: [en]
questions:
  - id: score
    type: scale
    scale: { min: 1, max: 5 }
    text: { en: "Hello {contact.name|there}, how was it?" }
    channels: { telegram: { text: { en: "In Telegram: how was it?" } } }
thanks: { en: "Thank you!" }
variants:
  - { id: usual }
  - { id: short, questions: { score: { text: { en: "How was it?" } } } }
`;

async function run(options: Partial<PreviewOptions> = {}): Promise<string> {
  const { output, text } = keptOutput();
  const defaults = { file: CSAT, channel: 'all', lang: 'tr', variant: undefined, html: false };
  await preview({ ...defaults, modules: channelModules, wordsDirs: [SHIPPED], ...options }, output);
  return text();
}

describe('templates preview', () => {
  it('draws every question and the thanks in every channel, in the language asked for', async () => {
    const drawn = await run();
    for (const { name } of channelModules) expect(drawn).toContain(`━━ ${name} ━`);
    for (const title of [
      'score · scale',
      'score · answered',
      'reason · choice',
      'liked · choice',
      'thanks',
    ]) {
      expect(drawn.split(`\n${title}\n`).length).toBeGreaterThan(2);
    }
    expect(drawn).toContain('Çok uzun sürdü');
    expect(drawn).not.toContain('It took too long');
  });

  it('shows the answered question with its longest answer: where that fits, all do', async () => {
    expect(await run({ channel: 'web-chat', lang: 'en' })).toContain('3 · Neither satisfied nor');
  });

  it('draws no answered question where a message cannot change once it is sent', async () => {
    expect(await run({ channel: 'telegram' })).toContain('score · answered');
    expect(await run({ channel: 'whatsapp-cloud' })).not.toContain('score · answered');
  });

  it('draws one channel, and speaks the first language of the template when none is asked for', async () => {
    const drawn = await run({ channel: 'telegram', lang: undefined });
    expect(drawn).toContain('csat-after-support, tr');
    expect(drawn).not.toContain('web-chat');
  });

  it('leaves out channels that the template is not meant for, unless one is named', async () => {
    const dir = await folderOf({ 'a.yaml': small('a', { more: 'when: { channels: [telegram] }' }) });
    const file = join(dir, 'a.yaml');
    expect(await run({ file, lang: undefined })).not.toContain('web-chat');
    expect(await run({ file, lang: undefined, channel: 'web-chat' })).toContain('━━ web-chat ━');
  });

  it('shows each channel its own words, the variant asked for, and holes by their names', async () => {
    const file = join(await folderOf({ 'a.yaml': WORDY }), 'a.yaml');
    const first = await run({ file, lang: 'en' });
    expect(first).toContain('a, en, variant usual');
    expect(first).toContain('Hello ‹contact.name›, how was it?');
    expect(first).toContain('In Telegram: how was it?');
    const other = await run({ file, lang: 'en', variant: 'short' });
    expect(other).toContain('a, en, variant short');
    expect(other).not.toContain('In Telegram');
    await expect(run({ file, lang: 'en', variant: 'long' })).rejects.toThrow('it has usual, short.');
    await expect(run({ variant: 'long' })).rejects.toThrow('it has none.');
  });

  it('draws a question with several answers also with one of them marked', async () => {
    const several = small('a').replace(
      'thanks:',
      `  - { id: why, type: choice, multiple: true, text: { en: "Why?" }, choices: [
      { value: a, label: { en: "Price" } }, { value: b, label: { en: "Speed" } }] }
thanks:`,
    );
    const drawn = await run({ file: join(await folderOf({ 'a.yaml': several }), 'a.yaml'), lang: 'en' });
    expect(drawn).toContain('why · marked');
    expect(drawn).toContain('✓ Price');
    expect(drawn).toContain('Done');
  });

  it('takes the words beside the template before those that ship', async () => {
    const dir = await folderOf({ 'a.yaml': small('a') });
    expect(await run({ file: join(dir, 'a.yaml'), lang: 'en' })).toContain('Your answer: ');
  });

  it('writes one page with all channels side by side', async () => {
    const page = await run({ html: true });
    expect(page.startsWith('<!doctype html>')).toBe(true);
    for (const { name } of channelModules) expect(page).toContain(`<h2>${name}</h2>`);
    const file = join(await folderOf({}), 'page.html');
    expect(await run({ html: file })).toBe(`${file}\n`);
    expect(await readFile(file, 'utf8')).toBe(page);
  });

  it('never writes its page over a template', async () => {
    await expect(run({ html: CSAT })).rejects.toMatchObject({ code: 'AW_USAGE' });
  });

  it('names what is not there: the file, the channel, the language', async () => {
    await expect(run({ file: 'no/such.yaml' })).rejects.toMatchObject({ code: 'AW_USAGE' });
    await expect(run({ channel: 'pigeon' })).rejects.toThrow(
      /There is no channel "pigeon"; there are .*telegram/,
    );
    await expect(run({ lang: 'fr' })).rejects.toThrow('csat.yaml does not speak "fr"; it has tr, en.');
  });

  it('names every fault of a faulty file with its line', async () => {
    const dir = await folderOf({ 'a.yaml': small('a', { more: 'priorty: 1' }) });
    const file = join(dir, 'a.yaml');
    await expect(run({ file })).rejects.toMatchObject({
      code: 'AW_TEMPLATE',
      faults: [{ path: `${file}:7:1 priorty`, message: expect.stringContaining('did you mean "priority"') }],
    });
  });
});
