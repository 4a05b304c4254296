import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plan } from '../../src/cli/plan.ts';
import { keptOutput } from './kept-output.ts';

const TEMPLATE = `
id: csat
metric: csat
languages: [en]
ask: { cool_down: { same_metric: 30d } }
questions:
  - { id: score, type: scale, scale: { min: 1, max: 5 }, text: { en: "How was it?" } }
thanks: { en: "Thanks!" }
`;

let dir: string;
const file = (name: string) => path.join(dir, name);
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'afterword-plan-'));
  await mkdir(file('now/rules'), { recursive: true });
  await writeFile(file('now/csat.yaml'), TEMPLATE);
  await writeFile(file('now/rules/asking.yaml'), 'countries: { DE: { consent: [email] } }\n');
  await writeFile(file('longer.yaml'), TEMPLATE.replace('30d', '300d'));
  await writeFile(file('asking.yaml'), 'floor: 24h\n');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const silent = { isTTY: false } as NodeJS.WriteStream;
const defaults = { customers: 20, days: 60, seed: 1, json: true };

async function run(options: { history?: string; simulate?: boolean; compare?: string; json?: boolean }) {
  const { output, text } = keptOutput();
  await plan({ ...defaults, templates: file('now'), ...options }, output, silent);
  return text();
}

const HISTORY = [
  'id,channel,closed_at,phone,email,tags,reopened_at,contact.plan',
  'c-1,telegram,2026-01-05T10:00:00Z,+905321234567,,support;vip,,pro',
  'c-2,email,2026-01-05T12:00:00Z,+905321234567,a@example.com,,,',
  'c-3,email,2026-01-20T12:00:00Z,,a@example.com,,,',
  'c-4,email,2026-03-20T12:00:00Z,,a@example.com,,,',
  'c-5,email,2026-03-21T12:00:00Z,,"b@example.de",,,',
  'c-6,telegram,2026-03-22T12:00:00Z,+905321111111,,,2026-03-22T12:00:30Z,',
];

describe('npx afterword plan --history', () => {
  it('counts who would have been asked, when and by what, and who not and why', async () => {
    await writeFile(file('h.csv'), `${HISTORY.join('\n')}\n`);
    expect(JSON.parse(await run({ history: file('h.csv') }))).toMatchObject({
      closes: 6,
      people: 3,
      from: '2026-01-05T10:00:00.000Z',
      suppressed: { floor: 1, cool_down_same_metric: 1, consent: 1 },
      planned: 3,
      cancelled: { reopened: 1 },
      asked: 2,
      waiting: 0,
      asked_by: { channel: { telegram: 1, email: 1 }, template: { csat: 2 } },
      people_asked: { 2: 1 },
    });
  });

  it('takes rows in any order, and JSON Lines in the form of the hook', async () => {
    const [heading, ...rows] = HISTORY;
    await writeFile(file('backwards.csv'), `${[heading, ...rows.toReversed()].join('\n')}\n`);
    const forwards = await run({ history: file('h.csv') });
    expect(await run({ history: file('backwards.csv') })).toBe(forwards);
    const hook = {
      event: 'conversation.closed',
      id: 'c-1',
      channel: 'telegram',
      closed_at: '2026-01-05T10:00:00Z',
    };
    const person = { contact: { identities: [{ type: 'telegram', value: '1' }] } };
    const lines = [hook, { ...hook, id: 'c-2', closed_at: '2026-01-06T09:00:00Z' }];
    const text = lines.map((line) => JSON.stringify({ ...line, ...person })).join('\n');
    await writeFile(file('h.jsonl'), text);
    expect(JSON.parse(await run({ history: file('h.jsonl') }))).toMatchObject({
      asked: 1,
      suppressed: { floor: 1 },
    });
  });

  it.each([
    ['longer.yaml', 'asked  2  1  -1'],
    ['asking.yaml', 'asked  2  3  +1'],
  ])('compares with the rules of %s', async (name, line) => {
    const text = await run({ history: file('h.csv'), compare: file(name), json: false });
    const lines = text.split('\n').map((one) => one.trim().replace(/ {2,}/g, '  '));
    expect(lines).toContain(line);
  });

  it('takes what spreadsheets write where a comma parts decimals', async () => {
    const parted = HISTORY.map((row) => row.replaceAll(';', '|').replaceAll(',', ';')).join('\r\n');
    await writeFile(file('h.csv'), `${HISTORY.join('\n')}\n`);
    await writeFile(file('semicolons.csv'), `\ufeff${parted}`);
    expect(await run({ history: file('semicolons.csv') })).toBe(await run({ history: file('h.csv') }));
  });

  it('knows people by their address, as production does', async () => {
    const close = (id: string, email: string) =>
      JSON.stringify({ id, channel: 'email', closed_at: '2026-01-05T10:00:00Z', address: { email } });
    await writeFile(file('by-address.jsonl'), `${close('1', 'A@Example.de')}\n${close('2', 'a@example.de')}`);
    expect(JSON.parse(await run({ history: file('by-address.jsonl') }))).toMatchObject({
      people: 1,
      suppressed: { consent: 2 },
    });
  });

  it('says in plain words what is wrong with a column, a number and a channel', async () => {
    const faultsOf = async (...rows: string[]) => {
      await writeFile(file('faulty.csv'), rows.join('\n'));
      const error: unknown = await run({ history: file('faulty.csv') }).catch((thrown) => thrown);
      return JSON.stringify((error as { faults?: unknown }).faults);
    };
    expect(await faultsOf('id,chanel,closed_at', '1,email,2026-01-05T10:00:00Z')).toContain(
      'no column is called \\"chanel\\"',
    );
    const faulty = await faultsOf(
      'id,channel,closed_at,customer_messages,closed_by',
      '1,email,2026-01-05T10:00:00Z,many,human',
    );
    expect(faulty).toContain('expected a number');
    expect(faulty).toContain('expected one of agent, customer, bot');
    expect(await faultsOf('id,channel,closed_at', '1,emial,2026-01-05T10:00:00Z')).toContain(
      'expected one of',
    );
  });

  it('in words says what each rule means, and that nobody was asked', async () => {
    const text = await run({ history: file('h.csv'), json: false });
    expect(text).toContain('nobody was asked by this');
    expect(text).toMatch(/floor: the customer was asked about something too short a time ago.* +1 +16\.7 %/);
  });

  it.each([
    ['id,channel,closed_at,colour\nc-1,telegram,2026-01-05T10:00:00Z,red\n', 'colour'],
    ['id,channel,closed_at\nc-1,telegram,yesterday\n', 'closed_at'],
    ['id,channel,closed_at\nc-1,telegram\n', 'Record Length'],
    ['{"id": "c-1"\n', 'line 1'],
  ])('names what is wrong: %j', async (text, named) => {
    await writeFile(file('faulty'), text);
    const told = run({ history: file('faulty') }).catch((error) =>
      JSON.stringify([error.code, error.message, error.faults]),
    );
    expect(await told).toContain('AW_HISTORY');
    expect(await told).toContain(named);
  });
});

it('npx afterword plan --simulate gives the same year at every run', async () => {
  const year = await run({ simulate: true });
  expect(JSON.parse(year).closes).toBeGreaterThan(20);
  expect(await run({ simulate: true })).toBe(year);
});

it('plan wants one of both', async () => {
  await expect(run({})).rejects.toMatchObject({ code: 'AW_USAGE' });
  await expect(run({ simulate: true, history: file('h.csv') })).rejects.toMatchObject({ code: 'AW_USAGE' });
});
