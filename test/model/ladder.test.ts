import { describe, expect, it } from 'vitest';
import { type Capabilities, defaultCapabilities } from '../../src/model/channel.ts';
import { chooseRung } from '../../src/model/ladder.ts';
import type { OutgoingMessage } from '../../src/model/outgoing.ts';

const question = (...labels: string[]): OutgoingMessage => ({
  kind: 'question',
  language: 'en',
  text: 'How was it?',
  layout: 'scale',
  choices: labels.map((label) => ({ token: label, label })),
  typedHint: '',
});
const numbers = (count: number) => question(...Array.from({ length: count }, (_, i) => String(i)));
const can = (more: Partial<Capabilities>): Capabilities => ({ ...defaultCapabilities, ...more });
const whatsapp = can({ maxButtons: 3, maxButtonLabel: 20, maxListRows: 10, maxListLabel: 24 });

describe('the send ladder', () => {
  it.each([
    ['buttons while they are enough', numbers(3), whatsapp, 'buttons'],
    ['a list where buttons are too few', numbers(5), whatsapp, 'list'],
    ['numbered lines where the list is too short', numbers(11), whatsapp, 'numbered'],
    ['a poll where there is one', numbers(11), can({ maxPollOptions: 12 }), 'poll'],
    ['numbered lines where nothing can be tapped', numbers(5), can({}), 'numbered'],
    ['a list where it cuts less of a label', question('a', 'x'.repeat(23)), whatsapp, 'list'],
    ['plain text where there is nothing to choose', question(), whatsapp, 'plain'],
  ] as const)('takes %s', (_, message, capabilities, rung) => {
    expect(chooseRung(message, capabilities)?.rung).toBe(rung);
  });

  it('needs an approved template once the window is closed, and has nothing without one', () => {
    expect(chooseRung(numbers(3), whatsapp, { open: false })).toBeNull();
    const business = can({ ...whatsapp, templateOutsideWindow: true });
    expect(chooseRung(numbers(3), business, { open: false })?.rung).toBe('template');
  });
});
