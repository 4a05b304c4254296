import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { closeConversation } from '../../src/app/close-conversation.ts';
import { takeIn } from '../../src/app/take-in.ts';
import { ConversationClosed } from '../../src/model/conversation.ts';
import { openWorld, startIn, until } from '../support/running.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const PEOPLE = 1_000;
const AT_ONCE = 20;

/** The same survey before and after the edit: other words, another branch, another delay. */
const survey = (edition: 'old' | 'new') => `
id: running
metric: csat
languages: [en]
priority: 90
ask: { delay: ${edition === 'old' ? '3h' : '5h'} }
questions:
  - id: score
    type: scale
    scale: { min: 1, max: 5 }
    text: { en: "How was it? (${edition})" }
    next: [{ if: "score <= 2", go: ${edition}_reason }]
  - { id: ${edition}_reason, type: text, text: { en: "Why? (${edition})" } }
thanks: { en: "Thank you! (${edition})" }
`;

/** Works through a list, some at a time. */
async function each<T>(list: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const rest = [...list];
  const worker = async () => {
    for (let one = rest.pop(); one !== undefined; one = rest.pop()) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

it('an edit while 1,000 invitations run changes none of them: neither words nor branches', async () => {
  const world = await openWorld('postgresql');
  open.push(() => world.dispose());
  await writeFile(join(world.templates, 'running.yaml'), survey('old'));
  const running = await startIn(world);
  open.push(() => running.stop());
  const { app } = running;
  const people = Array.from({ length: PEOPLE }, (_, i) => `visitor-${i}`);
  const close = (visitor: string) =>
    closeConversation(
      app,
      ConversationClosed.parse({
        event: 'conversation.closed',
        id: `c-${visitor}`,
        source: 'test-desk',
        channel: 'web-chat',
        address: { visitor },
        contact: { id: visitor, language: 'en' },
      }),
    );
  await each(people, close);
  const planned = await app.db.selectFrom('invitations').select(['template_version', 'state']).execute();
  expect(planned).toHaveLength(PEOPLE);
  const oldVersion = planned[0]?.template_version;

  const edited = new Promise<void>((resolve) => {
    app.templates.onChange(() => {
      if (app.templates.all().some(({ template }) => template.ask.delay === 5 * 3_600_000)) resolve();
    });
  });
  await writeFile(join(world.templates, 'running.yaml'), survey('new'));
  await edited;
  await close('visitor-after');

  // Their time comes; the one that was closed after the edit waits on.
  const due = await app.db.selectFrom('outbox').select('key').where('job', '=', 'timer').execute();
  expect(due).toHaveLength(PEOPLE + 1);
  await app.db
    .updateTable('outbox')
    .set({ run_at: new Date(0), relay_after: new Date(0) })
    .where('job', '=', 'timer')
    .where('run_at', '<', new Date(Date.now() + 4 * 3_600_000))
    .execute();
  const asked = await until(
    () =>
      app.db
        .selectFrom('asks')
        .innerJoin('invitations', 'invitations.id', 'asks.invitation_id')
        .select(['asks.message', 'asks.state', 'invitations.address'])
        .where('asks.question_id', '=', 'score')
        .execute(),
    (asks) => asks.filter(({ state }) => state === 'sent').length === PEOPLE,
    120_000,
  );
  expect(new Set(asked.map(({ message }) => message.text))).toEqual(new Set(['How was it? (old)']));

  await each(asked, ({ message, address }) => {
    const visitor = String(address.visitor);
    return takeIn(app, {
      kind: 'choice',
      channel: 'web-chat',
      eventId: `tap-${visitor}`,
      address,
      at: new Date(),
      sender: { type: 'web-chat', value: visitor },
      token: message.kind === 'question' ? (message.choices[0]?.token ?? '') : '',
    });
  });
  const followed = await until(
    () =>
      app.db
        .selectFrom('asks')
        .select(['message', 'question_id'])
        .where('question_id', 'like', '%reason')
        .execute(),
    (asks) => asks.length === PEOPLE,
    120_000,
  );
  expect(new Set(followed.map(({ question_id }) => question_id))).toEqual(new Set(['old_reason']));
  expect(new Set(followed.map(({ message }) => message.text))).toEqual(new Set(['Why? (old)']));
  const kept = await app.db
    .selectFrom('invitations')
    .select(['template_version', 'state'])
    .where('template_version', '=', oldVersion ?? '')
    .execute();
  expect(kept.map(({ state }) => state)).toEqual(Array.from({ length: PEOPLE }, () => 'answered'));
}, 240_000);
