import { readdir, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect } from 'vitest';
import { Identity } from '../../../src/model/contact.ts';
import { IncomingEvent } from '../../../src/model/incoming.ts';
import type { ContractHarness } from '../harness.ts';
import { type ContractCheck, canTap } from './check.ts';
import { damaged } from './damage.ts';

/** What a channel declares, and its pure parts: no platform is brought up for these. */
export const declaredChecks: readonly ContractCheck[] = [
  {
    name: 'an address survives its key, and equal addresses have one key',
    run: async ({ module, addresses }) => {
      const { schema, toKey, fromKey } = module.address;
      const property = fc.property(addresses, (written) => {
        const address = schema.parse(written);
        expect(schema.parse(address)).toEqual(address);
        expect(fromKey(toKey(address))).toEqual(address);
        expect(toKey(fromKey(toKey(address)))).toBe(toKey(address));
        expect(toKey(address).length).toBeLessThanOrEqual(1000);
      });
      fc.assert(property, { numRuns: 200 });
    },
  },
  {
    name: 'different addresses have different keys',
    run: async ({ module, addresses }) => {
      const { schema, toKey } = module.address;
      const property = fc.property(addresses, addresses, (one, other) => {
        const [a, b] = [schema.parse(one), schema.parse(other)];
        if (JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort())) return;
        expect(toKey(a)).not.toBe(toKey(b));
      });
      fc.assert(property, { numRuns: 200 });
    },
  },
  {
    name: 'the example address is one, and an empty one is refused',
    run: async ({ module }) => {
      expect(module.address.schema.parse(module.address.example)).toBeDefined();
      expect(module.address.schema.safeParse({}).success).toBe(false);
    },
  },
  {
    name: 'the identity that an address names is a proper one',
    run: async ({ module, addresses }) => {
      const property = fc.property(addresses, (written) => {
        const identity = module.address.identity(module.address.schema.parse(written));
        if (identity !== null) expect(Identity.parse(identity)).toEqual(identity);
      });
      fc.assert(property, { numRuns: 100 });
    },
  },
  {
    name: 'every setting says what it is for, and what is required is a setting',
    run: async ({ module }) => {
      const settings = module.settings.shape;
      for (const [name, schema] of Object.entries(settings)) {
        const described = (schema as { description?: string }).description;
        expect(described, `${name} has no .describe()`).toMatch(/\w/);
      }
      expect(Object.keys(settings)).toEqual(expect.arrayContaining([...module.requires]));
    },
  },
  {
    name: 'every fixture parses into events of the model',
    run: async (harness) => {
      const events = (await Promise.all((await fixtures(harness)).map((raw) => parsed(harness, raw)))).flat();
      const kinds = new Set(events.map((event) => event.kind));
      expect(kinds).toContain('text');
      if (canTap(harness)) expect(kinds).toContain('choice');
      for (const event of events) expect(event.channel).toBe(harness.module.name);
    },
  },
  {
    name: 'the parser never throws, whatever it is fed',
    run: async (harness) => {
      const rubbish = fc.oneof(fc.anything(), damaged(await fixtures(harness)));
      const property = fc.asyncProperty(rubbish, async (raw) => {
        await parsed(harness, raw);
      });
      await fc.assert(property, { numRuns: 500 });
    },
  },
];

async function parsed({ fixtures }: ContractHarness, raw: unknown): Promise<IncomingEvent[]> {
  const events = await fixtures.parse(raw);
  return events.map((event) => IncomingEvent.parse(event));
}

async function fixtures({ fixtures: { folder } }: ContractHarness): Promise<unknown[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  expect(names.length).toBeGreaterThan(0);
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(new URL(name, folder), 'utf8'))));
}
