import { describe, expect, it } from 'vitest';
import { answersOf, type Composition, compose, composeAnswered } from '../../src/app/compose.ts';
import { Template } from '../../src/model/template.ts';
import { loadTemplates } from '../../src/templates/index.ts';
import { SHIPPED } from '../templates/folder-of.ts';

const template = Template.parse({
  id: 'composed',
  metric: 'csat',
  languages: ['en'],
  questions: [
    { id: 'score', type: 'scale', scale: { min: 1, max: 5 }, text: { en: 'How was {agent.name|it}?' } },
    {
      id: 'reasons',
      type: 'choice',
      multiple: true,
      optional: true,
      text: { en: 'Why?' },
      choices: [
        { value: 'a', label: { en: 'First' } },
        { value: 'b', label: { en: 'Second' } },
      ],
    },
  ],
  thanks: { en: 'Thanks, {contact.name|friend}.' },
  actions: [
    { review: { url: 'https://example.com/r', text: { en: '{contact.name|You}, tell others:' } } },
    { tag: 'x' },
  ],
});

const words = (await loadTemplates(SHIPPED)).words.get('en');
if (words === undefined) throw new Error('there are no English words');
const around = (more: Partial<Composition> = {}): Composition => ({
  template,
  words,
  language: 'en',
  sign: (question, choice) => `${question}.${choice}`,
  ...more,
});
const ask = (question: string, more?: Partial<Composition>) => {
  const message = compose({ purpose: 'question', question }, around(more));
  if (message.kind !== 'question') throw new Error('no question');
  return message;
};

describe('a question that takes several answers', () => {
  it('shows its choices and how to pass it by, and the end of the list once something is marked', () => {
    expect(ask('reasons').choices).toEqual([
      { token: '1.0', label: 'First' },
      { token: '1.1', label: 'Second' },
      { token: '1.3', label: 'Skip' },
    ]);
    expect(ask('reasons', { picked: ['b'] }).choices.map(({ label }) => label)).toEqual([
      'First',
      '✓ Second',
      'Done',
      'Skip',
    ]);
    expect(ask('reasons').text).toBe('Why?\n\nYou can choose more than one.');
  });

  it('is answered by typing where a message cannot be edited to show marks', () => {
    const { text, choices, typedHint } = ask('reasons', { editable: false });
    expect(text).toBe(`Why?\n\n1. First\n2. Second\n\n${words.type_choices}`);
    expect(choices.map(({ label }) => label)).toEqual(['Skip']);
    expect(typedHint).toBe(words.type_choices);
  });

  it('shows all that was chosen once it is answered', () => {
    const question = template.questions[1];
    if (question === undefined) throw new Error('no question');
    expect(answersOf(question)).toHaveLength(4);
    const answered = composeAnswered(question, { choices: ['a', 'b'] }, around());
    expect(answered).toMatchObject({ text: 'Why?', chosen: 'Your answer: First, Second' });
  });
});

describe('a scale of two whose answers have words', () => {
  const yesNo = (labels: object) =>
    Template.parse({
      id: 'yes-or-no',
      metric: 'csat',
      languages: ['en'],
      thanks: { en: 'Thanks.' },
      questions: [
        {
          id: 'score',
          type: 'scale',
          scale: { min: 1, max: 2, good: [1], orientation: 'low_is_good' },
          text: { en: 'Solved?' },
          labels,
        },
      ],
    });
  const both = yesNo({ 1: { en: 'Yes' }, 2: { en: 'No' } });

  it('has the words on its buttons, is typed like a choice, and shows the word once it is answered', () => {
    const { choices, layout, typedHint } = ask('score', { template: both });
    expect(choices).toEqual([
      { token: '0.0', label: 'Yes' },
      { token: '0.1', label: 'No' },
    ]);
    expect([layout, typedHint]).toEqual(['choice', words.type_a_choice]);
    const again = compose({ purpose: 'ask_again', question: 'score' }, around({ template: both }));
    expect(again).toMatchObject({ text: `${words.ask_again_choice}\n\nSolved?` });
    const [question] = both.questions;
    if (question === undefined) throw new Error('no question');
    expect(composeAnswered(question, { score: 1 }, around())).toMatchObject({ chosen: 'Your answer: Yes' });
  });

  it('stays a scale of numbers where a word is missing', () => {
    const { choices, layout } = ask('score', { template: yesNo({ 1: { en: 'Yes' } }) });
    expect([choices[0]?.label, layout]).toEqual(['1', 'scale']);
  });
});

describe('holes in texts', () => {
  const variables = { 'agent.name': 'Deniz', 'contact.name': 'Ayşe' };

  it('are filled in questions, in the answered question, in thanks and in invitations to a review', () => {
    expect(ask('score', { variables }).text).toBe('How was Deniz?');
    expect(ask('score', { variables: {} }).text).toBe('How was it?');
    const question = template.questions[0];
    if (question === undefined) throw new Error('no question');
    expect(composeAnswered(question, { score: 4 }, around({ variables }))).toMatchObject({
      text: 'How was Deniz?',
    });
    expect(compose({ purpose: 'thanks' }, around({ variables }))).toMatchObject({
      text: 'Thanks, Ayşe.\n\nAyşe, tell others:\nhttps://example.com/r',
    });
  });

  it('stay for whoever draws a text without a customer', () => {
    expect(ask('score').text).toBe('How was {agent.name|it}?');
  });
});
