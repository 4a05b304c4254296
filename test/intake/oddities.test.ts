import { describe, expect, it } from 'vitest';
import { intakeSources } from '../../src/intake/registry.ts';
import type { HookReading, IntakeSource, RawHook } from '../../src/intake/source.ts';
import { deliveryId } from '../../src/intake/values.ts';
import { type Case, cases } from './cases.ts';

const RECEIVED = new Date('2026-11-22T09:29:30Z');

const caseOf = (wanted: string): Case => {
  const found = cases.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`there is no case "${wanted}"`);
  return found;
};

const sourceOf = (name: string): IntakeSource => {
  const found = intakeSources.find((source) => source.name === name);
  if (found === undefined) throw new Error(`${name} is not registered`);
  return found;
};

function read({ signer, api }: Case, payload: unknown): HookReading {
  const source = sourceOf(signer.source);
  const settings = source.settings.parse({
    ...signer.settings,
    ...Object.fromEntries(
      Object.entries(api).map(([name, value]) => [name, value.replace('{api}', 'https://a.example')]),
    ),
  });
  const channels = new Set(['email', 'telegram', 'whatsapp-cloud', 'helpdesk']);
  return source.read(payload, {
    settings,
    receivedAt: RECEIVED,
    channels,
    canLookUp: false,
    looked: new Map(),
  });
}

/** The close of a case with some of its words replaced. */
const closed = (one: Case, words: Readonly<Record<string, string>>): unknown =>
  JSON.parse(Object.entries(words).reduce((body, [from, to]) => body.replaceAll(from, to), one.closed));

describe('a hook', () => {
  it('with an id of a book is cut to the same id in close and reopening', () => {
    const one = caseOf('zendesk');
    const long = `${one.conversation}-${'x'.repeat(10_000)}`;
    const ids = [one.closed, one.reopened ?? ''].map((body) => {
      const reading = read(one, JSON.parse(body.replaceAll(one.conversation, long)));
      if (reading.kind === 'closed') return reading.close.id;
      return 'id' in reading ? reading.id : reading.kind;
    });
    expect(ids).toEqual([long.slice(0, 200), long.slice(0, 200)]);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'closed by somebody of the kind "%s" is one of whom that is not known',
    (kind) => {
      const rule = read(
        caseOf('front-rule'),
        closed(caseOf('front-rule'), { '"type": "rule"': `"type": "${kind}"` }),
      );
      expect(rule).toMatchObject({ kind: 'closed' });
      const part = closed(caseOf('intercom'), { '"type": "admin"': `"type": "${kind}"` });
      expect(read(caseOf('intercom'), part)).toMatchObject({ kind: 'closed' });
    },
  );

  it('whose header with the id of the delivery is empty is known by its content', () => {
    const body = Buffer.from('{}');
    expect(deliveryId('', body)).toBe(deliveryId(undefined, body));
    const hook = (text: string): RawHook => ({
      method: 'POST',
      url: 'https://survey.example.com/hooks/chatwoot',
      query: new URLSearchParams(),
      headers: { 'x-chatwoot-delivery': '' },
      body: Buffer.from(text),
    });
    const [one, other] = ['{"id":1}', '{"id":2}'].map(
      (text) => sourceOf('chatwoot').deliveries(JSON.parse(text), hook(text))[0]?.id,
    );
    expect(one).not.toBe(other);
  });
});

describe('a room of Rocket.Chat', () => {
  const one = caseOf('rocket-chat');
  const session = JSON.parse(one.closed);
  const lastOf = (messages: object[]) => {
    const reading = read(one, { ...session, messages });
    return reading.kind === 'closed' ? reading.close.last_customer_message_at?.toISOString() : reading.kind;
  };

  it('was last written in by its customer when they wrote, and not when the agent did', () => {
    const theirs = { username: 'guest-4', msg: 'hi', ts: '2026-11-22T09:16:41.000Z' };
    const ours = {
      username: 'deniz',
      agentId: 'Er6kCGkMECeQgZ9Le',
      msg: 'bye',
      ts: '2026-11-22T09:28:00.000Z',
    };
    expect(lastOf([theirs, ours])).toBe('2026-11-22T09:16:41.000Z');
    expect(lastOf([ours])).toBeUndefined();
  });
});
