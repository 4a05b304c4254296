import { en } from './words-en.ts';
import { tr } from './words-tr.ts';

export type Band = 'good' | 'neutral' | 'bad';

/** Everything that the desk says to agents by itself. */
export interface DeskWords {
  locale: string;
  bands: Record<Band, string>;
  outOf(score: number, max: number): string;
  withdrawn: string;
  agent: string;
  team: string;
  channel: string;
  customer: string;
  answeredIn(language: string): string;
  conversation: string;
  open: string;
  stillAnswering: string;
  several(count: number, bad: number): string;
  alert: {
    title: string;
    claim: string;
    reply: string;
    resolve: string;
    notOurs: string;
    dueBy(when: string): string;
    overdue(when: string): string;
    claimedBy(user: string): string;
    resolvedBy(user: string, cause: string): string;
    notOursBy(user: string): string;
    recheckAsked: string;
    recovered: string;
    notRecovered: string;
    escalated(lead: string): string;
    escalatedToAll: string;
  };
  templates: {
    faulty(file: string): string;
    place(line: number, fault: string): string;
    more(count: number): string;
    lastGood(template: string): string;
    nothing: string;
    next: string;
    mended(file: string): string;
  };
  replyModal: { title: string; send: string; cancel: string; label: string; hint: string };
  resolveModal: {
    title: string;
    send: string;
    cause: string;
    note: string;
    recheck: string;
    recheckYes: string;
  };
  notOursModal: { title: string; send: string; reason: string };
  notes: {
    replied(user: string): string;
    delivered: string;
    notDelivered(code: string): string;
    customerSays: string;
    reopened: string;
  };
  answers: {
    claimedByOther(user: string): string;
    settled: string;
    noRight: string;
    empty: string;
    tooOld: string;
    failed: string;
    noCase: string;
  };
  causes: readonly { value: string; label: string }[];
  /** Said to the customer once a case is resolved. */
  recheckQuestion(language: string): string;
}

export const deskWords = (language: 'en' | 'tr'): DeskWords => (language === 'tr' ? tr : en);

/** What customers are asked after a recovery, in their own language. */
const RECHECK: Readonly<Record<string, string>> = {
  en: 'Is it solved now? Please answer with yes or no.',
  tr: 'Sorununuz şimdi çözüldü mü? Lütfen evet ya da hayır yazın.',
  de: 'Ist es jetzt gelöst? Bitte antworten Sie mit ja oder nein.',
  ar: 'هل حُلّت المشكلة الآن؟ يرجى الإجابة بنعم أو لا.',
  ru: 'Теперь проблема решена? Ответьте, пожалуйста, да или нет.',
  es: '¿Está resuelto ahora? Responda sí o no, por favor.',
  fr: 'Est-ce résolu maintenant ? Répondez par oui ou par non, s’il vous plaît.',
};

/** A function and no constant: the files of the languages take it while this one is still being loaded. */
export function recheckQuestion(language: string): string {
  return RECHECK[language.split('-')[0] ?? 'en'] ?? RECHECK.en ?? '';
}
