import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { erasePerson } from '../../../src/app/erase-person.ts';
import { refusals } from '../../fakes/whatsapp-cloud/refusals.ts';
import { asMetaWrites } from '../../fakes/whatsapp-cloud/webhook.ts';
import { BACKENDS, until } from '../../support/running.ts';
import { openWhatsappWorld, type WhatsappWorld } from './world.ts';

/** Everyone here is another person, so that one world serves all stories. */
let people = 0;
function somebody({ fake, closes }: WhatsappWorld, told: { lastHeard?: number | null } = {}) {
  people += 1;
  const phone = `9055520${String(people).padStart(5, '0')}`;
  const person = fake.world.person({ phone, userId: `TR.77${people}`, name: `Kişi ${people}`, ...told });
  const id = `w-${people}`;
  const contact = { id: `u-${people}`, language: 'tr' };
  return {
    person,
    id,
    team: `team-${people}`,
    closed: (more: object = {}) =>
      closes(id, {
        address: { phone: `+${phone}` },
        contact,
        agent: { id: 'ag-5', team: `team-${people}` },
        ...more,
      }),
    seen: () => fake.sent.filter(({ to }) => to === person),
  };
}

describe.each(BACKENDS)('a survey on WhatsApp, queue on %s', (backend) => {
  let world: WhatsappWorld;
  beforeAll(async () => {
    world = await openWhatsappWorld(backend);
  }, 60_000);
  afterAll(() => world.stop());

  const why = async (id: string) => (await world.api.get(`/v1/conversations/${id}/why`)).body.closes[0];
  const figure = async (team: string) => (await world.api.get(`/v1/metrics/csat?filter[team]=${team}`)).body;

  test('is asked in a list in Turkish, tapped, followed up, thanked for, and counted once', async () => {
    const { fake } = world;
    const { person, team, closed } = somebody(world);
    const mine = (wanted: string) =>
      fake.waitForMessage(({ to, text }) => to === person && text.includes(wanted));
    expect((await closed()).body).toMatchObject({ decision: { ask: true } });

    const question = await mine('memnuniyetinizi nasıl değerlendirirsiniz?');
    expect(question.widget).toBe('list');
    expect(question.choices.map(({ title, description }) => `${title} ${description}`)).toEqual([
      '1 Hiç memnun değilim',
      '2 Memnun değilim',
      '3 Ne memnunum ne değilim',
      '4 Memnunum',
      '5 Çok memnunum',
    ]);
    expect(question.payload).toMatchObject({ interactive: { action: { button: 'Yanıtınızı seçin' } } });
    fake.taps(question, '2');
    const reason = await mine('neden');
    expect(reason.widget).toBe('list');
    fake.taps(reason, 1);
    const comment = await mine('Eklemek');
    fake.says(person, 'çok bekledim', { replyTo: comment });
    await mine('teşekkür');
    await fake.heard();
    await until(
      () => figure(team),
      ({ funnel }) => funnel.complete === 1,
    );
    expect(await figure(team)).toMatchObject({
      n: 1,
      value: 0,
      funnel: { sent: 1, delivered: 1, answered: 1, complete: 1 },
    });
  });

  test('outside the 24 hours goes in the approved template, and its quick reply counts', async () => {
    const { fake } = world;
    const { person, team, id, closed } = somebody(world, { lastHeard: null });
    fake.world.template({ name: 'afterword_csat', buttons: ['1', '2', '3', '4', '5'] });
    const days = new Date(Date.now() - 3 * 86_400_000).toISOString();
    await closed({ last_customer_message_at: days });
    const question = await fake.waitForMessage(({ to }) => to === person);
    expect(question).toMatchObject({ widget: 'template', template: 'afterword_csat tr' });
    expect(question.text).toContain('nasıl değerlendirirsiniz?');
    fake.taps(question, '5');
    await until(
      () => figure(team),
      ({ n }) => n === 1,
    );
    expect(await figure(team)).toMatchObject({ value: 100 });
    // The tap has opened the window: what follows is free text again.
    const next = await fake.waitForMessage(({ to, text }) => to === person && text.includes('beğendiniz'));
    expect(next.widget).toBe('list');
    expect((await why(id)).messages[0]).toMatchObject({ form: 'template' });
  });

  test('a window that turns out closed after the send was taken: the same question goes once more, as a template', async () => {
    const { fake } = world;
    const { person, seen, closed } = somebody(world, { lastHeard: null });
    if (fake.world.templates.length === 0) fake.world.template({ name: 'afterword_csat' });
    await closed();
    const question = await fake.waitForMessage(({ to }) => to === person);
    expect(question.widget).toBe('template');
    const [first] = fake.world.sent.filter(({ to }) => to === person);
    expect(first).toMatchObject({ widget: 'list', failed: true });
    expect(seen()).toHaveLength(1);
  });

  test('a person who turns out unreachable after the send was taken ends the invitation under that code', async () => {
    const { person, id, closed, seen } = somebody(world);
    person.gone = 'afterwards';
    await closed();
    const told = await until(
      () => why(id),
      ({ state }) => state === 'failed',
    );
    expect(told).toMatchObject({ reason: '131026' });
    expect(seen()).toEqual([]);
  });

  test('a failure that overtakes our own note of the send is not lost', async () => {
    const all = Array.from({ length: 25 }, () => somebody(world));
    for (const { person } of all) person.gone = 'afterwards';
    await Promise.all(all.map(({ closed }) => closed()));
    for (const { id } of all) {
      await until(
        () => why(id),
        ({ state }) => state === 'failed',
      );
    }
  });

  test('a person with a new number answers from it what was asked on the old one', async () => {
    const { fake } = world;
    const { person, team, closed } = somebody(world);
    await closed();
    await fake.waitForMessage(({ to }) => to === person);
    await fake.heard();
    const [from, wa_id] = [person.phone, `${person.phone}9`.slice(0, 12).replace('90555', '90556')];
    const from_user_id = person.userId;
    Object.assign(person, { phone: wa_id, userId: `${person.userId}x` });
    const system = {
      type: 'user_changed_number',
      wa_id,
      user_id: person.userId,
      previous_user_id: from_user_id,
    };
    const id = fake.world.newId();
    fake.deliver({ messages: [{ from, id, timestamp: '1795338000', type: 'system', system }] });
    const thread = `whatsapp-cloud:+${wa_id}`;
    const moved = world.running.app.db
      .selectFrom('invitations')
      .select('id')
      .where('thread_key', '=', thread);
    await until(
      () => moved.execute(),
      (rows) => rows.length === 1,
    );
    fake.says(person, '4');
    const counted = await until(
      () => figure(team),
      ({ n }) => n === 1,
    );
    expect(counted).toMatchObject({ value: 100 });
    const followUp = await fake.waitForMessage(
      ({ to, text }) => to === person && text.includes('beğendiniz'),
    );
    expect(followUp.input).toBe(wa_id);
  });

  test('webhooks told twice, in the wrong order and forged change nothing that they should not', async () => {
    const { fake } = world;
    const { person, team, id, closed } = somebody(world);
    await closed();
    const question = await fake.waitForMessage(({ to }) => to === person);
    await fake.heard();
    fake.status(question, 'read');
    fake.status(question, 'delivered');
    fake.status(question, 'sent');
    fake.fails(question, refusals.undeliverable());
    question.failed = false;
    fake.taps(question, '4');
    fake.webhook.repeatLast();
    fake.webhook.repeatLast();
    await until(
      () => figure(team),
      ({ n }) => n === 1,
    );
    const forged = asMetaWrites(
      fake.envelope({
        contacts: [{ profile: { name: 'x' }, wa_id: person.phone }],
        messages: [
          {
            from: person.phone,
            id: 'wamid.forged',
            timestamp: '1795338000',
            type: 'text',
            text: { body: '1' },
          },
        ],
      }),
    );
    for (const signature of ['', 'sha256=', `sha256=${'0'.repeat(64)}`, fake.webhook.sign(`${forged} `)]) {
      expect(await fake.webhook.post(forged, signature)).toBe(401);
    }
    const half = forged.slice(0, forged.length / 2);
    expect(await fake.webhook.post(half)).toBe(400);
    expect(await fake.webhook.post(half, fake.webhook.sign(forged))).toBe(401);
    fake.says(person, 'son söz');
    await fake.heard();
    expect(await figure(team)).toMatchObject({ n: 1, value: 100 });
    expect((await why(id)).state).toBe('answered');
  });

  test('a bundle of Meta’s may be 3 MiB long, signed as any other; what is longer is refused unread', async () => {
    const { fake } = world;
    const MIB = 1024 * 1024;
    expect(await fake.webhook.post(JSON.stringify({ entry: [], padding: 'x'.repeat(2 * MIB) }))).toBe(200);
    expect(await fake.webhook.post('x'.repeat(3 * MIB), 'sha256=forged')).toBe(401);
    expect(await fake.webhook.post('x'.repeat(3 * MIB + 1))).toBe(413);
    expect(await inPieces(world.webhook, MIB, 4)).toBe(413);
    expect(await inPieces(world.webhook, MIB, 2)).toBe(401);
    const other = world.webhook.replace('/webhook', '/other');
    expect(await inPieces(other, MIB, 2)).toBe(413);
  });

  test('what is no answer reaches the agents: a photo, a place, a poll', async () => {
    const { fake, api } = world;
    const { person } = somebody(world);
    fake.sends(person, { type: 'image', image: { id: '1', caption: 'Hâlâ bozuk' } });
    fake.sends(person, { type: 'location', location: { latitude: 41.02, longitude: 28.97 } });
    fake.sends(person, { type: 'unsupported', unsupported: { type: 'poll_creation' } });
    const { body } = await until(
      () => api.get('/v1/handovers'),
      (answer) => JSON.stringify(answer.body).includes('poll creation'),
    );
    const told = JSON.stringify(body);
    expect(told).toContain('Hâlâ bozuk\\n[image]');
    expect(told).toContain('[location https://maps.google.com/?q=41.02,28.97]');
  });

  test('a person who is erased leaves nothing behind under any of the names, and nobody else is touched', async () => {
    const { fake } = world;
    const { db } = world.running.app;
    const [gone, stays] = [somebody(world), somebody(world)];
    for (const { person, closed } of [gone, stays]) {
      await closed();
      const question = await fake.waitForMessage(({ to }) => to === person);
      fake.taps(question, '5');
      const more = await fake.waitForMessage(({ to, id }) => to === person && id !== question.id);
      fake.says(person, 'çok hızlıydı', { replyTo: more });
      await fake.waitForMessage(({ to, text }) => to === person && text.startsWith('Eklemek'));
    }
    await fake.heard();
    const keptOf = async ({ phone, userId }: typeof gone.person) => {
      const { rows } = await sql`select from transcript where
        concat(thread, ' ', key, ' ', body) like any(${[`%${phone}%`, `%${userId}%`]}::text[])`.execute(db);
      return rows.length;
    };
    const kept = await keptOf(stays.person);
    expect(kept).toBeGreaterThan(2);
    await erasePerson(db, `phone:+${gone.person.phone}`);
    expect([await keptOf(gone.person), await keptOf(stays.person)]).toEqual([0, kept]);
    // A status that comes late is of nobody any more.
    const late = fake.sent.find(({ to }) => to === gone.person);
    if (late !== undefined) fake.status(late, 'read');
    await fake.heard();
    expect(await keptOf(gone.person)).toBe(0);
  });

  test('the webhook is set up with the word that both know', async () => {
    const ask = async (query: string) => {
      const answer = await fetch(`${world.webhook}?${query}`);
      return [answer.status, await answer.text()];
    };
    const good = 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=fake-verify-token';
    expect(await ask(good)).toEqual([200, '1158201444']);
    expect((await ask(good.replace('fake', 'wrong')))[0]).toBe(403);
    expect((await ask('hub.mode=subscribe'))[0]).toBe(403);
  });
});

/** Posts without saying beforehand how much it will be. */
async function inPieces(url: string, size: number, count: number): Promise<number> {
  const pieces = async function* () {
    for (let i = 0; i < count; i += 1) yield Buffer.alloc(size, 'x');
  };
  const posting = request(url, { method: 'POST' });
  Readable.from(pieces()).pipe(posting);
  const [answer] = (await once(posting, 'response')) as [IncomingMessage];
  posting.on('error', () => {}).destroy();
  return answer.statusCode ?? 0;
}
