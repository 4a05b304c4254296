import { afterAll, beforeAll, expect, it } from 'vitest';
import { why } from '../../src/app/why.ts';
import { inspectHooks } from '../../src/cli/inspect-hooks.ts';
import { readSettings } from '../../src/config.ts';
import { addToTally, forgetHooks, noteHook, settleHook, storeHooks } from '../../src/store/hooks.ts';
import { type FreshDatabase, freshDatabase } from '../support/databases.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database?.drop());

const AT = new Date('2026-11-22T09:30:00Z');
const env = {
  ZENDESK_WEBHOOK_SECRET: 'secret',
  HUBSPOT_CLIENT_SECRET: 'secret',
  CRISP_WEBHOOK_SECRET: 'secret',
};
const settings = { ...readSettings(env, []), HOOKS_DIR: 'docs/helpdesks/infoset' };

async function hook(source: string, conversation: string, outcome: string, reason: string): Promise<void> {
  await storeHooks(
    database.db,
    [{ source, deliveryId: conversation, body: '{}', conversation, receivedAt: AT }],
    AT,
  );
  const row = await database.db
    .selectFrom('hooks')
    .select('id')
    .where('delivery_id', '=', conversation)
    .executeTakeFirstOrThrow();
  if (outcome === 'closed')
    await noteHook(database.db, row.id, { kind: 'closed', conversation, happenedAt: AT });
  await settleHook(database.db, row.id, { outcome, reason, conversation, now: AT });
}

it('the doctor shows the last hook of each helpdesk, and why hooks were refused', async () => {
  await hook('zendesk', '35436', 'closed', 'eligible');
  await hook('hubspot', '546', 'unaskable', 'lookup_needs_settings');
  const refused = {
    source: 'zendesk',
    kind: 'refused',
    reason: 'wrong',
    count: 3,
    last_at: new Date(AT.getTime() + 1000),
  };
  await addToTally(database.db, [refused]);
  await addToTally(database.db, [{ ...refused, count: 1 }]);
  const found = await inspectHooks(settings, database.db);
  const lines = found.map(({ mark, what, detail, next }) => [mark, what, detail, next ?? ''].join(' | '));
  expect(lines).toEqual([
    expect.stringMatching(/^off \| hooks crisp \| none has come yet \| Paste <PUBLIC_URL>\/hooks\/crisp/),
    expect.stringMatching(
      /^warn \| hooks hubspot \| .* about 546: unaskable: .* \| Set HUBSPOT_ACCESS_TOKEN\.$/,
    ),
    expect.stringMatching(
      /^ok \| hooks zendesk \| the last at 2026-11-22T09:30:00.000Z about 35436: closed: eligible/,
    ),
    expect.stringMatching(/^warn \| hooks zendesk \| 4 refused, .*another secret.* \| Copy the secret/),
    expect.stringMatching(/^off \| hooks \| off: chatwoot, .*infoset/),
  ]);
});

it('"why" says of a conversation that was never decided on what became of its hook', async () => {
  await expect(why(database.db, 'hubspot:546')).rejects.toThrow(
    /A hook of hubspot came .* led to nothing: .*API cannot be asked/,
  );
  await expect(why(database.db, 'hubspot:547')).rejects.toThrow(/has not arrived, or was refused/);
});

it('rows of hooks that no repeat can come of any more go', async () => {
  expect(await forgetHooks(database.db, AT, 10)).toBe(0);
  expect(await forgetHooks(database.db, new Date(AT.getTime() + 1), 10)).toBe(2);
});
