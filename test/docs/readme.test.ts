import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Afterword } from '../../src/lifecycle.ts';
import { client, openWorld, startIn, until, type World } from '../support/running.ts';
import { blocksOf, headingsOf, read, root } from './documents.ts';

const english = read('README.md');
const turkish = read('README.tr.md');
const blocks = blocksOf(english).map(({ text }) => text);

describe('README.tr.md', () => {
  it('has the sections of README.md', () => {
    const levels = (markdown: string) => headingsOf(markdown).map((heading) => heading.split(' ')[0]);
    expect(levels(turkish)).toEqual(levels(english));
  });

  it('has the same commands and examples', () => {
    expect(blocksOf(turkish)).toEqual(blocksOf(english));
  });
});

describe.each(['README.md', 'README.tr.md'])('%s', (file) => {
  it('shows a picture of the demo page', () => {
    const [, picture = ''] = /!\[[^\]]+\]\((docs\/demo-\w\w\.png)\)/.exec(read(file)) ?? [];
    expect(readFileSync(join(root, picture)).subarray(1, 4).toString()).toBe('PNG');
  });

  it('has one place for the figures of reading', () => {
    expect(read(file).match(/<!-- \/?accuracy -->/g)).toEqual(['<!-- accuracy -->', '<!-- /accuracy -->']);
  });
});

/** The words of a curl line that matter: where it goes and what it sends. */
const calls = blocks.flatMap((block) => {
  const [, path, body] =
    /^curl [^/]*http:\/\/127\.0\.0\.1:3000([^\s"]+)[\s\S]*?(?:-d '([\s\S]*)')?$/.exec(block) ?? [];
  return path === undefined ? [] : [{ path, body }];
});

describe('the five minutes of README.md', () => {
  let world: World;
  let running: Afterword;
  beforeAll(async () => {
    world = await openWorld('postgresql');
    running = await startIn(world);
  });
  afterAll(async () => {
    await running?.stop();
    await world?.dispose();
  });

  it('lead from the start of the bot to a figure and its why, as they are written', async () => {
    const { fake } = world;
    const api = client(running.url ?? '');
    const [handovers, hook, figures] = calls;

    fake.says(4242, '/start');
    const { body: kept } = await until(
      () => api.get(handovers?.path ?? ''),
      ({ body }) => body.handovers?.length === 1,
    );
    expect(english).toContain(`"thread":"${kept.handovers[0].thread}"`);

    const answer = await api.post(hook?.path ?? '', hook?.body ?? '');
    const shown = JSON.parse(blocks.find((block) => block.includes('"decision"')) ?? '');
    expect(answer).toMatchObject({
      status: 202,
      body: { decision: { ask: true, rule: shown.decision.rule } },
    });
    expect(Object.keys(answer.body)).toEqual(Object.keys(shown));
    expect(Object.keys(answer.body.decision)).toEqual(Object.keys(shown.decision));

    await fake.waitForMessage((message) => message.buttons.flat().length === 5);
    fake.says(4242, 'beş');
    const { body } = await until(
      () => api.get(figures?.path ?? ''),
      (found) => found.body.n === 1,
    );
    expect(body).toMatchObject({ metric: 'csat', value: 100, groups: [{ group: { team: 'billing' } }] });
    expect((await api.get('/v1/conversations/c-1001/why')).body.closes[0].asked).toBe(true);
  });
});
