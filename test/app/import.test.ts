import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figures } from '../../src/app/figures.ts';
import { importFile } from '../../src/app/import/import-file.ts';
import { loadMapping, Mapping } from '../../src/app/import/mapping.ts';
import { verifyCells } from '../../src/store/fold-cells.ts';
import { type FreshDatabase, freshDatabase } from '../support/databases.ts';

let database: FreshDatabase;
let dir: string;
beforeAll(async () => {
  database = await freshDatabase();
  dir = await mkdtemp(path.join(tmpdir(), 'afterword-import-'));
});
afterAll(async () => {
  await database.drop();
  await rm(dir, { recursive: true });
});

const NOW = new Date('2026-11-22T09:00:00Z');
const write = async (name: string, content: string | Buffer): Promise<string> => {
  const file = path.join(dir, name);
  await writeFile(file, content);
  return file;
};

const run = (file: string, mapping: unknown, more: object = {}) =>
  importFile(database.db, {
    file,
    mapping: mapping === null ? null : Mapping.parse(mapping),
    now: () => NOW,
    ...more,
  });

const rejectedOf = async (file: string) =>
  (await readFile(file, 'utf8'))
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',').slice(0, 2).join(','));

const nps = (channel: string) =>
  figures(database.db, { metric: 'nps', from: null, to: null, groupBy: [], filter: { channel } });

/** How airports ask: a heading with spaces behind its names, 11 for "no answer", times of a day without its day. */
const survey = (prefix: string) => ({
  kind: 'answer',
  id: `${prefix}-{RESPNUM}`,
  constants: { metric: 'nps', channel: prefix, at: '2018-05-01T12:00:00Z' },
  columns: {
    score: { from: 'NETPRO', blank: [11] },
    team: 'BAREA',
    'segment.comment': 'Q15-1 ',
  },
});

const HEADING = 'RESPNUM,BAREA,NETPRO  ,Q15-1 \n';

describe('importing a survey as its tool wrote it', () => {
  it('takes headings with spaces and blanks coded as 11, and explains each row that is no answer', async () => {
    const rows = [
      '1,G,10,',
      '2,G,9,fine',
      '3,F,11,',
      '4,F,,',
      '5,F,7.5,',
      '6,F,-1,',
      '7,G,3,"two\nlines"',
      '8,G,8',
    ];
    const file = await write('kiosk.csv', `${HEADING}${rows.join('\n')}\n`);
    const done = await run(file, survey('kiosk'));
    expect(done).toMatchObject({ records: 8, added: 3, rejected: 5 });
    expect(await rejectedOf(done.rejectedFile)).toEqual([
      '4,"score: blank (""11"" stands for no answer)"',
      '5,score: blank',
      '6,score: expected a whole number',
      '7,score: -1 is not on the scale from 0 to 10',
      '10,another number of cells than the heading has',
    ]);
    expect(await nps('kiosk')).toMatchObject({ n: 3, value: 100 / 3 });
  });

  it.each([
    ['windows-1254', Buffer.from('RESPNUM,BAREA,NETPRO,Q15-1\n1,Da\xf0\xfdt\xfdm,10,\xddyi\n', 'latin1')],
    ['utf-16le', Buffer.from('\uFEFFRESPNUM,BAREA,NETPRO,Q15-1\n1,Dağıtım,10,İyi\n', 'utf16le')],
  ])('reads %s', async (encoding, bytes) => {
    const file = await write(`${encoding}.csv`, bytes);
    await run(file, { ...survey(encoding), ...(encoding === 'utf-16le' ? {} : { encoding }) });
    const { groups } = await figures(database.db, {
      metric: 'nps',
      from: null,
      to: null,
      groupBy: ['team', 'segment.comment'],
      filter: { channel: encoding },
    });
    expect(groups.map(({ group }) => group)).toEqual([{ team: 'Dağıtım', 'segment.comment': 'İyi' }]);
  });

  it('tells the rows whose bytes are of another encoding, and takes the others', async () => {
    const file = await write('mixed.csv', Buffer.from(`${HEADING}1,G,10,\n2,Da\xf0,9,\n`, 'latin1'));
    const done = await run(file, survey('mixed'));
    expect(done).toMatchObject({ added: 1, rejected: 1 });
    expect(await rejectedOf(done.rejectedFile)).toEqual([
      '3,"bytes that are no text in this encoding: set ""encoding"" in the mapping"',
    ]);
  });

  it('says what is wrong with a mapping, a column that is not there and a heading that stands twice', async () => {
    const mapping = await write(
      'bad.yaml',
      'kind: answers\nid: "{x}"\ncolumns: { at: { from: A, zone: Mars } }\n',
    );
    await expect(loadMapping(mapping)).rejects.toMatchObject({
      code: 'AW_IMPORT',
      faults: [{ path: 'kind' }, { path: 'columns.at.zone' }],
    });
    const lacking = await run(await write('lacking.csv', 'RESPNUM,NETPRO\n1,10\n'), survey('lacking'));
    expect((await rejectedOf(lacking.rejectedFile))[0]).toContain('team: there is no column ""BAREA""');
    const twice = await write('twice.csv', 'RESPNUM,NETPRO,NETPRO \n1,10,9\n');
    await expect(run(twice, survey('twice'))).rejects.toMatchObject({ code: 'AW_IMPORT' });
  });
});

describe('importing business facts', () => {
  it('reads times, decimal commas, words for yes and no, and handles', async () => {
    const file = await write(
      'orders.csv',
      'no;who;when;sum;ref\n1;c-1;22.11.2026 12:30;1.234,50;evet\n2;c-1;x;5;maybe\n3;c-1;22.11.2026 12:30;12.5;hayır\n',
    );
    const done = await run(file, {
      kind: 'purchase',
      delimiter: ';',
      id: 'order-{no}',
      constants: { currency: 'TRY' },
      columns: {
        customer: 'who',
        at: { from: 'when', format: 'd.M.yyyy HH:mm', zone: 'Europe/Istanbul' },
        amount: { from: 'sum', decimal: ',' },
        referred: 'ref',
      },
    });
    expect(done).toMatchObject({ added: 1, rejected: 2 });
    expect(await rejectedOf(done.rejectedFile)).toEqual([
      '3,"at: ""x"" is not a time in the form d.M.yyyy HH:mm; referred: ""maybe"" is neither yes nor no"',
      '4,"amount: ""12.5"" is not a number"',
    ]);
    const row = await database.db
      .selectFrom('facts')
      .selectAll()
      .where('kind', '=', 'purchase')
      .executeTakeFirst();
    expect(row).toMatchObject({
      at: new Date('2026-11-22T09:30:00Z'),
      amount: '1234.5',
      body: { referred: true },
    });
  });

  it('reads JSON Lines in the form of the API, and a second time changes nothing', async () => {
    const line = (n: number) =>
      JSON.stringify({
        kind: 'customer',
        id: `j-${n}`,
        since: '2026-01-01T00:00:00Z',
        colour: n === 2 ? 'red' : undefined,
      });
    const file = await write('customers.jsonl', `${line(1)}\n\n${line(2)}\nnot json\n${line(3)}\n`);
    const done = await run(file, null);
    expect(done).toMatchObject({ records: 4, added: 2, rejected: 2 });
    expect(await rejectedOf(done.rejectedFile)).toEqual([
      '3,"unrecognized_keys: Unrecognized key: ""colour"""',
      '4,not a JSON object on one line',
    ]);
    expect(await run(file, null)).toMatchObject({ records: 4, added: 0, known: 2, rejected: 2 });
  });

  it('begins anew where the rejected rows of before are gone', async () => {
    const rows = Array.from({ length: 2_500 }, (_, i) => `${i},G,${i % 12},`);
    const file = await write('gone.csv', `${HEADING}${rows.join('\n')}\n`);
    const stop = new AbortController();
    await expect(
      run(file, survey('gone'), { signal: stop.signal, progress: () => stop.abort() }),
    ).rejects.toThrow();
    await rm(`${file}.rejected.csv`);
    const done = await run(file, survey('gone'));
    expect(await rejectedOf(done.rejectedFile)).toHaveLength(done.rejected);
    expect(done.records).toBe(2_500);
  });

  it('goes on where it was broken off, and tells each rejected row once', async () => {
    const rows = Array.from({ length: 3_500 }, (_, i) => `${i},G,${i % 12}`);
    const file = await write(
      'long.csv',
      `RESPNUM,BAREA,NETPRO,Q15-1\n${rows.map((row) => `${row},`).join('\n')}\n`,
    );
    const stop = new AbortController();
    const broken = run(file, survey('long'), {
      signal: stop.signal,
      progress: (_bytes: number, _of: number, so: { records: number }) => {
        if (so.records >= 2_000) stop.abort();
      },
    });
    await expect(broken).rejects.toThrow();
    const done = await run(file, survey('long'));
    const rejected = rows.filter((_, i) => i % 12 === 11).length;
    expect(done).toMatchObject({ records: 3_500, added: 3_500 - rejected, known: 0, rejected });
    expect(await rejectedOf(done.rejectedFile)).toHaveLength(rejected);
    expect((await nps('long')).n).toBe(3_500 - rejected);
    expect((await verifyCells(database.db)).map(({ wrong }) => wrong)).toEqual([0, 0]);
  });
});
