import { expect } from 'vitest';
import type { HttpRoute } from '../../../src/model/http.ts';
import { type ContractCheck, onStage } from './check.ts';

const MIB = 1024 * 1024;
const JSON_BODY = '{"id":"forged","type":"message","from":"u-42","update_id":1,"entry":[],"text":"5"}';

/** What anybody on the internet can send: nobody of them knows a secret of ours. */
const FORGERIES: Readonly<Record<string, string | Uint8Array>> = {
  forged: JSON_BODY,
  empty: '',
  truncated: JSON_BODY.slice(0, 30),
  'no JSON': '<html><body>502 Bad Gateway</body></html>',
  'of a form': 'payload=%7B%22type%22%3A%22block_actions%22%7D&score=5&token=forged',
  'deeply nested': '['.repeat(50_000),
  'no text': new Uint8Array([0, 255, 254, 0, 200]),
  'as large as may be': 'x'.repeat(MIB),
};

/** What comes in over HTTP from whoever. */
export const routeChecks: readonly ContractCheck[] = [
  {
    name: 'nothing that is posted without our secrets is taken, whatever it is, and none of it is a fault',
    run: onStage(async ({ channel, inbox }) => {
      for (const route of channel.routes ?? []) {
        if (route.method !== 'POST') continue;
        for (const [what, body] of Object.entries(FORGERIES)) {
          const { status } = await post(route, body);
          expect(status, `${what} to ${route.path}`).toBeLessThan(500);
        }
      }
      expect(inbox.offered).toEqual([]);
    }),
  },
];

const post = (route: HttpRoute, body: string | Uint8Array) =>
  route.handle({
    method: route.method,
    path: route.path,
    query: new URLSearchParams({ token: 'forged', t: 'forged' }),
    headers: { 'content-type': 'application/json', authorization: 'Bearer forged' },
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    signal: new AbortController().signal,
  });
