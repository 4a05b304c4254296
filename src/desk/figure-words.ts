import type { Period } from './scores.ts';

/** What the desk says around figures. */
export interface FigureWords {
  locale: string;
  periods: Record<Period, string>;
  noAnswers: string;
  answers(n: string): string;
  between(low: string, high: string): string;
  before(value: string, n: string): string;
  noneBefore: string;
  clear: string;
  chance: string;
  funnel(asked: string, answered: string, complete: string, rate: string): string;
  title(period: string): string;
  of: { team: string; agent: string; channel: string; template: string; everybody: string; me: string };
  trend(metric: string, period: string): string;
  alarm(before: string, after: string, since: string): string;
  sure(confidence: string, before: string, after: string): string;
  cases(open: string, resolved: string): string;
  recovered(share: string, n: string): string;
  commands: {
    scoresUsage: string;
    notYours: string;
    whoAreYou: string;
    whyUsage: string;
    skipUsage: string;
    skipped: string;
    skipNoted: string;
    skipTooLate: string;
    caseUsage: string;
    noCases: string;
    notFound: string;
    openCases: string;
    failed: string;
  };
  home: {
    title: string;
    whose: string;
    period: string;
    light: string;
    dark: string;
    own: string;
    team: string;
    all: string;
    cases: string;
    updated(when: string): string;
  };
  digest: {
    daily(date: string): string;
    weekly(date: string): string;
    best: string;
    reasons: string;
    openCases: string;
    nothing: string;
  };
}

const en: FigureWords = {
  locale: 'en',
  periods: {
    '1d': 'the last day',
    '7d': 'the last 7 days',
    '30d': 'the last 30 days',
    quarter: 'the last 13 weeks',
  },
  noAnswers: 'nobody answered',
  answers: (n) => `n = ${n}`,
  between: (low, high) => `95 %: ${low} to ${high}`,
  before: (value, n) => `before: ${value} (n = ${n})`,
  noneBefore: 'no answers before',
  clear: 'a clear change',
  chance: 'the change could be chance',
  funnel: (asked, answered, complete, rate) =>
    `asked ${asked} → answered ${answered} (${rate}) → complete ${complete}`,
  title: (period) => `Scores of ${period}`,
  of: {
    team: 'Team',
    agent: 'Agent',
    channel: 'Channel',
    template: 'Template',
    everybody: 'Everybody',
    me: 'You',
  },
  trend: (metric, period) => `${metric}, ${period}`,
  alarm: (before, after, since) => `From ${before} to ${after}, since ${since}`,
  sure: (confidence, before, after) => `How sure: ${confidence}; n = ${before} before, ${after} since`,
  cases: (open, resolved) => `Cases: ${open} open, ${resolved} resolved`,
  recovered: (share, n) => `recovered ${share} of ${n} customers who said whether it is solved`,
  commands: {
    scoresUsage:
      'Usage: /scores [me | team NAME | agent ID | channel NAME | template ID] [csat | ces | nps] [7d | 30d | quarter]',
    notYours: 'You see your own figures and those your admin lets you see. Leads see all.',
    whoAreYou: 'Your admin has not yet said in the file of the desk which agent you are.',
    whyUsage: 'Usage: /why CONVERSATION (the id in your helpdesk)',
    skipUsage: 'Usage: /skip-survey CONVERSATION REASON (before its first close: SOURCE:CONVERSATION)',
    skipped: 'The customer will not be asked about this conversation.',
    skipNoted: 'Noted: when this conversation is closed, the customer will not be asked.',
    skipTooLate: 'Too late: the customer was asked already.',
    caseUsage: 'Usage: /case (all open ones) or /case NUMBER',
    noCases: 'No open cases.',
    notFound: 'No such conversation is known here.',
    openCases: 'Open cases',
    failed: 'That did not work just now. Please try again in a moment.',
  },
  home: {
    title: 'Scoreboard',
    whose: 'Whose',
    period: 'Period',
    light: 'Light charts',
    dark: 'Dark charts',
    own: 'My own',
    team: 'My team',
    all: 'Everybody',
    cases: 'Open cases',
    updated: (when) => `As of ${when}`,
  },
  digest: {
    daily: (date) => `Scores of ${date}`,
    weekly: (date) => `Scores of the week to ${date}`,
    best: 'In the words of customers',
    reasons: 'Most named',
    openCases: 'Open cases',
    nothing: 'Nobody answered in this time.',
  },
};

const tr: FigureWords = {
  locale: 'tr',
  periods: { '1d': 'son gün', '7d': 'son 7 gün', '30d': 'son 30 gün', quarter: 'son 13 hafta' },
  noAnswers: 'yanıt yok',
  answers: (n) => `n = ${n}`,
  between: (low, high) => `%95: ${low} – ${high}`,
  before: (value, n) => `önceki: ${value} (n = ${n})`,
  noneBefore: 'önceki dönemde yanıt yok',
  clear: 'belirgin bir değişim',
  chance: 'değişim rastlantı olabilir',
  funnel: (asked, answered, complete, rate) =>
    `sorulan ${asked} → yanıtlayan ${answered} (${rate}) → tamamlayan ${complete}`,
  title: (period) => `Puanlar: ${period}`,
  of: {
    team: 'Ekip',
    agent: 'Temsilci',
    channel: 'Kanal',
    template: 'Şablon',
    everybody: 'Herkes',
    me: 'Siz',
  },
  trend: (metric, period) => `${metric}, ${period}`,
  alarm: (before, after, since) => `${since} tarihinden beri ${before} değerinden ${after} değerine`,
  sure: (confidence, before, after) => `Güven: ${confidence}; önce n = ${before}, sonra n = ${after}`,
  cases: (open, resolved) => `Kayıtlar: ${open} açık, ${resolved} çözülmüş`,
  recovered: (share, n) => `çözülüp çözülmediğini söyleyen ${n} müşterinin ${share} kadarı geri kazanıldı`,
  commands: {
    scoresUsage:
      'Kullanım: /scores [me | team AD | agent KİMLİK | channel AD | template KİMLİK] [csat | ces | nps] [7d | 30d | quarter]',
    notYours: 'Kendi puanlarınızı ve yöneticinizin izin verdiklerini görürsünüz. Yetkililer hepsini görür.',
    whoAreYou: 'Yöneticiniz masa dosyasında hangi temsilci olduğunuzu henüz belirtmemiş.',
    whyUsage: 'Kullanım: /why KONUŞMA (destek sisteminizdeki kimliği)',
    skipUsage: 'Kullanım: /skip-survey KONUŞMA NEDEN (ilk kapanıştan önce: KAYNAK:KONUŞMA)',
    skipped: 'Müşteriye bu konuşma hakkında soru sorulmayacak.',
    skipNoted: 'Not edildi: bu konuşma kapandığında müşteriye soru sorulmayacak.',
    skipTooLate: 'Geç kalındı: müşteriye soru sorulmuş.',
    caseUsage: 'Kullanım: /case (açık olanların hepsi) ya da /case NUMARA',
    noCases: 'Açık kayıt yok.',
    notFound: 'Burada böyle bir konuşma bilinmiyor.',
    openCases: 'Açık kayıtlar',
    failed: 'Bu şu anda olmadı. Lütfen biraz sonra yeniden deneyin.',
  },
  home: {
    title: 'Puan tablosu',
    whose: 'Kimin',
    period: 'Dönem',
    light: 'Açık renk grafikler',
    dark: 'Koyu renk grafikler',
    own: 'Benim',
    team: 'Ekibim',
    all: 'Herkes',
    cases: 'Açık kayıtlar',
    updated: (when) => `Güncelleme: ${when}`,
  },
  digest: {
    daily: (date) => `${date} puanları`,
    weekly: (date) => `${date} ile biten haftanın puanları`,
    best: 'Müşterilerin sözleriyle',
    reasons: 'En çok belirtilenler',
    openCases: 'Açık kayıtlar',
    nothing: 'Bu sürede yanıt gelmedi.',
  },
};

export const figureWords = (language: 'en' | 'tr'): FigureWords => (language === 'tr' ? tr : en);
