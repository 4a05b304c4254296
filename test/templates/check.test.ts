import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkTemplate, formatFault, templateSchema } from '../../src/templates/index.ts';
import type { JsonSchema } from '../../src/templates/schema.ts';
import { SHIPPED, small } from './folder-of.ts';

/** The example that the design of the house gives, with its follow-ups filled in. */
const DESIGNED = `
# yaml-language-server: $schema=../docs/template.schema.json
id: csat-after-support
metric: csat
languages: [tr, en]
when:
  channels: [telegram, whatsapp, slack, email, web-chat]
  tags: { any: [support] }
  min_customer_messages: 1
ask:
  delay: 45s
  expires_after: 20h
  cool_down: { same_metric: 30d, any: 24h }
  sample: 100%
  remind_after: null
questions:
  - id: score
    type: scale
    scale: { min: 1, max: 5, good: [4, 5], orientation: high_is_good }
    text:
      tr: "Size sağlanan destekten memnuniyetinizi nasıl değerlendirirsiniz?"
      en: "How satisfied are you with the support you received?"
    labels: { 1: { tr: "Hiç memnun değilim", en: "Very unsatisfied" }, 5: { tr: "Çok memnunum", en: "Very satisfied" } }
    next:
      - { if: "score <= 2", go: reason }
      - { if: "score >= 4", go: liked }
  - id: reason
    type: choice
    text: { tr: "Başlıca neden neydi?", en: "What was the main reason?" }
    choices:
      - { value: speed, label: { tr: "Çok uzun sürdü", en: "It took too long" } }
      - { value: other, label: { tr: "Başka bir neden", en: "Something else" } }
  - id: liked
    type: text
    text: { tr: "En çok neyi beğendiniz?", en: "What did you like most?" }
thanks: { tr: "Teşekkürler!", en: "Thank you!" }
actions:
  - { if: "score <= 2", open_case: true, alert: "#cx-alerts" }
`;

const warnings = (text: string): string[] => checkTemplate('x.yaml', text).warnings.map(formatFault);

describe('a template', () => {
  it('loads as the design writes it', () => {
    const { template, faults, warnings: none } = checkTemplate('csat.yaml', DESIGNED);
    expect([faults, none]).toEqual([[], []]);
    const { ask, questions } = template?.template ?? {};
    expect(ask).toEqual({
      delay: 45_000,
      expires_after: 72_000_000,
      cool_down: { same_metric: 2_592_000_000, any: 86_400_000 },
      sample: 1,
      remind_after: null,
    });
    expect(questions?.[0]).toMatchObject({ scale: { good: [4, 5], bad: [1, 2] }, labels: { 1: {}, 5: {} } });
  });

  it('has a version that only its content changes', () => {
    const version = (text: string) => checkTemplate('x.yaml', text).template?.version;
    const one = small('a', { more: 'priority: 1\nactions: []' });
    expect(version(one)).toMatch(/^[0-9a-f]{64}$/);
    expect(version(`# a comment\n${one}`)).toBe(version(one));
    expect(version(small('a', { more: 'actions: []\npriority: 1' }))).toBe(version(one));
    expect(version(small('a', { more: 'priority: 2' }))).not.toBe(version(one));
  });

  it('may use an anchor to say a text twice', () => {
    const text = small('a')
      .replace('{ en: "How was it?" }', '&text { en: "How was it?" }')
      .replace('{ en: "Thank you!" }', '*text');
    expect(checkTemplate('x.yaml', text).template?.template.thanks).toEqual({ en: 'How was it?' });
  });

  it('names an anchor that is not there', () => {
    const text = small('a').replace('{ en: "Thank you!" }', '*nobody');
    expect(checkTemplate('x.yaml', text).faults.map(formatFault)[0]).toBe(
      'x.yaml:6:9  there is no text marked &nobody above',
    );
  });
});

describe('a template that works and could be better', () => {
  it('is warned of wording that praises before it asks', () => {
    expect(warnings(small('a').replace('How was it?', 'How great was our amazing support?'))).toEqual([
      'x.yaml:5:70  questions[0].text.en  "great" suggests an answer: figures asked this way come out too good',
    ]);
    const turkish = small('a')
      .replace('[en]', '[tr]')
      .replace('en: "How was it?"', 'tr: "MÜKEMMEL hizmetimiz nasıldı?"');
    expect(warnings(turkish)[0]).toContain('"mükemmel" suggests an answer');
  });

  it('is warned of more than three questions for one person', () => {
    const more = ['a', 'b', 'c']
      .map((id) => `  - { id: ${id}, type: text, text: { en: "And?" } }\n`)
      .join('');
    expect(warnings(small('x').replace('thanks:', `${more}thanks:`))).toEqual([
      'x.yaml:4:1  questions  one person can be asked 4 questions: after 3 most people leave',
    ]);
  });

  it('is warned of texts that a channel cuts', () => {
    const choices = `  - id: why
    type: choice
    text: { en: "${'Why? '.repeat(210)}" }
    choices:
      - { value: a, label: { en: "This label has too many letters" } }
      - { value: b, label: { en: "This one is right" } }
`;
    expect(warnings(small('x').replace('thanks:', `${choices}thanks:`))).toEqual([
      'x.yaml:8:17  questions[1].text.en  the text has 1050 characters: WhatsApp shows 1024 here and the rest is cut',
      'x.yaml:10:34  questions[1].choices[0].label.en  the text has 31 characters: WhatsApp shows 24 here, the helpdesk 24 and the rest is cut',
    ]);
  });
});

describe('the schema for editors', () => {
  const docs = join(SHIPPED, '../docs/template.schema.json');

  it('is the one that is committed: run "npm run generate"', () => {
    expect(JSON.parse(readFileSync(docs, 'utf8'))).toEqual(templateSchema);
  });

  it('describes every key', () => {
    const undescribed = (schema: JsonSchema, path: string): string[] =>
      Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
        const here = `${path}.${key}`;
        const below = [value, value.items, ...(value.oneOf ?? []), ...(value.items?.oneOf ?? [])];
        return [
          ...(value.description === undefined && value.const === undefined ? [here] : []),
          ...below.flatMap((schemaBelow) => (schemaBelow ? undescribed(schemaBelow, here) : [])),
        ];
      });
    expect(undescribed(templateSchema, '')).toEqual([]);
  });
});
