import type { IncomingEvent } from '../../src/model/incoming.ts';
import type { HelpdeskName } from './address.ts';
import type { Heard } from './desk.ts';

/** What a customer said, as an event in the conversation in which they were asked. */
export function toEvent(
  helpdesk: HelpdeskName,
  { customer, eventId, at, said }: Heard,
  conversation: string,
): IncomingEvent {
  const common = {
    channel: 'helpdesk',
    eventId: `${helpdesk}-${eventId}`.slice(0, 300),
    address: { helpdesk, conversation },
    at,
    sender: {
      type: 'helpdesk',
      value: `${helpdesk}:${customer.id}`.slice(0, 320),
      ...(customer.name && { name: customer.name }),
    },
  };
  if ('token' in said) return { ...common, kind: 'choice', token: said.token };
  return { ...common, kind: 'text', text: said.text };
}
