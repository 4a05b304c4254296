import { describe, expect, it } from 'vitest';
import { renderMessage } from '../../channels/telegram/render.ts';
import { render } from '../../channels/web-chat/render.ts';
import { fillVariables, holesIn } from '../../src/model/variables.ts';

const known = { 'agent.name': 'Deniz', 'contact.name': 'Ayşe', 'conversation.id': 'c-1' } as const;

describe('a text with holes', () => {
  it.each([
    ['Hello {contact.name|there}, how was {agent.name}?', known, 'Hello Ayşe, how was Deniz?'],
    ['Hello {contact.name|there}!', {}, 'Hello there!'],
    ['Merhaba {contact.name}, nasıldı?', {}, 'Merhaba, nasıldı?'],
    ['{contact.name}, how was it?', {}, 'how was it?'],
    ['Number {conversation.id}', known, 'Number c-1'],
    ['{ contact.name }', known, 'Ayşe'],
    ['{contact.name|}', {}, ''],
    ['{unknown} stays', known, '{unknown} stays'],
  ])('%s is filled', (text, values, filled) => {
    expect(fillVariables(text, values)).toBe(filled);
  });

  it('is filled once: a name that looks like a hole is a name', () => {
    expect(fillVariables('{contact.name}', { ...known, 'contact.name': '{agent.name}' })).toBe(
      '{agent.name}',
    );
    expect(fillVariables('Hi {contact.name|x}', { 'contact.name': '$& $1 {x|y}' })).toBe('Hi $& $1 {x|y}');
  });

  it('keeps a name on one line, of a length that leaves room, and without marks that turn the text round', () => {
    const filled = fillVariables('{contact.name}', {
      'contact.name': ` A\n\n‮B\u0000\u200bC${'x'.repeat(500)}`,
    });
    expect(filled).toMatch(/^A B C?/);
    expect(filled).not.toMatch(/[\p{Cc}\p{Cf}\n]/u);
    expect(filled.length).toBeLessThanOrEqual(60);
  });

  it('says where each hole stands', () => {
    expect(holesIn('a {agent.name} b {x|y}')).toEqual([
      { offset: 2, written: '{agent.name}', name: 'agent.name', fallback: null },
      { offset: 17, written: '{x|y}', name: 'x', fallback: 'y' },
    ]);
  });
});

describe('a hostile name', () => {
  const hostile = '<b>*_[x](tg://user?id=1)_*</b><script>alert(1)</script> &amp; {agent.name}';

  it.each([
    ['telegram', (text: string) => renderMessage({ kind: 'text', language: 'en', text })],
    ['web chat', (text: string) => render({ kind: 'text', language: 'en', text })],
  ])('reaches %s as plain text, letter by letter, with nothing that would interpret it', (_, rendered) => {
    const text = fillVariables('Hello {contact.name|there}!', { 'contact.name': hostile });
    const shown = rendered(text);
    expect(shown.text).toBe(text);
    expect(text).toContain('<b>*_[x](tg://user?id=1)_*</b>');
    expect(Object.keys(shown)).not.toContain('parse_mode');
    expect(Object.keys(shown)).not.toContain('html');
  });
});
