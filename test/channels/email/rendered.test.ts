import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { capabilities } from '../../../channels/email/capabilities.ts';
import { preview } from '../../../channels/email/preview.ts';
import { FOOTER_RULE, renderMail } from '../../../channels/email/render.ts';
import { compose } from '../../../src/app/compose.ts';
import type { OutgoingMessage } from '../../../src/model/outgoing.ts';
import { checkTemplate } from '../../../src/templates/index.ts';
import { testContext } from '../../contract/context.ts';
import { inWords, nps, type Question, reason } from './stage.ts';

const { words } = testContext();
const links = {
  rate: (i: number | null) => `https://survey.acme.example/channels/email/rate?t=${i ?? ''}`,
  unsubscribe: 'https://survey.acme.example/channels/email/unsubscribe?t=',
};
const of = (message: Question, withLinks = true) =>
  renderMail(message, words(message.language), withLinks ? links : null);

const rendered = (name: string) => path.join(import.meta.dirname, 'rendered', `${name}.txt`);

/** The score question of a ready-made template, as the core composes it. */
async function shipped(file: string, language: string): Promise<OutgoingMessage> {
  const text = await readFile(path.join(import.meta.dirname, '../../../templates/library', file), 'utf8');
  const { template: version } = checkTemplate(file, text);
  if (version === null) throw new Error(`${file} is faulty`);
  const sign = (question: number, choice: number) => `${question}.${choice}`;
  return compose(
    { purpose: 'question', question: 'score' },
    { template: version.template, words: words(language), language, sign },
  );
}

const METRICS = { csat: 'support-csat.yaml', ces: 'support-ces.yaml', nps: 'transactional-nps.yaml' };

describe('the ready-made questions', () => {
  it.each(
    Object.entries(METRICS).flatMap(([metric, file]) =>
      ['tr', 'en', 'ar'].map((language) => ({ metric, file, language })),
    ),
  )('$metric in $language, as a mail', async ({ metric, file, language }) => {
    const { text, html } = renderMail(await shipped(file, language), words(language), links);
    await expect(text).toMatchFileSnapshot(rendered(`${metric}.${language}`));
    const buttons = [...html.matchAll(/href="[^"]*rate\?t=\d+"/g)];
    expect(buttons).toHaveLength(metric === 'nps' ? 11 : 5);
  });
});

describe('a mail without HTML', () => {
  it.each(Object.entries({ reason, inWords }))('%s says everything', async (name, message) => {
    await expect(of(message).text).toMatchFileSnapshot(rendered(`${name}.${message.language}`));
  });
});

describe('a mail where no page can be reached', () => {
  it('lists the choices by number and asks for a reply', () => {
    const { text, html } = of(reason, false);
    for (const body of [text, html]) {
      expect(body).toContain('2. It took too long');
      expect(body).not.toContain('http');
    }
  });
});

it('a mail with the most and longest of everything is within its limits', () => {
  const long = 'ü'.repeat(300);
  const choices = Array.from({ length: capabilities.maxButtons }, (_, i) => ({
    token: `t${i}`,
    label: long,
    meaning: `${i}${long}`,
  }));
  for (const layout of ['scale', 'choice'] as const) {
    const { text } = of({ ...reason, layout, text: 'ü'.repeat(9_000), typedHint: long, choices });
    expect(text.slice(0, text.indexOf(FOOTER_RULE)).length).toBeLessThanOrEqual(capabilities.maxText);
  }
});

describe('the preview of a mail', () => {
  it('has the buttons in the rows in which a phone shows them, and the meanings below', () => {
    expect(preview(nps)).toEqual([
      { type: 'text', text: nps.text },
      {
        type: 'buttons',
        rows: [
          ['0', '1', '2', '3', '4', '5'],
          ['6', '7', '8', '9', '10'],
        ],
        place: 'within',
        overflow: 'wrap',
      },
      { type: 'text', text: `0 – غير محتمل إطلاقًا\n10 – محتمل جدًا\n${nps.typedHint}` },
    ]);
  });

  it('of a text is the text', () => {
    expect(preview({ kind: 'text', language: 'en', text: 'Thanks!' })).toEqual([
      { type: 'text', text: 'Thanks!' },
    ]);
  });
});
