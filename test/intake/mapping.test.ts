import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMapping } from '../../src/app/hook-mappings.ts';
import { type HookMapping, mappedSource } from '../../src/intake/mapping.ts';
import { AfterwordError } from '../../src/model/errors.ts';
import { damaged } from '../contract/checks/damage.ts';

const example = (name: string): string =>
  readFileSync(new URL(`../../docs/helpdesks/infoset/${name}`, import.meta.url), 'utf8');
const infoset = readMapping('infoset.yaml', example('infoset.yaml'));
const closed = JSON.parse(example('closed.json'));
const NOW = new Date('2026-11-22T09:30:00Z');
const SECRET = 'a-secret-of-the-mapping';

const read = (mapping: HookMapping, payload: unknown, channels = ['whatsapp-cloud', 'email']) =>
  mappedSource(mapping).read(payload, {
    settings: { HOOKS_SECRET: SECRET },
    receivedAt: NOW,
    channels: new Set(channels),
    canLookUp: false,
    looked: new Map(),
  });

describe('the mapping of Infoset in the documents', () => {
  it('makes of its close what every helpdesk’s becomes', () => {
    expect(read(infoset, closed)).toMatchObject({
      kind: 'closed',
      close: {
        source: 'infoset',
        id: '48213',
        channel: 'whatsapp-cloud',
        address: { phone: '+905321234567' },
        contact: { name: 'Ayşe', language: 'tr' },
        agent: { name: 'Deniz', team: 'Destek' },
        tags: ['iade'],
        closed_at: new Date('2026-11-22T09:29:00Z'),
        closed_by: 'agent',
      },
    });
  });

  it('knows reopenings, and lets other events be', () => {
    const reopened = { ...closed, event: 'ticket.reopened' };
    expect(read(infoset, reopened)).toMatchObject({ kind: 'reopened', id: '48213' });
    expect(read(infoset, { ...closed, event: 'ticket.created' })).toMatchObject({ kind: 'ignored' });
    expect(read(infoset, closed, ['telegram'])).toMatchObject({ kind: 'unaskable', reason: 'channel_off' });
  });

  it('reads whatever comes without a fault', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), damaged([closed])), (payload) => {
        expect(['closed', 'reopened', 'unaskable', 'ignored']).toContain(read(infoset, payload).kind);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a mapped helpdesk', () => {
  const body = Buffer.from(JSON.stringify(closed));
  const verdict = (verify: unknown, headers: Record<string, string>, query = '') =>
    mappedSource({ ...infoset, verify: verify as HookMapping['verify'] }).verify(
      { method: 'POST', url: '', query: new URLSearchParams(query), headers, body },
      { HOOKS_SECRET: SECRET },
      { now: NOW, maxAgeSeconds: 300 },
    );

  it('is known by a header, by the address, or by a signature', () => {
    expect(verdict({ header: 'X-Token' }, { 'x-token': SECRET })).toBe('genuine');
    expect(verdict({ header: 'Authorization' }, { authorization: `Bearer ${SECRET}` })).toBe('genuine');
    expect(verdict({ header: 'X-Token' }, { 'x-token': 'another' })).toBe('wrong');
    expect(verdict({ header: 'X-Token' }, {})).toBe('missing');
    expect(verdict({ query: 'token' }, {}, `token=${SECRET}`)).toBe('genuine');
    const hmac = { header: 'X-Sig', algorithm: 'sha256', encoding: 'hex', prefix: 'v1=' };
    const given = `v1=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
    expect(verdict({ hmac }, { 'x-sig': given })).toBe('genuine');
    expect(verdict({ hmac }, { 'x-sig': `${given}0` })).toBe('wrong');
  });
});

describe('a mapping with faults', () => {
  const faultsOf = (text: string): string[] => {
    try {
      readMapping('x.yaml', text);
      return [];
    } catch (error) {
      if (!(error instanceof AfterwordError)) throw error;
      expect(error.code).toBe('AW_HOOK_MAPPING');
      return error.faults.map(({ path, message }) => `${path}: ${message}`);
    }
  };

  it.each([
    [
      'a key that is not known',
      example('infoset.yaml').replace('delivery:', 'deliverey:'),
      /unrecognized|deliverey/i,
    ],
    [
      'no path',
      example('infoset.yaml').replace('id: ticket.id', 'id: "ticket..id["'),
      /fields\.id: expected a path/,
    ],
    [
      'a channel that there is not',
      example('infoset.yaml').replace('[email]', '[fax]'),
      /channels\.map\.email\[0\]/,
    ],
    [
      'a name that is taken',
      example('infoset.yaml').replace('name: infoset', 'name: zendesk'),
      /name: "zendesk" is taken/,
    ],
    ['a slip of YAML', 'name: [infoset', /line 1/],
  ])('names the place: %s', (_what, text, wanted) => {
    expect(faultsOf(text).join('\n')).toMatch(wanted);
  });
});
