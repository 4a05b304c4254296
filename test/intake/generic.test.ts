import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGenericHook } from '../../src/intake/generic.ts';
import { AfterwordError } from '../../src/model/errors.ts';

const NOW = new Date('2026-11-22T10:00:00Z');

const CLOSED = {
  event: 'conversation.closed',
  id: 'c-1001',
  source: 'my-helpdesk',
  channel: 'telegram',
  address: { chat_id: '4242' },
  contact: {
    id: 'u-77',
    name: 'Ayşe',
    language: 'tr',
    identities: [
      { type: 'telegram', value: '4242' },
      { type: 'email', value: 'a@example.com' },
    ],
    attributes: { plan: 'pro' },
    first_seen_at: '2026-01-05T10:00:00Z',
  },
  agent: { id: 'ag-5', name: 'Deniz', team: 'billing' },
  tags: ['support'],
  opened_at: '2026-11-22T09:00:00Z',
  first_response_at: '2026-11-22T09:01:00Z',
  closed_at: '2026-11-22T09:20:00Z',
  last_customer_message_at: '2026-11-22T09:19:00Z',
  handle_seconds: 310,
  customer_messages: 4,
  closed_by: 'agent',
};

const faultsOf = (body: unknown) => {
  try {
    parseGenericHook(body, NOW);
  } catch (error) {
    if (error instanceof AfterwordError) return error.faults.map((fault) => fault.path);
    throw error;
  }
  return [];
};

describe('the generic hook', () => {
  it('takes the documented form whole', () => {
    expect(parseGenericHook(CLOSED, NOW)).toMatchObject({
      id: 'c-1001',
      closed_at: new Date('2026-11-22T09:20:00Z'),
    });
  });

  it('needs no more than which conversation, where, and on which channel', () => {
    const { event, id, source, channel, address } = CLOSED;
    expect(parseGenericHook({ event, id, source, channel, address }, NOW)).toMatchObject({ tags: [] });
    expect(parseGenericHook({ event: 'conversation.reopened', id, source }, NOW)).toMatchObject({ id });
  });

  it('names every fault with its path, all at once', () => {
    expect(
      faultsOf({
        ...CLOSED,
        id: '',
        closed_at: 'yesterday',
        customer_messages: -1,
        colour: 'red',
        contact: { ...CLOSED.contact, identities: [{ type: 'telegram' }], nick: 'x' },
      }).sort(),
    ).toEqual([
      'closed_at',
      'colour',
      'contact.identities[0].value',
      'contact.nick',
      'customer_messages',
      'id',
    ]);
  });

  it('names the events it knows', () => {
    expect(faultsOf({ ...CLOSED, event: 'conversation.ended' })).toEqual(['event']);
    expect(faultsOf({ ...CLOSED, event: 'conversation.ended', tags: 'x' })).toEqual(['event', 'tags']);
    expect(faultsOf([])).toEqual(['(body)']);
  });

  it.each([
    null,
    0,
    5,
    '5',
    true,
    '',
    '2026-11-22',
    '2026-11-22T09:20:00',
    '+275000-01-01T00:00:00Z',
    '1970-01-01T00:00:00Z',
  ])('takes no time but an instant of our days: %j', (time) => {
    const contact = { ...CLOSED.contact, first_seen_at: time };
    expect(faultsOf({ ...CLOSED, contact, opened_at: time, closed_at: time }).sort()).toEqual([
      'closed_at',
      'contact.first_seen_at',
      'opened_at',
    ]);
  });

  it('reads the offset of a time', () => {
    const hook = parseGenericHook({ ...CLOSED, closed_at: '2026-11-22T12:20:00+03:00' }, NOW);
    expect(hook).toMatchObject({ closed_at: new Date('2026-11-22T09:20:00Z') });
  });

  it('takes a close that is ahead by a wrong clock, and none of next week', () => {
    expect(faultsOf({ ...CLOSED, closed_at: '2026-11-23T09:00:00Z' })).toEqual([]);
    expect(faultsOf({ ...CLOSED, closed_at: '2026-11-29T09:00:00Z' })).toEqual(['closed_at']);
  });

  it.each(['a\0b', 'a\ud800'])('names each text that no database keeps: %j', (text) => {
    const contact = { ...CLOSED.contact, name: text, attributes: { plan: text } };
    const agent = { id: 'ag-5', team: text };
    expect(
      faultsOf({ ...CLOSED, id: text, address: { chat_id: text }, contact, agent, tags: [text] }).sort(),
    ).toEqual(['address.chat_id', 'agent.team', 'contact.attributes.plan', 'contact.name', 'id', 'tags[0]']);
    expect(faultsOf({ ...CLOSED, address: { [text]: '1' } })).toEqual([`address.${text}`]);
  });

  it('takes no more than can be counted, and no work of longer than ten years', () => {
    expect(faultsOf({ ...CLOSED, customer_messages: 2 ** 31, handle_seconds: 1e9 }).sort()).toEqual([
      'customer_messages',
      'handle_seconds',
    ]);
  });

  it('never fails otherwise, whatever JSON it is given', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void faultsOf(value)));
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(CLOSED)), fc.jsonValue(), (key, value) => {
        faultsOf({ ...CLOSED, [key]: value });
      }),
    );
  });
});
