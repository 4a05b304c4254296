import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { metric } from '../../src/cli/metric.ts';

async function run(input: string | Iterable<string>): Promise<{ code: number; lines: unknown[] }> {
  const output = new PassThrough();
  const read = text(output);
  const code = await metric(Readable.from(typeof input === 'string' ? [input] : input), output);
  output.end();
  const lines = (await read).split('\n').filter((line) => line !== '');
  return { code, lines: lines.map((line): unknown => JSON.parse(line)) };
}

describe('npx afterword metric', () => {
  it('answers each line in order and ends with 0', async () => {
    const { code, lines } = await run(
      '{"id":"a","metric":"aht","contacts":2,"talk_seconds":10,"hold_seconds":0,"wrap_seconds":4}\n' +
        '{"id":"b","metric":"crr","start":0,"new":0,"end":0}\n',
    );
    expect(code).toBe(0);
    expect(lines).toEqual([
      { id: 'a', metric: 'aht', value: 7, n: 2 },
      { id: 'b', metric: 'crr', value: null, n: 0, interval: null },
    ]);
  });

  it('answers a line that cannot be with its id and field, goes on, and ends with 1', async () => {
    const { code, lines } = await run(
      '{"id":1,"metric":"proportion","x":5,"n":4}\n\nnot json\n{"id":2,"metric":"proportion","x":1,"n":4}',
    );
    expect(code).toBe(1);
    expect(lines).toEqual([
      { id: 1, error: expect.stringMatching(/^x: /) },
      { id: null, error: expect.stringContaining('line 3') },
      expect.objectContaining({ id: 2, value: 0.25 }),
    ]);
  });

  it('reads around NaN and Infinity, which are no JSON, to name the id and the field', async () => {
    const { code, lines } = await run(
      '{"id":1,"metric":"proportion","x":NaN,"n":4}\n{"id":2,"metric":"ewma","data":[1,-Infinity],"target":0,"sigma":1,"lambda":1}\n' +
        '{"id":"NaN","metric":"nps","scores":[9,NaN,"Infinity"]}\n{"id":4,"metric":"proportion","x":1e999,"n":4}',
    );
    expect(code).toBe(1);
    expect(lines).toMatchObject([
      { id: 1, error: expect.stringMatching(/^x: /) },
      { id: 2, error: expect.stringMatching(/^data\[1\]: /) },
      { id: 'NaN', value: 100, n: 1, rejected: 2 },
      { id: 4, error: expect.stringMatching(/^x: /) },
    ]);
  });

  it('takes a byte order mark, Windows line ends and lines that arrive in pieces', async () => {
    const { code, lines } = await run([
      '\uFEFF{"id":1,"metric":"prop',
      'ortion","x":1,"n":2}\r\n',
      '{"id":2,"metric":"proportion","x":0,"n":2}\r\n',
    ]);
    expect(code).toBe(0);
    expect(lines).toMatchObject([{ value: 0.5 }, { value: 0 }]);
  });

  it('answers nothing to nothing', async () => {
    expect(await run('')).toEqual({ code: 0, lines: [] });
  });
});
