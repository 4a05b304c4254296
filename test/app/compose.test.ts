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
