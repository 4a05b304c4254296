import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { textOf } from '../fakes/slack/world.ts';
import { ALERTS } from '../support/desk.ts';
import { beginDesk, endAll } from '../support/journey.ts';

afterEach(endAll);

it('admins are told in Slack of a faulty template, and below it that it is mended', async () => {
  const { world, slack } = await beginDesk('postgresql');
  const file = join(world.templates, 'csat.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('min: 1, max: 5', 'min: 1 max: 5'));
  const told = await slack.waitForMessage((message) => textOf(message).includes('csat.yaml has a fault'));
  expect(told.channel).toBe(ALERTS);
  expect(textOf(told)).toMatch(/Line \d+: a comma is missing before "max"/);
  expect(textOf(told)).toContain('the last good version of csat-after-support goes on');
  await writeFile(file, text);
  const mended = await slack.waitForMessage((message) => textOf(message).includes('csat.yaml is mended'));
  expect([mended.channel, mended.thread_ts]).toEqual([ALERTS, told.ts]);
});
