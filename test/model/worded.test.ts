import { globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { channelModules } from '../../channels/index.ts';
import { CHANNEL_NAMES } from '../../src/model/channel-names.ts';
import { Template } from '../../src/model/template.ts';
import { worded } from '../../src/model/worded.ts';

const template = Template.parse({
  id: 'words',
  metric: 'csat',
  languages: ['en'],
  questions: [
    {
      id: 'score',
      type: 'scale',
      scale: { min: 1, max: 5 },
      text: { en: 'usual' },
      labels: { 1: { en: 'bad' }, 5: { en: 'good' } },
      channels: { telegram: { text: { en: 'on telegram' }, labels: { 1: { en: 'worst' } } } },
    },
    {
      id: 'reason',
      type: 'choice',
      text: { en: 'why' },
      choices: [
        { value: 'a', label: { en: 'A' } },
        { value: 'b', label: { en: 'B' } },
      ],
      channels: { slack: { labels: { b: { en: 'the second' } } } },
    },
  ],
  thanks: { en: 'thanks' },
  variants: [
    { id: 'usual' },
    { id: 'short', questions: { score: { text: { en: 'short' } } }, thanks: { en: 'ta' } },
  ],
});

describe('the words of a channel and a variant', () => {
  it('are the usual ones where nothing else is written', () => {
    const { questions, thanks } = worded(template, { channel: 'email', variant: 'usual' });
    expect([questions, thanks]).toEqual([template.questions, template.thanks]);
  });

  it('stand instead of text and labels on their channel, and leave the others', () => {
    const [score] = worded(template, { channel: 'telegram', variant: null }).questions;
    expect(score).toMatchObject({
      text: { en: 'on telegram' },
      labels: { 1: { en: 'worst' }, 5: { en: 'good' } },
    });
    const [, reason] = worded(template, { channel: 'slack', variant: null }).questions;
    expect(reason).toMatchObject({ choices: [{ label: { en: 'A' } }, { label: { en: 'the second' } }] });
  });

  it('are those of the variant before those of the channel, and a variant that is gone changes nothing', () => {
    const short = worded(template, { channel: 'telegram', variant: 'short' });
    expect(short.questions[0]).toMatchObject({ text: { en: 'short' }, labels: { 1: { en: 'worst' } } });
    expect(short.thanks).toEqual({ en: 'ta' });
    expect(worded(template, { channel: 'email', variant: 'gone' }).questions).toEqual(template.questions);
  });
});

describe('the list of channels that templates may name', () => {
  it('holds every channel there is', () => {
    const names: readonly string[] = CHANNEL_NAMES;
    expect(names).toEqual(expect.arrayContaining(channelModules.map(({ name }) => name)));
    // "_template" is there to be copied.
    const folders = globSync('channels/[a-z]*/index.ts', { cwd: new URL('../..', import.meta.url).pathname });
    expect(names).toEqual(expect.arrayContaining(folders.map((file) => file.split('/')[1])));
  });
});
