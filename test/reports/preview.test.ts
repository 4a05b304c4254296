import { describe, expect, it } from 'vitest';
import type { PreviewBlock } from '../../src/model/preview.ts';
import { drawPreview, previewPage, type TemplatePreview } from '../../src/reports/preview.ts';

const survey = (...blocks: PreviewBlock[]): TemplatePreview => ({
  template: 'csat',
  language: 'en',
  variant: null,
  channels: [{ channel: 'chat', screens: [{ title: 'score · scale', blocks }] }],
});

/** The lines of the one message, without headings. */
const message = (...blocks: PreviewBlock[]): string[] =>
  drawPreview(survey(...blocks))
    .split('\n')
    .slice(5, -1);

const buttons = (
  rows: string[][],
  { place = 'within', overflow = 'wrap' }: Partial<Extract<PreviewBlock, { type: 'buttons' }>> = {},
): PreviewBlock => ({ type: 'buttons', rows, place, overflow });

describe('a preview in the terminal', () => {
  it('breaks a text into lines and keeps its paragraphs', () => {
    expect(
      message({ type: 'text', text: `How satisfied are you with the support you received?\n\n1 – Bad` }),
    ).toEqual([
      '╭──────────────────────────────────────────╮',
      '│ How satisfied are you with the support   │',
      '│ you received?                            │',
      '│                                          │',
      '│ 1 – Bad                                  │',
      '╰──────────────────────────────────────────╯',
    ]);
  });

  it('draws rows of buttons below the bubble, and cuts a label where the app would', () => {
    const rows = [['1', '2', '3'], ['A label that is far longer than a button of this width']];
    expect(message({ type: 'text', text: 'Hi' }, buttons(rows, { place: 'below', overflow: 'cut' }))).toEqual(
      [
        '╭──────────────────────────────────────────╮',
        '│ Hi                                       │',
        '╰──────────────────────────────────────────╯',
        '┌──────────────┬─────────────┬─────────────┐',
        '│      1       │      2      │      3      │',
        '└──────────────┴─────────────┴─────────────┘',
        '┌──────────────────────────────────────────┐',
        '│ A label that is far longer than a butto… │',
        '└──────────────────────────────────────────┘',
      ],
    );
  });

  it('draws buttons within the bubble, wraps their labels, and leaves free places free', () => {
    expect(
      message(
        buttons([
          ['one', 'two', 'three'],
          ['a label of words', '', ''],
        ]),
      ),
    ).toEqual([
      '╭──────────────────────────────────────────╮',
      '│ ┌────────────┬────────────┬────────────┐ │',
      '│ │    one     │    two     │   three    │ │',
      '│ └────────────┴────────────┴────────────┘ │',
      '│ ┌────────────┐                           │',
      '│ │ a label of │                           │',
      '│ │   words    │                           │',
      '│ └────────────┘                           │',
      '╰──────────────────────────────────────────╯',
    ]);
  });

  it('draws lists, polls, what was chosen and small print', () => {
    const drawn = message(
      { type: 'list', button: 'Choose', rows: [{ title: 'One', description: 'the first' }] },
      { type: 'poll', options: ['Yes', 'No'] },
      { type: 'chosen', text: 'Your answer: 4' },
      { type: 'footnote', parts: ['1 = Bad', '5 = Good'] },
    ).join('\n');
    expect(drawn).toContain('☰ Choose');
    expect(drawn).toContain('│ ○ One                                    │\n│   the first ');
    expect(drawn).toContain('│ ○ Yes                                    │\n│ ○ No ');
    expect(drawn).toContain('● Your answer: 4');
    expect(drawn).toContain('│ 1 = Bad                         5 = Good │');
  });

  it('keeps its edges straight with emoji, accents and other scripts', () => {
    const [, line = ''] = message({ type: 'text', text: '⭐ راضٍ جدًا, héllo 你好' });
    const seen = [...new Intl.Segmenter('en').segment(line)].length;
    // Three of them take two columns each.
    expect(seen).toBe(44 - 3);
  });

  it('says so where a channel has no preview', () => {
    const none = { ...survey(), channels: [{ channel: 'fax', screens: null }] };
    expect(drawPreview(none)).toContain('This channel has no preview.');
    expect(previewPage(none)).toContain('This channel has no preview.');
  });
});

describe('a preview as a page', () => {
  it('escapes whatever stands in a template', () => {
    const wild = `<script>alert("1")</script> & 'more'`;
    const page = previewPage({
      template: 'csat',
      language: 'en',
      variant: null,
      channels: [
        {
          channel: wild,
          screens: [
            {
              title: wild,
              blocks: [
                { type: 'text', text: wild },
                buttons([[wild]]),
                { type: 'list', button: wild, rows: [{ title: wild, description: wild }] },
                { type: 'poll', options: [wild] },
                { type: 'chosen', text: wild },
                { type: 'footnote', parts: [wild] },
              ],
            },
          ],
        },
      ],
    });
    expect(page).not.toContain('<script');
    expect(page.split('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;')).toHaveLength(
      11,
    );
  });

  it('runs no script and loads nothing, in light and dark', () => {
    const page = previewPage(survey({ type: 'text', text: 'Hi' }));
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<script|<link|url\(|https?:/);
    expect(page).toContain('color-scheme: light dark');
  });

  it('keeps a row for one message, also where a channel lacks one', () => {
    const screen = (title: string, text: string) => ({ title, blocks: [{ type: 'text', text } as const] });
    const page = previewPage({
      ...survey(),
      channels: [
        { channel: 'a', screens: [screen('score', 'a1'), screen('thanks', 'a3')] },
        { channel: 'b', screens: [screen('score', 'b1'), screen('marked', 'b2'), screen('thanks', 'b3')] },
      ],
    });
    const order = [...page.matchAll(/<h3>\w+<\/h3>|>([ab]\d)</g)].map(([all, text]) => text ?? all);
    expect(order).toEqual([
      '<h3>score</h3>',
      'a1',
      'b1',
      '<h3>marked</h3>',
      'b2',
      '<h3>thanks</h3>',
      'a3',
      'b3',
    ]);
  });

  it('writes Arabic from right to left', () => {
    const page = previewPage({ ...survey({ type: 'text', text: 'شكرًا' }), language: 'ar' });
    expect(page).toContain('lang="ar" dir="rtl"');
  });
});
