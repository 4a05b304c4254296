import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { damaged } from '../contract/checks/damage.ts';
import { type Case, cases } from '../intake/cases.ts';
import { deliver, openHelpdeskWorld } from '../support/helpdesk-world.ts';
import { client, until } from '../support/running.ts';

let world: Awaited<ReturnType<typeof openHelpdeskWorld>>;
/** Counts are written once a second: what is to be refused is sent for all of them together. */
let refused: Promise<Map<Case, Response[]>>;
beforeAll(async () => {
  world = await openHelpdeskWorld();
  refused = Promise.all(cases.map(async (one) => [one, await forged(one)] as const)).then(
    (all) => new Map(all),
  );
});
afterAll(() => world?.close());

/** The same conversation under another id, so that each test has one of its own; and its deliveries with it. */
const renamed = (one: Case, body: string, mark: string): string =>
  body
    .replaceAll(one.conversation, `${one.conversation}${mark}`)
    .replace(/\b(notif|evt)_[\w-]+/g, `$&${mark}`);

const send = (one: Case, body: string, options: Parameters<typeof deliver>[3] = {}) =>
  deliver(world.url, one, body, options);

/** Under another secret, under none, and under the right one of more than five minutes ago. */
const forged = (one: Case): Promise<Response[]> =>
  Promise.all([
    send(one, '{"secret_key":"wrong-secret" not json', { secret: 'wrong-secret' }),
    fetch(`${world.url}/hooks/${one.signer.source}`, { method: 'POST', body: '{ not json' }),
    ...(one.signer.timed ? [send(one, one.closed, { at: new Date(Date.now() - 301_000) })] : []),
  ]);

const hooksOf = async (one: Case, mark: string) =>
  world.db
    .selectFrom('hooks')
    .selectAll()
    .where('conversation', '=', `${one.conversation}${mark}`)
    .orderBy('id')
    .execute();

/** Resolves with the rows of the conversation once so many are worked. */
const worked = (one: Case, mark: string, count = 1) =>
  until(
    () => hooksOf(one, mark),
    (rows) => rows.filter(({ processed_at }) => processed_at !== null).length === count,
  );

const why = async (one: Case, mark: string) => {
  const name = encodeURIComponent(`${one.signer.source}:${one.conversation}${mark}`);
  return (await client(world.url).get(`/v1/conversations/${name}/why`)).body;
};

const closesOf = async (one: Case, mark: string) =>
  world.db
    .selectFrom('conversations')
    .selectAll()
    .where('source', '=', one.signer.source)
    .where('external_id', '=', `${one.conversation}${mark}`)
    .execute();

describe.each(cases)('a close told by $name', (one) => {
  it('is answered at once and asked about in the right place, once for five deliveries', async () => {
    const body = renamed(one, one.closed, '1');
    const before = world.asked.length;
    const answers = await Promise.all(Array.from({ length: 4 }, () => send(one, body)));
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe('');
    }
    const [hook] = await worked(one, '1');
    expect(hook).toMatchObject({ outcome: 'closed', reason: 'eligible', body: null });
    // The fifth comes late: everything is done.
    await until(
      async () => (await why(one, '1')).closes?.[0]?.state,
      (state) => state === 'asked',
    );
    expect((await send(one, body)).status).toBe(200);
    const [close, ...more] = await closesOf(one, '1');
    expect(close).toMatchObject({ channel: one.channel, address: one.address });
    expect(more).toEqual([]);
    expect(await hooksOf(one, '1')).toHaveLength(1);
    expect((await why(one, '1')).closes[0].messages).toHaveLength(1);
    const text = expect.stringMatching(/How was it\?|Nasıldı\?/);
    expect(world.asked.slice(before)).toContainEqual({
      channel: one.channel,
      address: expect.objectContaining(one.address),
      text,
    });
  });

  it('is 401 with another secret or none, counted, and not even parsed', async () => {
    for (const answer of (await refused).get(one) ?? []) {
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ error: { code: 'AW_UNAUTHORIZED' } });
    }
    const { source } = one.signer;
    const count = async (reason: string) =>
      (await tallyOf(source, 'refused')).find((row) => row.reason === reason)?.count ?? 0;
    const ofSource = cases.filter(({ signer }) => signer.source === source);
    const wanted = { wrong: ofSource.length, old: ofSource.filter(({ signer }) => signer.timed).length };
    await until(
      async () => ({ all: (await count('wrong')) + (await count('missing')), old: await count('old') }),
      ({ all, old }) => all === 2 * wanted.wrong && old === wanted.old,
    );
  });

  it('never ends in a fault of ours, whatever is delivered', async () => {
    const bodies = [one.closed, one.reopened ?? one.closed].map((body): unknown =>
      JSON.parse(renamed(one, body, '7')),
    );
    const anyBody = fc.oneof(
      damaged(bodies).map((value) => JSON.stringify(value) ?? ''),
      fc.string({ unit: 'binary' }),
    );
    const together = fc.array(anyBody, { minLength: 10, maxLength: 10 });
    const property = fc.asyncProperty(together, async (texts) => {
      const keyed = (text: string) => `${text.slice(0, -1)},"secret_key":"livechat-secret"}`;
      const bodies = one.name === 'livechat' ? texts.map(keyed) : texts;
      const answers = await Promise.all(bodies.map((body) => send(one, body)));
      for (const { status } of answers) expect([200, 400]).toContain(status);
    });
    await fc.assert(property, { numRuns: 4 });
  });
});

const tallyOf = (source: string, kind: string) =>
  world.db
    .selectFrom('hook_tally')
    .selectAll()
    .where('source', '=', source)
    .where('kind', '=', kind)
    .execute();

describe.each(cases.filter(({ reopened }) => reopened !== null))('a reopening told by $name', (one) => {
  const reopened = (mark: string) => renamed(one, one.reopened ?? '', mark);

  it('cancels the question that is not answered', async () => {
    await send(one, renamed(one, one.closed, '2'));
    await until(
      async () => (await why(one, '2')).closes?.[0]?.state,
      (state) => state === 'asked',
    );
    await send(one, reopened('2'));
    const [, hook] = await worked(one, '2', 2);
    expect(hook).toMatchObject({ outcome: 'reopened', reason: 'cancelled' });
    expect((await why(one, '2')).closes[0]).toMatchObject({ state: 'cancelled', reason: 'reopened' });
  });

  it('that comes before its close, because hooks overtake each other, leaves nothing to ask', async () => {
    await send(one, reopened('3'));
    await worked(one, '3');
    await send(one, renamed(one, one.closed, '3'));
    const [, hook] = await worked(one, '3', 2);
    expect(hook).toMatchObject({ outcome: 'ignored', reason: 'reopened_since' });
    expect(await closesOf(one, '3')).toEqual([]);
  });
});

describe('a helpdesk', () => {
  const intercom = cases.find(({ name }) => name === 'intercom') as Case;
  const hubspot = cases.find(({ name }) => name === 'hubspot') as Case;

  it('that asks whether anybody is there is told so', async () => {
    expect((await fetch(`${world.url}/hooks/intercom`, { method: 'HEAD' })).status).toBe(200);
    const ping = JSON.stringify({
      type: 'notification_event',
      topic: 'ping',
      id: null,
      data: { item: { type: 'ping' } },
    });
    expect((await send(intercom, ping)).status).toBe(200);
  });

  it('that sends a challenge gets it back', async () => {
    const one = cases.find(({ name }) => name === 'front-app') as Case;
    const body = '{"type":"sync"}';
    const headers = { 'x-front-challenge': 'abc-123', ...one.signer.headers(body, new Date(), '') };
    const answer = await fetch(`${world.url}/hooks/front`, { method: 'POST', headers, body });
    expect(await answer.json()).toEqual({ challenge: 'abc-123' });
  });

  it('that sends events in batches has each of them taken', async () => {
    const [event] = JSON.parse(hubspot.closed);
    const batch = [1, 2, 3].map((n) => ({ ...event, eventId: 5000 + n, objectId: `${event.objectId}8${n}` }));
    expect((await send(hubspot, JSON.stringify(batch))).status).toBe(200);
    for (const n of [1, 2, 3])
      expect((await worked(hubspot, `8${n}`))[0]).toMatchObject({ outcome: 'closed' });
    // A retry comes in another batch.
    expect((await send(hubspot, JSON.stringify(batch.slice(1)))).status).toBe(200);
    expect(await hooksOf(hubspot, '82')).toHaveLength(1);
  });

  it('that nests one of them too deeply to be stored has the others taken', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const [event] = JSON.parse(hubspot.closed);
    const at = (n: number) => ({ ...event, eventId: 6000 + n, objectId: `${event.objectId}9${n}` });
    const faulty = `${JSON.stringify(at(1)).slice(0, -1)},"more":${deep}}`;
    expect((await send(hubspot, `[${faulty},${JSON.stringify(at(2))}]`)).status).toBe(200);
    expect((await worked(hubspot, '92'))[0]).toMatchObject({ outcome: 'closed' });
    expect(await hooksOf(hubspot, '91')).toEqual([]);
  });

  it('that writes a book in place of an id keeps back no other hook', async () => {
    const one = cases.find(({ name }) => name === 'zendesk') as Case;
    const mark = randomBytes(9_000).toString('hex');
    await send(one, renamed(one, one.reopened ?? '', mark));
    const cut = mark.slice(0, 200 - one.conversation.length);
    expect((await worked(one, cut))[0]).toMatchObject({ outcome: 'reopened' });
  });

  it('that is not known, or has no settings, is told what would help', async () => {
    const { body } = await client(world.url).post('/hooks/helpscout', {});
    expect(body.error).toMatchObject({ code: 'AW_NOT_FOUND', message: expect.stringContaining('zendesk') });
  });

  it('that calls an address which is none gets an error in our form', async () => {
    const answer = await fetch(`${world.url}/hooks/%zz`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'AW_NOT_FOUND' } });
  });

  it('whose API is at its limit is asked again when it says, and whose API refuses us is not', async () => {
    world.apis.struck.push({ status: 429, headers: { 'retry-after': '1' } });
    await send(hubspot, renamed(hubspot, hubspot.closed, '61').replace('1001', '1061'));
    expect((await worked(hubspot, '61'))[0]).toMatchObject({ outcome: 'closed', reason: 'eligible' });
    world.apis.struck.push({ status: 403 });
    await send(hubspot, renamed(hubspot, hubspot.closed, '62').replace('1001', '1062'));
    expect((await worked(hubspot, '62'))[0]).toMatchObject({
      outcome: 'unaskable',
      reason: 'lookup_http_403',
    });
  });

  it('asks for one person once for many hooks', async () => {
    const person = () => world.apis.calls.filter((at) => at === '/crm/v3/objects/contacts/101').length;
    expect(person()).toBe(1);
  });
});

describe('without the settings of the API', () => {
  it('the reason why nobody is asked is said, and no call is made', async () => {
    const bare = await openHelpdeskWorld({ HUBSPOT_ACCESS_TOKEN: '' });
    try {
      const hubspot = cases.find(({ name }) => name === 'hubspot') as Case;
      await deliver(bare.url, hubspot, hubspot.closed);
      const hooks = bare.db.selectFrom('hooks').selectAll();
      const [hook] = await until(
        () => hooks.execute(),
        ([one]) => one?.processed_at != null,
      );
      expect(hook).toMatchObject({
        outcome: 'unaskable',
        reason: 'lookup_needs_settings',
        conversation: '546',
      });
      expect(bare.apis.calls).toEqual([]);
    } finally {
      await bare.close();
    }
  });
});
