import { DEFAULT_ASKING_POLICY } from '../../src/model/asking-policy.ts';
import { ConversationClosed } from '../../src/model/conversation.ts';
import { Template, type TemplateVersion } from '../../src/model/template.ts';
import { NOBODY_KNOWN, type PlanningFacts } from '../../src/planning/index.ts';

export const NOW = new Date('2026-11-22T10:00:00Z');

/** A template with one question; its version is its id. */
export const version = (id: string, more: object = {}): TemplateVersion => ({
  version: id,
  template: Template.parse({
    id,
    metric: 'csat',
    languages: ['en'],
    questions: [{ id: 'score', type: 'scale', scale: { min: 1, max: 5 }, text: { en: '?' } }],
    thanks: { en: '!' },
    ...more,
  }),
});

/** A close of somebody of whom nothing is known, where nothing speaks against asking. */
export const facts = (close: object = {}, more: Partial<PlanningFacts> = {}): PlanningFacts => ({
  now: NOW,
  close: ConversationClosed.parse({
    event: 'conversation.closed',
    id: 'c-1',
    source: 'test',
    channel: 'telegram',
    address: { chat_id: '1' },
    ...close,
  }),
  personKey: 'contact-1',
  person: NOBODY_KNOWN,
  about: { earlier: null, skipped: null },
  place: { windowClosesAt: null, templateOutsideWindow: false },
  policy: { ...DEFAULT_ASKING_POLICY, floor: 0 },
  ...more,
});
