/**
 * Words that a good question does not have, in small letters and by base language. All are looked for at the beginning
 * of a word, so that Turkish endings need no list of their own; a phrase with a space stands for itself.
 */
type Words = Readonly<Record<string, readonly string[]>>;

/** Wording that praises before it asks, or takes the answer for granted. */
export const LEADING: Words = {
  tr: [
    'harika',
    'mükemmel',
    'muhteşem',
    'kusursuz',
    'eşsiz',
    'üstün',
    'birinci sınıf',
    'çok beğendiğiniz',
    'değil mi',
    'eminiz',
  ],
  en: [
    'great',
    'excellent',
    'amazing',
    'awesome',
    'outstanding',
    'world-class',
    'fantastic',
    'wonderful',
    'how much did you love',
    'how much did you enjoy',
    "don't you",
    "wouldn't you",
    "didn't we",
    'we are sure',
  ],
  de: [
    'großartig',
    'hervorragend',
    'ausgezeichnet',
    'exzellent',
    'fantastisch',
    'erstklassig',
    'nicht wahr',
    'sicher haben',
  ],
  fr: [
    'excellent',
    'formidable',
    'exceptionnel',
    'fantastique',
    'remarquable',

    "n'est-ce pas",
  ],
  es: ['excelente', 'fantástic', 'maravillos', 'extraordinari', 'estupend', 'verdad que'],
  ru: ['отличн', 'превосходн', 'великолепн', 'замечательн', 'потрясающ', 'не правда ли', 'не так ли'],
  ar: ['رائع', 'ممتاز', 'الممتاز', 'الرائع', 'أليس كذلك'],
};

/** Joins two things that one answer is asked for. */
export const DOUBLE: Words = {
  tr: ['ve', 'hem', 'ayrıca', 'bunun yanı sıra'],
  en: ['and', 'as well as', 'along with', 'in addition to'],
  de: ['und', 'sowie', 'als auch'],
  fr: ['et', 'ainsi que'],
  es: ['y', 'así como', 'además'],
  ru: ['и', 'а также'],
  // "And" is written onto the next word in Arabic: only the longer ways to say it can be seen.
  ar: ['بالإضافة إلى', 'فضلًا عن', 'وكذلك'],
};

/** What makes Meta file a WhatsApp template under "marketing", which costs more and may be refused by customers. */
export const PROMOTIONAL: Words = {
  tr: [
    'indirim',
    'kampanya',
    'kupon',
    'hediye',
    'promosyon',
    'çekiliş',
    'fırsatı kaçır',
    'özel teklif',
    'bedava',
  ],
  en: [
    'discount',
    'coupon',
    'voucher',
    'promo',
    'special offer',
    'limited time',
    'free gift',
    'for free',
    'giveaway',
    'sweepstake',
    'prize draw',
    'buy now',
    'shop now',
    'on sale',
  ],
  de: ['rabatt', 'gutschein', 'sonderangebot', 'gratis', 'gewinnspiel', 'jetzt kaufen', 'aktionspreis'],
  fr: ['réduction', 'remise', "bon d'achat", 'promo', 'offre spéciale', 'gratuit', 'tirage au sort'],
  es: ['descuento', 'cupón', 'vale de', 'promoción', 'oferta especial', 'regalo', 'sorteo', 'compre ahora'],
  ru: ['скидк', 'купон', 'промокод', 'акци', 'подар', 'розыгрыш', 'спецпредложен', 'бесплатн'],
  ar: ['خصم', 'قسيمة', 'كوبون', 'عرض خاص', 'هدية', 'سحب على', 'مجان'],
};

/** These are words by themselves: "ve" is not the beginning of "veri". */
const WHOLE: ReadonlySet<string> = new Set(['ve', 'hem', 'and', 'und', 'et', 'y', 'и']);

/** The first of the words that stands in the text, or undefined. */
export function wordIn(words: Words, text: string, language: string): string | undefined {
  // What stands where a language belongs may be anything: an unknown one has no words here, and no letters of its own.
  const base = /^[a-z]{2,3}(?=-|$)/.exec(language)?.[0];
  if (base === undefined) return undefined;
  // Turkish has its own small letters (İ → i, I → ı): the language of the text decides.
  const spoken = ` ${text.toLocaleLowerCase(base).replace(/[^\p{L}\p{M}\p{N}'’-]+/gu, ' ')} `.replaceAll(
    '’',
    "'",
  );
  return (words[base] ?? []).find((word) => spoken.includes(WHOLE.has(word) ? ` ${word} ` : ` ${word}`));
}
