import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLookups } from '../../src/app/hook-lookups.ts';
import type { HelpdeskApi } from '../../src/intake/source.ts';

const calls: { path: string; authorization: string | undefined }[] = [];
const server = createServer((request, response) => {
  const path = request.url ?? '';
  calls.push({ path, authorization: request.headers.authorization });
  const [, status = '200', extra] = /^\/(\d+)(?:\/(.*))?/.exec(path) ?? [];
  const headers: Record<string, string> = status === '302' ? { location: 'http://127.0.0.1:1/' } : {};
  if (extra === 'retry') headers['retry-after'] = '7';
  response.writeHead(Number(status), headers);
  response.end(
    extra === 'page'
      ? '<html>'
      : extra === 'large'
        ? JSON.stringify('x'.repeat(2_000_000))
        : '{"name":"Ayşe"}',
  );
});
let api: HelpdeskApi;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  api = { root, headers: { authorization: 'Bearer token' }, perMinute: 1_000 };
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const ask = (path: string, lookups = openLookups()) => lookups.ask('zendesk', api, { path, keepSeconds: 0 });

describe('a look-up', () => {
  it.each([
    ['/200', { kind: 'found', found: { body: { name: 'Ayşe' } } }],
    ['/404', { kind: 'found', found: { body: null } }],
    ['/401', { kind: 'refused', code: 'http_401' }],
    ['/302', { kind: 'refused', code: 'http_302' }],
    ['/200/page', { kind: 'refused', code: 'answer_not_json' }],
    ['/200/large', { kind: 'refused', code: 'answer_too_large' }],
    ['/429/retry', { kind: 'wait', seconds: 7, code: 'http_429', isFailure: false }],
    ['/503', { kind: 'wait', seconds: 30, code: 'http_503', isFailure: true }],
  ])('of %s says what follows', async (path, outcome) => {
    expect(await ask(path)).toEqual(outcome);
    expect(calls.at(-1)).toEqual({ path, authorization: 'Bearer token' });
  });

  it('of a server that is away is tried later', async () => {
    const lookups = openLookups();
    const away = { ...api, root: 'http://127.0.0.1:1' };
    expect(await lookups.ask('zendesk', away, { path: '/x', keepSeconds: 0 })).toMatchObject({
      kind: 'wait',
      isFailure: true,
    });
  });

  it('is made once for as long as its answer keeps, and once for those that ask at the same moment', async () => {
    let now = 0;
    const lookups = openLookups(() => now);
    const before = calls.length;
    const lookup = { path: '/200/person', keepSeconds: 60 };
    await Promise.all([1, 2, 3].map(() => lookups.ask('zendesk', api, lookup)));
    await lookups.ask('zendesk', api, lookup);
    expect(calls.length).toBe(before + 1);
    now = 61_000;
    await lookups.ask('zendesk', api, lookup);
    expect(calls.length).toBe(before + 2);
  });

  it('stays below the limit of its helpdesk, and says when the next may be made', async () => {
    let now = 0;
    const lookups = openLookups(() => now);
    const few = { ...api, perMinute: 2 };
    const at = (path: string) => lookups.ask('front', few, { path, keepSeconds: 0 });
    await at('/200/a');
    now = 10_000;
    await at('/200/b');
    expect(await at('/200/c')).toEqual({ kind: 'wait', seconds: 50, code: 'own_limit', isFailure: false });
    now = 60_001;
    expect(await at('/200/c')).toMatchObject({ kind: 'found' });
  });
});
