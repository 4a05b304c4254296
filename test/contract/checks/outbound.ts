import fc from 'fast-check';
import { expect } from 'vitest';
import type { Capabilities } from '../../../src/model/channel.ts';
import type { OutgoingMessage } from '../../../src/model/outgoing.ts';
import type { ContractHarness } from '../harness.ts';
import { type ContractCheck, onStage, type Question, scaleQuestion, tappable } from './check.ts';

/** What the customer sees of what we send. */
export const outboundChecks: readonly ContractCheck[] = [
  {
    name: 'its abilities are there exactly where its capabilities say so',
    run: onStage(async ({ channel }, { module }) => {
      expect(channel.name).toBe(module.name);
      expect(channel.capabilities).toEqual(module.capabilities);
      expect(channel.edit !== undefined).toBe(module.capabilities.edit);
      expect(channel.reconcile !== undefined).toBe(module.capabilities.reconcile);
    }),
  },
  ...[
    { what: 'five', min: 1, max: 5 },
    { what: 'eleven', min: 0, max: 10 },
  ].map(
    ({ what, min, max }): ContractCheck => ({
      name: `a scale of ${what} arrives once, with its text and its answers in order`,
      run: onStage(async ({ stage, channel }, harness) => {
        const question = scaleQuestion('How was it? <b>&amp; *_why_*', min, max);
        const ref = await channel.send(stage.customer.address, question, 'key-1');
        await stage.sees((message) => message.text.includes(question.text));
        const shown = await stage.shown();
        expect(shown.map((message) => message.ref)).toEqual([ref]);
        if (tappable(harness, question.choices.length)) {
          expect(shown[0]?.choices).toHaveLength(question.choices.length);
          question.choices.forEach((choice, i) => {
            expect(shown[0]?.choices[i]).toContain(choice.label);
          });
        } else expect(shown[0]?.text).toContain(question.typedHint);
      }),
    }),
  ),
  {
    name: 'the rung that the core chose is the one on which it goes out, where there are several',
    applies: ({ module }) => rungsOf(module.capabilities) > 1,
    run: onStage(async ({ stage, channel }) => {
      const numbered = { rung: 'numbered', reason: 'the core says so' } as const;
      const question = scaleQuestion('How was it in numbers?', 1, 3);
      await channel.send(stage.customer.address, question, 'key-1', numbered);
      const shown = await stage.sees((message) => message.text.includes(question.text));
      expect(shown.choices).toEqual([]);
      expect(shown.text).toContain(question.typedHint);
    }),
  },
  {
    name: 'what the numbers mean can be read',
    run: onStage(async ({ stage, channel }) => {
      const plain = scaleQuestion('How was it?');
      const ends: Record<string, string> = { 1: 'Very unsatisfied', 5: 'Very satisfied' };
      const choices = plain.choices.map((choice) => ({
        ...choice,
        ...(ends[choice.label] && { meaning: ends[choice.label] }),
      }));
      await channel.send(stage.customer.address, { ...plain, choices } as Question, 'key-1');
      const shown = await stage.sees((message) => message.text.includes(plain.text));
      const all = [shown.text, ...shown.choices].join('\n');
      for (const meaning of Object.values(ends)) expect(all).toContain(meaning);
    }),
  },
  {
    name: 'a text goes out as it was written, in any script',
    run: onStage(async ({ stage, channel }) => {
      const text = 'Teşekkürler! شكرًا لك 👍🏽 <i>not markup</i> & _neither_ *this* [or](this)';
      await channel.send(stage.customer.address, { kind: 'text', language: 'tr', text }, 'key-1');
      const shown = await stage.sees((message) => message.text.includes(text));
      expect(shown.choices).toEqual([]);
    }),
  },
  {
    name: 'nothing is over the limits that it declares, however long the text and the labels',
    run: async (harness) => {
      const property = fc.asyncProperty(longQuestion, (question) => withinLimits(question)(harness));
      await fc.assert(property, { numRuns: harness.longMessages ?? 12, endOnFailure: true });
    },
  },
  {
    name: 'an edit shows the answer and takes the choices away, and the same edit again is a success',
    applies: ({ module }) => module.capabilities.edit,
    run: onStage(async ({ stage, channel }) => {
      const ref = await channel.send(stage.customer.address, scaleQuestion('How was it?'), 'key-1');
      const edited: OutgoingMessage = {
        kind: 'answered',
        language: 'en',
        text: 'How was it?',
        chosen: 'Your answer: 4',
      };
      await channel.edit?.(stage.customer.address, ref, edited);
      await channel.edit?.(stage.customer.address, ref, edited);
      const shown = await stage.sees((message) => message.text.includes('Your answer: 4'));
      expect(shown.text).toContain('How was it?');
      expect(shown.choices).toEqual([]);
      expect(await stage.shown()).toHaveLength(1);
    }),
  },
];

/** How many widgets the core can choose among. */
const rungsOf = ({ maxButtons, maxListRows, maxPollOptions }: Capabilities): number =>
  [maxButtons, maxListRows, maxPollOptions].filter((most) => most > 0).length;

/** Letters that a naive cut breaks: emoji of several code points, right-to-left, combining marks. */
const letters = fc.constantFrom('a', 'ş', 'İ', 'م', '漢', '👩‍👩‍👧', '👍🏽', 'e\u0301', ' ', '<', '&', '*');
const longText = (max: number) =>
  fc.string({ unit: letters, minLength: 1, maxLength: max, size: 'max' }).map((text) => `T${text}`);

const longQuestion: fc.Arbitrary<Question> = fc
  .record({
    text: fc.oneof(longText(6000), longText(100)),
    labels: fc.array(longText(300), { minLength: 2, maxLength: 11 }),
    layout: fc.constantFrom('scale' as const, 'choice' as const),
    hint: longText(600),
  })
  .map(({ text, labels, layout, hint }) => ({
    kind: 'question',
    language: 'en',
    text,
    layout,
    choices: labels.map((label, i) => ({ token: `t${i}`, label: `${i} ${label}`, meaning: label })),
    typedHint: hint,
  }));

const withinLimits = (question: Question) =>
  onStage(async ({ stage, channel }, harness) => {
    const { capabilities } = harness.module;
    await channel.send(stage.customer.address, question, 'key-1');
    const shown = await stage.sees(() => true);
    expect(shown.text.length).toBeLessThanOrEqual(capabilities.maxText);
    expect(shown.text.isWellFormed()).toBe(true);
    expect(shown.choices).toHaveLength(expectedChoices(harness, question));
    for (const label of shown.choices) {
      expect(label.length).toBeLessThanOrEqual(longestLabel(capabilities, shown.choices.length));
      expect(label.isWellFormed()).toBe(true);
      expect(label.trim()).not.toBe('');
    }
  });

const expectedChoices = (harness: ContractHarness, { choices }: Question): number =>
  tappable(harness, choices.length) ? choices.length : 0;

/** The longest label among the widgets that hold so many choices; a poll's is its text. */
function longestLabel(can: Capabilities, choices: number): number {
  const buttons = choices <= can.maxButtons ? can.maxButtonLabel : 0;
  const rows = choices <= can.maxListRows ? can.maxListLabel : 0;
  const poll = choices <= can.maxPollOptions ? can.maxText : 0;
  return buttons || rows ? Math.max(buttons, rows) : poll;
}
