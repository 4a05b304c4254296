import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Afterword } from '../../src/lifecycle.ts';
import { CLOSE, client, openWorld, startIn, type World } from '../support/running.ts';

let world: World;
let running: Afterword;
let api: ReturnType<typeof client>;
beforeAll(async () => {
  world = await openWorld('postgresql', '1h');
  running = await startIn(world);
  api = client(running.url ?? '');
});
afterAll(async () => {
  await running?.stop();
  await world?.dispose();
});

let person = 0;
/** The answer to a close of somebody with this handle besides their chat. */
async function close(type: string, value: string) {
  person += 1;
  const own = { id: `c-${person}`, address: { chat_id: String(7_000 + person) } };
  const contact = { id: `p-${person}`, identities: [{ type, value }] };
  const { body } = await api.post('/hooks/generic', { ...CLOSE, ...own, contact });
  return body as { decision: { ask: boolean; rule: string } };
}
const refuse = (identity: object, channel?: string) =>
  api.post('/v1/opt-outs', { identities: [identity], ...(channel && { channel }) });

describe('POST /v1/opt-outs', () => {
  it.each([
    ['email', 'Ayse@Example.COM', 'ayse@example.com'],
    ['phone', '+90 (532) 123-45-67', '00905321234567'],
    ['whatsapp', '905321110000', '+905321110000'],
  ])('holds however the %s is written', async (type, refused, told) => {
    expect((await refuse({ type, value: refused })).status).toBe(200);
    const known = type === 'whatsapp' ? 'phone' : type;
    expect((await close(known, told)).decision).toMatchObject({ ask: false, rule: 'opted_out' });
    const history = await api.get(`/v1/consents?type=${type}&value=${encodeURIComponent(refused)}`);
    expect(history.body).toMatchObject({ history: [{ kind: 'opt_out' }] });
  });

  it('takes no channel that there is not: such a refusal would never hold', async () => {
    const { status, body } = await refuse({ type: 'email', value: 'b@example.com' }, 'e-mail');
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('channel');
  });
});
