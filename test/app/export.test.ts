import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { erasePerson } from '../../src/app/erase-person.ts';
import { csvLine } from '../../src/reports/csv.ts';
import { verifyCells } from '../../src/store/fold-cells.ts';
import { type InProcess, startInProcess } from './in-process.ts';

let on: InProcess;
beforeAll(async () => {
  on = await startInProcess();
  await on.close('a');
  await on.close('b');
  await on.quiet();
  await on.type('a', '5');
  await on.quiet();
  await on.type('a', '=cmd|calc!A1, "quoted"\nand more');
  await on.quiet();
});
afterAll(() => on.stop());

const exported = async (format: 'csv' | 'jsonl' | 'parquet') => {
  const { exportResponses } = await import('../../src/app/export/responses.ts');
  const { pieces } = exportResponses(on.app.db, format, { from: null, to: null });
  return Buffer.concat(await Array.fromAsync(pieces));
};

describe('the export of responses', () => {
  it('has one row a conversation, the same in JSON Lines and Parquet', async () => {
    const lines = (await exported('jsonl'))
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((row) => [row.helpdesk_id, row.state, row.score])).toEqual([
      ['a', 'answered', 5],
      ['b', 'asked', null],
    ]);
    expect(lines[0]).toMatchObject({
      metric: 'csat',
      comment: expect.stringContaining('=cmd'),
      answers: '{"score": 5}',
    });
    const file = await exported('parquet');
    const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer;
    const rows = await parquetReadObjects({ file: buffer });
    expect(rows.map((row) => [row.helpdesk_id, row.score, row.comment])).toEqual(
      lines.map((row) => [row.helpdesk_id, row.score === null ? null : BigInt(row.score), row.comment]),
    );
    expect(rows[0]?.closed_at).toEqual(new Date(lines[0].closed_at));
  });

  it('as CSV has no cell that a spreadsheet would run', async () => {
    const text = (await exported('csv')).toString();
    expect(text).toContain('"\'=cmd|calc!A1, ""quoted""\nand more"');
  });
});

describe('a line of CSV', () => {
  it.each([
    ['=1+1', "'=1+1\r\n"],
    ['+49 30', "'+49 30\r\n"],
    ['-1', "'-1\r\n"],
    ['@SUM(A1)', "'@SUM(A1)\r\n"],
    ['\t=1', "'\t=1\r\n"],
    ['\r=1', '"\'\r\'=1"\r\n'],
    ['a;=1+1', "a;'=1+1\r\n"],
    ['a\n-2+cmd|x', '"a\n\'-2+cmd|x"\r\n'],
    ['thanks ;-)', 'thanks ;-)\r\n'],
    ['thanks;-)', 'thanks;-)\r\n'],
    ['thanks ;-( sorry', "thanks ;'-( sorry\r\n"],
    // Read with ";" between the cells, doubled quotes are an empty text, and the formula goes on behind it.
    ['a;"=cmd|x!A1;', '"a;\'""=cmd|x!A1;"\r\n'],
    ['a;"""@SUM(A1)', '"a;\'""""""@SUM(A1)"\r\n'],
    ['a;- 1+cmd|x', "a;'- 1+cmd|x\r\n"],
    ['a;-"1"+1', '"a;\'-""1""+1"\r\n'],
    ['a;+Ş1', "a;'+Ş1\r\n"],
    ['a;\t=1', "a;'\t=1\r\n"],
    ['a;b;c-d', 'a;b;c-d\r\n'],
    ['＝1', "'＝1\r\n"],
    [-1.5, '-1.5\r\n'],
    ['a;b', 'a;b\r\n'],
    ['say "no"', '"say ""no"""\r\n'],
    [null, '\r\n'],
  ])('holds %j as %j', (value, line) => {
    expect(csvLine([value])).toBe(line);
  });
});

describe('erasing a person', () => {
  const rows = async () => {
    const { rows: left } = await on.database.pool.query<{ text: string }>(
      `select row_to_json(t)::text as text from (
        select thread_key as k from inbound union all select thread_key from conversations
        union all select key from rates
        union all select value from identities union all select thread_key from handovers
        union all select body::text from responses, lateral (select text as body) as b
      ) as t`,
    );
    return left.map(({ text }) => text).filter((text) => /test[: ]a"|"a"|cmd/.test(text));
  };

  it('in a dry run changes nothing, and tells what would go', async () => {
    const { erased } = await erasePerson(on.app.db, 'test:a', { dryRun: true });
    expect(erased).toMatchObject({ contacts: 1, conversations: 1, identities: 1 });
    expect((await rows()).length).toBeGreaterThan(2);
  });

  it('takes the rate of their chat with them, and of nobody else', async () => {
    const rates = ['test a', 'test b', 'telegram 42', 'telegram -7', 'other a'];
    await on.database.pool.query(
      `insert into rates (key, touched_at) select key, now() from unnest($1::text[]) as key on conflict do nothing`,
      [rates],
    );
    const { erased } = await erasePerson(on.app.db, 'test:a', { dryRun: true });
    expect(erased.rates).toBe(1);
  });

  it('leaves nothing of them, and figures as if they had never answered', async () => {
    await erasePerson(on.app.db, 'test:a');
    expect(await rows()).toEqual([]);
    const { figures } = await import('../../src/app/figures.ts');
    const csat = await figures(on.app.db, { metric: 'csat', from: null, to: null, groupBy: [], filter: {} });
    expect([csat.n, csat.funnel.planned]).toEqual([0, 1]);
    expect((await verifyCells(on.app.db)).map(({ wrong }) => wrong)).toEqual([0, 0]);
    await expect(erasePerson(on.app.db, 'test:a')).rejects.toMatchObject({ code: 'AW_NOT_FOUND' });
  });
});
