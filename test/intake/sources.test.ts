import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intakeSources } from '../../src/intake/registry.ts';
import type { HookReading, IntakeSource, LookedUp, RawHook, ReadContext } from '../../src/intake/source.ts';
import { damaged } from '../contract/checks/damage.ts';
import { type Case, cases } from './cases.ts';

const NOW = new Date('2026-11-22T09:29:30Z');
const CLOCK = { now: NOW, maxAgeSeconds: 300 };
const URL_OF = (name: string) => `https://survey.example.com/hooks/${name}`;

const sourceOf = ({ signer }: Case): IntakeSource => {
  const source = intakeSources.find(({ name }) => name === signer.source);
  if (source === undefined) throw new Error(`${signer.source} is not registered`);
  return source;
};

const settingsOf = (one: Case): object =>
  sourceOf(one).settings.parse({ ...one.signer.settings, ...api(one) });
const api = (one: Case) =>
  Object.fromEntries(
    Object.entries(one.api).map(([name, value]) => [name, value.replace('{api}', 'https://api.example.com')]),
  );

function hookOf(
  { signer }: Case,
  body: string,
  { at = NOW, secret }: { at?: Date; secret?: string } = {},
): RawHook {
  const url = URL_OF(signer.source);
  const headers = signer.headers(body, at, url, secret);
  return { method: 'POST', url, query: new URLSearchParams(), headers, body: Buffer.from(body) };
}

/** Reads as the shell does: again with each answer of the API. */
function read(one: Case, payload: unknown, more: Partial<ReadContext<object>> = {}): HookReading {
  const looked = new Map<string, LookedUp>();
  const channels = new Set(['telegram', 'email', 'whatsapp-cloud']);
  const context = { settings: settingsOf(one), receivedAt: NOW, channels, canLookUp: true, looked, ...more };
  for (let i = 0; i < 6; i++) {
    const reading = sourceOf(one).read(payload, context);
    if (reading.kind !== 'lookup') return reading;
    looked.set(reading.lookup.path, { body: one.answers[reading.lookup.path.split('?')[0] ?? ''] ?? null });
  }
  throw new Error('asks the API without end');
}

const payloadsOf = (one: Case, body: string): unknown[] =>
  sourceOf(one)
    .deliveries(JSON.parse(body), hookOf(one, body))
    .map(({ payload }) => payload);

describe.each(cases)('a hook of $name', (one) => {
  const source = sourceOf(one);
  const settings = settingsOf(one);
  const verify = (hook: RawHook) => source.verify(hook, settings, CLOCK);

  it('is believed when it is signed, and not when anything in it was changed', () => {
    expect(verify(hookOf(one, one.closed))).toBe('genuine');
    const changed = { ...hookOf(one, one.closed), body: Buffer.from(`${one.closed} `) };
    const tokenOnly = ['freshdesk', 'rocket-chat', 'livechat'].includes(source.name);
    if (!tokenOnly) expect(verify(changed)).toBe('wrong');
  });

  it('without a proof, or with that of another secret, is not', () => {
    const body = one.closed.replace('livechat-secret', 'another-secret');
    expect(verify(hookOf(one, body, { secret: 'another-secret' }))).toBe('wrong');
    const bare = one.closed.replace('secret_key', 'nothing');
    expect(verify({ ...hookOf(one, bare), headers: {} })).toBe('missing');
  });

  it('is not believed when its signature is old, where it has a time', () => {
    for (const minutes of [-6, 6]) {
      const at = new Date(NOW.getTime() + minutes * 60_000);
      expect(verify(hookOf(one, one.closed, { at }))).toBe(one.signer.timed ? 'old' : 'genuine');
    }
  });

  it('that tells of a close becomes a question in the right place', () => {
    const [payload, ...more] = payloadsOf(one, one.closed);
    expect(more).toEqual([]);
    const reading = read(one, payload);
    expect(reading).toMatchObject({
      kind: 'closed',
      close: { id: one.conversation, source: source.name, channel: one.channel, address: one.address },
    });
    if (reading.kind !== 'closed') return;
    expect(reading.close.closed_by).toBe(one.closedBy);
    expect(reading.close.closed_at?.toISOString().slice(0, 19)).toBe('2026-11-22T09:29:00');
  });

  it('has the same id when it comes again, and another one with other content', () => {
    const ids = (body: string) => source.deliveries(JSON.parse(body), hookOf(one, body)).map(({ id }) => id);
    expect(ids(one.closed)).toEqual(ids(one.closed));
    if (one.reopened !== null) expect(ids(one.reopened)).not.toEqual(ids(one.closed));
  });

  it('whose customer can be reached nowhere says so', () => {
    const [payload] = payloadsOf(one, one.closed);
    expect(read(one, payload, { channels: new Set() })).toMatchObject({
      kind: 'unaskable',
      id: one.conversation,
      reason: 'channel_off',
    });
  });

  it('is read without a fault, whatever it holds', () => {
    const bodies = [one.closed, ...(one.reopened === null ? [] : [one.reopened])].flatMap((body) =>
      payloadsOf(one, body),
    );
    const property = fc.property(fc.oneof(fc.jsonValue(), damaged(bodies)), (payload) => {
      const hook = hookOf(one, one.closed);
      for (const delivery of source.deliveries(payload, hook)) {
        expect(delivery.id.length).toBeGreaterThan(0);
        expect(['closed', 'reopened', 'unaskable', 'message', 'ignored']).toContain(
          read(one, delivery.payload).kind,
        );
      }
    });
    fc.assert(property, { numRuns: 300 });
  });
});

describe.each(cases.filter(({ reopened }) => reopened !== null))('a hook of $name', (one) => {
  it('that tells of a reopening says which and when', () => {
    const [payload] = payloadsOf(one, one.reopened ?? '');
    const reading = read(one, payload);
    expect(reading).toMatchObject({ kind: 'reopened', id: one.conversation });
    const at = reading.kind === 'reopened' ? reading.at : null;
    expect(at?.toISOString().slice(0, 19)).toBe('2026-11-22T09:29:10');
  });
});

describe('the registry', () => {
  it('knows every source that there is a file for, and each has a case here', () => {
    const folder = new URL('../../src/intake/', import.meta.url);
    const files = readdirSync(folder).filter((name) =>
      /^export const \w+: IntakeSource</m.test(readFileSync(new URL(name, folder), 'utf8')),
    );
    expect(files.map((name) => name.replace('.ts', '')).sort()).toEqual(
      intakeSources.map(({ name }) => name).sort(),
    );
    expect([...new Set(cases.map(({ signer }) => signer.source))].sort()).toEqual(
      intakeSources.map(({ name }) => name).sort(),
    );
  });

  it('has settings that say what they are for, and needs none that is not one', () => {
    for (const { name, settings, requires, apiRequires } of intakeSources) {
      for (const [setting, schema] of Object.entries(settings.shape)) {
        expect((schema as { description?: string }).description, setting).toMatch(/\w/);
      }
      expect(Object.keys(settings.shape), name).toEqual(
        expect.arrayContaining([...requires, ...apiRequires]),
      );
    }
  });
});
