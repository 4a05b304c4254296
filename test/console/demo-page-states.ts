import type { Card } from '../../src/desk/card.ts';
import { renderCards } from '../../src/desk/render-cards.ts';
import { renderAlert } from '../../src/desk/render-case.ts';
import { deskWords } from '../../src/desk/words.ts';
import type { CaseRow } from '../../src/store/schema.ts';

/** What the page draws from, as `GET /demo/api/state` answers it. */
export interface DemoState {
  language: 'tr' | 'en';
  metric: 'csat' | 'ces' | 'nps';
  conversation: {
    id: string;
    status: 'open' | 'closed';
    messages: { id: string; from: 'customer' | 'agent' | 'survey'; text: string; at: string }[];
  };
  invitation: {
    id: string;
    state: string;
    reason: string | null;
    dueAt: string | null;
    history: { at: string; state: string; reason: string | null }[];
  } | null;
  handovers: { text: string; at: string }[];
  figures: Record<'csat' | 'ces' | 'nps', DemoFigure>;
  answers: {
    at: string;
    metric: 'csat' | 'ces' | 'nps';
    score: number;
    comment: string | null;
    language: string;
    channel?: string;
  }[];
  slack: { place: 'scores' | 'alerts'; blocks: object[] }[];
  faultyTemplates: { file: string; line: number; message: string; more: number; template: string | null }[];
}

interface DemoFigure {
  value: number | null;
  n: number;
  interval: { low: number; high: number; confidence: number; method: string } | null;
  histogram: Record<number, number>;
  funnel: Record<'eligible' | 'planned' | 'sent' | 'delivered' | 'answered' | 'complete', number>;
}

const BEGAN = Date.now() - 180_000;
const at = (seconds: number): string => new Date(BEGAN + seconds * 1000).toISOString();

const funnel = (sent: number, answered: number): DemoFigure['funnel'] => ({
  eligible: sent,
  planned: sent,
  sent,
  delivered: sent,
  answered,
  complete: answered,
});

const nothing: DemoFigure = { value: null, n: 0, interval: null, histogram: {}, funnel: funnel(0, 0) };

const figure = (
  value: number,
  [low, high]: [number, number],
  histogram: Record<number, number>,
  sent: number,
): DemoFigure => {
  const n = Object.values(histogram).reduce((sum, count) => sum + count, 0);
  const interval = { low, high, confidence: 0.95, method: 'wilson' };
  return { value, n, interval, histogram, funnel: funnel(sent, n) };
};

/** Nobody has written yet. */
export const empty: DemoState = {
  language: 'en',
  metric: 'csat',
  conversation: { id: 'c-1', status: 'open', messages: [] },
  invitation: null,
  handovers: [],
  figures: { csat: nothing, ces: nothing, nps: nothing },
  answers: [],
  slack: [],
  faultyTemplates: [],
};

const TALK = {
  en: {
    asks: 'Hello, my parcel should have come yesterday. The tracking page has not changed for three days.',
    helps:
      'I am sorry about that. It is held at the depot; I have booked a new delivery for tomorrow morning.',
    thanks: 'Tomorrow is fine, thank you!',
    question: 'How satisfied are you with the support you received?',
    low: 'Very unsatisfied',
    high: 'Very satisfied',
    chosen: 'Your answer: 5',
    liked: 'What did you like?',
    comment: 'Quick, and no copy-paste answers.',
    later: 'Fine, but it took two tries.',
    request: 'One more thing: can I change the address?',
  },
  tr: {
    asks: 'Merhaba, kargom dün gelmeliydi. Takip sayfası üç gündür değişmedi.',
    helps: 'Bunun için üzgünüm. Paketiniz depoda bekliyor; yarın sabah için yeni teslimat planladım.',
    thanks: 'Yarın olur, teşekkürler!',
    question: 'Size sağlanan destekten memnuniyetinizi nasıl değerlendirirsiniz?',
    low: 'Hiç memnun değilim',
    high: 'Çok memnunum',
    chosen: 'Yanıtınız: 5',
    liked: 'En çok neyi beğendiniz?',
    comment: 'Hızlıydı, hazır cevap da değildi.',
    later: 'İyiydi ama iki kez yazmam gerekti.',
    request: 'Bir şey daha: adresi değiştirebilir miyim?',
  },
};

export type Talk = (typeof TALK)['en'];
export const talk = (language: 'tr' | 'en'): Talk => TALK[language];

const figures: DemoState['figures'] = {
  csat: figure(83.33, [55.2, 95.3], { 2: 1, 3: 1, 4: 4, 5: 6 }, 14),
  ces: figure(4.2, [3.16, 5], { 3: 1, 4: 2, 5: 2 }, 6),
  nps: figure(42.9, [-13.4, 79.1], { 3: 1, 8: 2, 9: 1, 10: 3 }, 9),
};

const answers = (language: 'tr' | 'en'): DemoState['answers'] => [
  { at: at(150), metric: 'csat', score: 5, comment: talk(language).comment, language },
  { at: at(90), metric: 'nps', score: 8, comment: null, language },
  { at: at(60), metric: 'ces', score: 4, comment: talk(language).later, language },
  { at: at(20), metric: 'csat', score: 2, comment: null, language },
];

/** The conversation runs; earlier ones were answered. */
export function open(language: 'tr' | 'en'): DemoState {
  const { asks, helps, thanks } = talk(language);
  const messages: DemoState['conversation']['messages'] = [
    { id: '1', from: 'customer', text: asks, at: at(0) },
    { id: '2', from: 'agent', text: helps, at: at(40) },
    { id: '3', from: 'customer', text: thanks, at: at(70) },
  ];
  return {
    ...empty,
    language,
    conversation: { id: 'c-1', status: 'open', messages },
    figures,
    answers: answers(language).slice(1),
  };
}

const after = (
  before: DemoState,
  state: string,
  reason: string | null,
  history: [number, string, string | null][],
  dueAt: string | null = null,
): DemoState => ({
  ...before,
  conversation: { ...before.conversation, status: 'closed' },
  invitation: {
    id: 'i-1',
    state,
    reason,
    dueAt,
    history: history.map(([seconds, state, reason]) => ({ at: at(seconds), state, reason })),
  },
});

const ASKED: [number, string, string | null][] = [
  [100, 'planned', null],
  [101, 'asking', null],
  [101.1, 'asked', null],
  [101.3, 'delivered', null],
];

/** Just closed: the question comes at `dueAt`. */
export const planned = (language: 'tr' | 'en', dueAt: Date): DemoState =>
  after(open(language), 'planned', null, [[100, 'planned', null]], dueAt.toISOString());

/** The question stands in the chat and waits. */
export function asked(language: 'tr' | 'en'): DemoState {
  const state = after(open(language), 'delivered', null, ASKED);
  const { question } = talk(language);
  state.conversation.messages = [
    ...state.conversation.messages,
    { id: '4', from: 'survey', text: question, at: at(101) },
  ];
  return state;
}

/** Answered to the end, with a comment. */
export function answered(language: 'tr' | 'en'): DemoState {
  const history: typeof ASKED = [...ASKED, [112.4, 'answered', 'partial'], [131, 'answered', 'complete']];
  return { ...after(asked(language), 'answered', 'complete', history), answers: answers(language) };
}

/** The worst score, with these words: its card and, taken on by the agent, its alert. */
export function unhappy(language: 'tr' | 'en', said: string): DemoState {
  const words = deskWords(language);
  const card: Card = {
    ...{ invitation: 'i-1', metric: 'csat', score: 1, max: 5, band: 'bad', meaning: talk(language).low },
    ...{ complete: false, agent: 'Deniz', team: 'demo', channel: 'web-chat', customer: null },
    ...{ said: [{ kind: 'words', text: said }], language, conversation: 'c-1', link: null },
  };
  const due = new Date(BEGAN + 3_600_000);
  const row = { id: 1, status: 'claimed', claimed_by: 'preview', due_at: due } as unknown as CaseRow;
  const alert = { row: { ...NOBODY, ...row }, card, words, timezone: 'UTC', now: new Date(BEGAN) };
  const slack: DemoState['slack'] = [
    { place: 'scores', blocks: renderCards([card], words).blocks },
    { place: 'alerts', blocks: renderAlert(alert).blocks },
  ];
  return { ...answered(language), slack };
}

const NOBODY = { settled_at: null, settled_by: null, responded_at: null, recheck_sent_at: null };

/** The customer wrote something else instead of an answer. */
export function handedOver(language: 'tr' | 'en'): DemoState {
  const { request } = talk(language);
  const state = after(asked(language), 'handed_over', 'request', [...ASKED, [118, 'handed_over', 'request']]);
  state.conversation.messages = [
    ...state.conversation.messages,
    { id: '5', from: 'customer', text: request, at: at(118) },
  ];
  return { ...state, handovers: [{ text: request, at: at(118) }] };
}

/** Texts that no layout likes. */
export function long(language: 'tr' | 'en'): DemoState {
  const state = answered(language);
  const wall = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen'.repeat(3);
  const story = `${talk(language).asks} `.repeat(9).trim();
  return {
    ...state,
    conversation: {
      ...state.conversation,
      messages: [
        { id: '8', from: 'customer', text: story, at: at(0) },
        { id: '9', from: 'agent', text: `https://example.com/${wall}`, at: at(10) },
        { id: '10', from: 'customer', text: 'مرحبا، أين طلبي؟ <b>&amp;</b>', at: at(20) },
      ],
    },
    answers: [
      { at: at(1), metric: 'nps', score: 10, comment: story, language },
      { at: at(2), metric: 'csat', score: 3, comment: wall, language },
    ],
  };
}
