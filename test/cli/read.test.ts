import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { read } from '../../src/cli/read.ts';
import { loadLexicons } from '../../src/replies/index.ts';

const lexicons = loadLexicons();
const nps = { scale: { min: 0, max: 10 }, kind: 'nps' };

async function run(input: string | Readable): Promise<{ code: number; lines: unknown[] }> {
  const output = new PassThrough();
  const chunks: Buffer[] = [];
  output.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await read(typeof input === 'string' ? Readable.from([input]) : input, output, lexicons);
  const text = Buffer.concat(chunks).toString();
  return {
    code,
    lines: text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown),
  };
}

describe('afterword read', () => {
  it('writes the seven keys for each line, in order', async () => {
    const { code, lines } = await run(
      [
        { id: 'a', text: 'onda sekiz', lang: 'tr', ...nps },
        { id: 2, text: 'STOP', channel: 'sms', ...nps },
        { id: 'c', text: 'where is my order?', ...nps },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
    );
    expect(code).toBe(0);
    const none = { score: null, comment: false, optout: false, optin: false, auto: false, ambiguous: false };
    expect(lines).toEqual([
      { id: 'a', ...none, score: 8 },
      { id: 2, ...none, optout: true },
      { id: 'c', ...none, comment: true },
    ]);
  });

  it('answers a line that is not valid with its error, reads the others and ends with 1', async () => {
    const good = JSON.stringify({ id: 'good', text: '9', ...nps });
    const { code, lines } = await run(
      [
        '{"id": "x", "text": 5}',
        'nonsense',
        good,
        '{"id": "y", "text": "5", "kind": "nps", "scale": {"min": 5, "max": 1}}',
      ].join('\n'),
    );
    expect(code).toBe(1);
    expect(lines).toEqual([
      { id: 'x', error: expect.stringContaining('text: ') },
      { id: null, error: expect.stringContaining('JSON') },
      expect.objectContaining({ id: 'good', score: 9 }),
      { id: 'y', error: expect.stringContaining('scale.max: expected max above min') },
    ]);
  });

  it('reads text that comes in pieces, without a last line end', async () => {
    const line = Buffer.from(JSON.stringify({ id: 1, text: 'dört', lang: 'tr', ...nps }));
    const { lines } = await run(Readable.from([line.subarray(0, 22), line.subarray(22)]));
    expect(lines).toEqual([expect.objectContaining({ id: 1, score: 4 })]);
  });

  it('waits for an output that is full', async () => {
    let written = 0;
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _encoding, done) {
        written += chunk.toString().split('\n').length - 1;
        setImmediate(done);
      },
    });
    const many = Array.from({ length: 200 }, (_, id) => `${JSON.stringify({ id, text: '5', ...nps })}\n`);
    expect(await read(Readable.from(many), slow, lexicons)).toBe(0);
    slow.end();
    await new Promise((resolve) => slow.once('finish', resolve));
    expect(written).toBe(200);
  });
});
