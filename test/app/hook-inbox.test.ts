import { describe, expect, it } from 'vitest';
import { INBOX_LIMITS, openHookInbox } from '../../src/app/hook-inbox.ts';
import { AfterwordError } from '../../src/model/errors.ts';
import type { NewHook } from '../../src/store/hooks.ts';

const hook = (id: string, body = '{}'): NewHook => ({
  source: 'chatwoot',
  deliveryId: id,
  body,
  conversation: id,
  receivedAt: new Date(),
});

/** A store whose transactions end when the test says so. */
function heldStore() {
  const batches: string[][] = [];
  const waiting: (() => void)[] = [];
  const store = (hooks: readonly NewHook[]) => {
    batches.push(hooks.map(({ deliveryId }) => deliveryId));
    return new Promise<void>((resolve) => waiting.push(resolve));
  };
  return { batches, store, finish: () => waiting.shift()?.() };
}

const several = (count: number) => Array.from({ length: count }, (_, i) => `h${i}`);

describe('the inbox of hooks', () => {
  it('stores one that comes alone at once, and those that come meanwhile together', async () => {
    const { batches, store, finish } = heldStore();
    const inbox = openHookInbox(store);
    const all = several(5).map((id) => inbox.put([hook(id)]));
    expect(batches).toEqual([['h0']]);
    finish();
    await all[0];
    await expect.poll(() => batches, { timeout: 20_000 }).toHaveLength(2);
    expect(batches[1]).toEqual(['h1', 'h2', 'h3', 'h4']);
    finish();
    await Promise.all(all);
  });

  it('keeps a transaction within its size', async () => {
    const { batches, store, finish } = heldStore();
    const inbox = openHookInbox(store, { ...INBOX_LIMITS, characters: 100 });
    const all = several(4).map((id) => inbox.put([hook(id, 'x'.repeat(60))]));
    for (let done = 1; done <= 4; done++) {
      await expect.poll(() => batches, { timeout: 20_000 }).toHaveLength(done);
      finish();
    }
    await Promise.all(all);
    expect(batches).toEqual([['h0'], ['h1'], ['h2'], ['h3']]);
  });

  it('refuses what cannot be stored, and keeps back no other for it', async () => {
    const stored: string[] = [];
    const inbox = openHookInbox(async (hooks) => {
      if (hooks.some(({ deliveryId }) => deliveryId === 'h2')) throw new Error('22P05');
      stored.push(...hooks.map(({ deliveryId }) => deliveryId));
    });
    const settled = await Promise.allSettled(several(5).map((id) => inbox.put([hook(id)])));
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(stored.sort()).toEqual(['h0', 'h1', 'h3', 'h4']);
  });

  it('is refused together while the database is away, and not one by one', async () => {
    let tries = 0;
    const inbox = openHookInbox(async () => {
      tries += 1;
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    });
    const settled = await Promise.allSettled(several(20).map((id) => inbox.put([hook(id)])));
    expect(settled.map(({ status }) => status)).toEqual(several(20).map(() => 'rejected'));
    expect(tries).toBe(2);
  });

  it('says so when too many wait, or when it takes too long', async () => {
    const { store } = heldStore();
    const full = openHookInbox(store, { ...INBOX_LIMITS, waiting: 2 });
    void full.put([hook('a')]).catch(() => undefined);
    void full.put([hook('b')]).catch(() => undefined);
    void full.put([hook('c')]).catch(() => undefined);
    await expect(full.put([hook('d')])).rejects.toThrow(/2 hooks wait already/);
    const heavy = openHookInbox(store, { ...INBOX_LIMITS, waitingCharacters: 100 });
    void heavy.put([hook('a', 'x'.repeat(60))]).catch(() => undefined);
    void heavy.put([hook('b', 'x'.repeat(60))]).catch(() => undefined);
    await expect(heavy.put([hook('c', 'x'.repeat(60))])).rejects.toThrow(/hooks wait already/);
    const slow = openHookInbox(store, { ...INBOX_LIMITS, patienceMs: 5 });
    await expect(slow.put([hook('e')])).rejects.toBeInstanceOf(AfterwordError);
  });
});
