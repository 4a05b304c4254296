import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { inspectDesk } from '../../src/cli/inspect-desk.ts';
import type { Settings } from '../../src/config.ts';
import { temporaryDirectory } from '../support/servers.ts';

const dir = await temporaryDirectory();
afterAll(() => rm(dir, { recursive: true, force: true }));

async function found(text: string | null, { slack = true } = {}) {
  const file = path.join(dir, 'desk.yaml');
  if (text !== null) await writeFile(file, text);
  const channels = new Map(slack ? [['slack', {}]] : []);
  return inspectDesk({ DESK_FILE: text === null ? undefined : file, channels } as unknown as Settings);
}

test("the desk's file is said to be off, good, or good without Slack", async () => {
  expect(await found(null)).toMatchObject({ mark: 'off', next: expect.stringContaining('DESK_FILE') });
  expect(await found('cards: [{ to: C0SCORES }]')).toMatchObject({
    mark: 'ok',
    detail: expect.stringContaining('1 rules for score cards'),
  });
  const without = await found('cards: [{ to: C0SCORES }]', { slack: false });
  expect(without).toMatchObject({ mark: 'warn', next: expect.stringContaining('SLACK_BOT_TOKEN') });
});

test("every fault of the desk's file is named with its line, and a file that is not there too", async () => {
  const faulty = await found('language: tr\ncards:\n  - { too: C0SCORES }\ntimezone: Istanbul\n');
  expect(faulty.mark).toBe('bad');
  expect(faulty.detail).toMatch(/desk\.yaml:3 .*\n.*/);
  expect(faulty.detail).toMatch(/desk\.yaml:4 timezone: expected the name of a time zone/);
  const away = { DESK_FILE: path.join(dir, 'away.yaml'), channels: new Map() } as unknown as Settings;
  expect(await inspectDesk(away)).toMatchObject({ mark: 'bad', detail: expect.stringContaining('ENOENT') });
});
