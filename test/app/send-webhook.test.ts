import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { erasePerson } from '../../src/app/erase-person.ts';
import { replayScores } from '../../src/app/tell-score.ts';
import { inTransaction } from '../../src/app/unit.ts';
import { insertAction } from '../../src/store/actions.ts';
import { until } from '../support/running.ts';
import { type InProcess, startInProcess } from './in-process.ts';

interface Taken {
  id: string;
  type: string;
  timestamp: string;
  score: number | null;
}

let on: InProcess;
let host: string;
let taken: Taken[] = [];
let ended = 0;
/** How the receiver answers; the test says. */
let answer: (response: ServerResponse, request: IncomingMessage) => void;
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const { type, timestamp, data } = JSON.parse(Buffer.concat(parts).toString());
    taken.push({ id: String(request.headers['webhook-id']), type, timestamp, score: data?.score ?? null });
    answer(response, request);
  });
  response.on('close', () => {
    ended += 1;
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  on = await startInProcess();
  await on.close('first');
  on.app.webhooks = { ...on.app.webhooks, hosts: [host], scores: [`http://${host}/scores`] };
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await on?.stop();
});
beforeEach(() => {
  taken = [];
  answer = (response) => response.writeHead(204).end();
});

const asked = async (chat: string) => {
  await on.close(chat);
  await until(
    async () => on.sent.filter((one) => one.chat === chat),
    (messages) => messages.length > 0,
  );
};
const received = (wanted: number, ofTest = true) =>
  until(
    async () => taken.filter(({ type }) => (type === 'test') === ofTest),
    (all) => all.length >= wanted,
  );
const questionTo = (chat: string) => {
  const sent = on.sent.find((one) => one.chat === chat && one.message.kind === 'question');
  if (sent?.message.kind !== 'question') throw new Error(`${chat} was not asked`);
  return { key: sent.key, choices: sent.message.choices };
};
const tap = (chat: string, place: number) => on.tap(chat, questionTo(chat).choices[place]?.token ?? '');

/** Hands in webhooks, as a template would. */
async function handIn(keys: readonly string[]): Promise<void> {
  await inTransaction(on.app, async (unit) => {
    for (const key of keys) {
      const { db, now } = unit;
      const actionId = await insertAction(db, {
        invitationId: 1,
        kind: 'webhook',
        detail: host,
        state: 'pending',
        now,
      });
      const payload = { id: key, url: `http://${host}/hook`, body: '{"type":"test"}', actionId };
      unit.emit({ key, job: 'webhook', payload, runAt: now });
    }
  });
}
const standOf = (keys: readonly string[]) =>
  on.database.pool
    .query(
      `select o.key, o.attempts, o.last_error from outbox as o where o.key = any($1::text[]) order by key`,
      [keys],
    )
    .then(({ rows }) => rows);
const drop = (keys: readonly string[]) =>
  on.database.pool.query('delete from outbox where key = any($1::text[])', [keys]);

describe('a receiver of webhooks', () => {
  it.each([
    [
      'closes in the middle of its answer',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half', () => response.destroy());
      },
    ],
    [
      'answers with a body that is very long',
      (response: ServerResponse) => {
        response.writeHead(200).end(Buffer.alloc(4_000_000, 120));
      },
    ],
  ])('that %s has taken the message by its status: it is not sent again', async (key, how) => {
    answer = how;
    await handIn([key]);
    const rows = await until(
      () => standOf([key]),
      ([left]) => left === undefined || left.attempts > 0,
    );
    expect([rows, taken.length]).toEqual([[], 1]);
  });

  it('that never answers holds up no customer: their answers are taken beside it', async () => {
    await asked('patient');
    ended = 0;
    answer = () => undefined;
    const keys = Array.from({ length: 40 }, (_, i) => `w-hang-${i}`);
    await handIn(keys);
    await received(4);
    await on.type('patient', '4');
    await on.row<{ score: number | null }>(
      `select score from invitations where thread_key = 'test:patient'`,
      (row) => row.score === 4,
    );
    expect(ended).toBe(0);
    answer = (response) => response.writeHead(204).end();
    server.closeAllConnections();
    await drop(keys);
    await received(1, false);
  });
});

describe('a person who is erased before a score was taken', () => {
  it('is told of no more, neither by what waited nor once more', async () => {
    answer = (response) => response.writeHead(500).end();
    await asked('gone');
    await on.type('gone', '2');
    await received(1, false);
    await on.row<{ attempts: number }>(
      `select max(attempts) as attempts from outbox where key like 'webhook-score-%'`,
      ({ attempts }) => attempts === 1,
    );
    await erasePerson(on.app.db, 'test:gone');
    const { rows } = await on.database.pool.query("select key from outbox where job = 'webhook'");
    const since = new Date(taken[0]?.timestamp ?? 0);
    const range = { from: since, to: new Date(Date.now() + 60_000) };
    expect([rows, await replayScores(on.app.db, on.app.webhooks.scores, range, new Date())]).toEqual([[], 0]);
  });
});

describe('scores that are told once more', () => {
  it('are what was given and what was taken back, under their ids', async () => {
    await asked('fickle');
    await tap('fickle', 1);
    await received(1, false);
    const { key: id } = questionTo('fickle');
    await on.hand({ ...on.common('fickle'), kind: 'withdrawn', message: { id } });
    await received(2, false);
    await on.type('fickle', '5');
    const first = [...(await received(3, false))];
    expect(first.map(({ type, score }) => [type, score])).toEqual([
      ['survey.scored', 2],
      ['survey.score_withdrawn', null],
      ['survey.scored', 5],
    ]);
    taken = [];
    const given = (i: number) => new Date(first[i]?.timestamp ?? 0);
    const replay = (from: Date, to: Date) =>
      replayScores(on.app.db, on.app.webhooks.scores, { from, to }, new Date());
    expect(await replay(given(0), new Date(Date.now() + 60_000))).toBe(3);
    const again = await received(3, false);
    expect(again.toSorted((a, b) => a.timestamp.localeCompare(b.timestamp))).toEqual(first);
    // The withdrawal alone, of a score that was given before the time.
    expect(await replay(given(1), given(2))).toBe(1);
    expect((await received(4, false))[3]).toEqual(first[1]);
  });
});
