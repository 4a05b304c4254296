// @ts-check

/** The widget's own words. Questions come in the survey's language; these are what stands around them. */
const WORDS = {
  en: {
    heading: 'Chat',
    conversation: 'Conversation',
    placeholder: 'Write a message…',
    send: 'Send',
    you: 'You',
    agent: 'Support',
    survey: 'Survey',
    sending: 'Sending…',
    refused: 'This could not be sent.',
    reconnecting: 'Reconnecting… what you write is kept.',
    signedOut: 'This chat has expired. Please reload the page.',
    newMessages: 'New messages',
    empty: 'Write to us: we are happy to help.',
  },
  tr: {
    heading: 'Sohbet',
    conversation: 'Görüşme',
    placeholder: 'Bir mesaj yazın…',
    send: 'Gönder',
    you: 'Siz',
    agent: 'Destek',
    survey: 'Anket',
    sending: 'Gönderiliyor…',
    refused: 'Bu mesaj gönderilemedi.',
    reconnecting: 'Yeniden bağlanılıyor… yazdıklarınız kaybolmaz.',
    signedOut: 'Bu sohbetin süresi doldu. Lütfen sayfayı yenileyin.',
    newMessages: 'Yeni mesajlar',
    empty: 'Bize yazın, yardımcı olmaktan memnuniyet duyarız.',
  },
  ar: {
    heading: 'محادثة',
    conversation: 'المحادثة',
    placeholder: 'اكتب رسالة…',
    send: 'إرسال',
    you: 'أنت',
    agent: 'الدعم',
    survey: 'استبيان',
    sending: 'جارٍ الإرسال…',
    refused: 'تعذّر إرسال هذه الرسالة.',
    reconnecting: 'جارٍ إعادة الاتصال… ما تكتبه محفوظ.',
    signedOut: 'انتهت صلاحية هذه المحادثة. يُرجى إعادة تحميل الصفحة.',
    newMessages: 'رسائل جديدة',
    empty: 'اكتب إلينا، يسعدنا أن نساعدك.',
  },
};

/** @typedef {typeof WORDS.en} Words */

/**
 * @param {string} language a language tag; an unknown one gives English
 * @returns {Words}
 */
export function wordsFor(language) {
  const base = language.toLowerCase().split('-')[0] ?? '';
  return base in WORDS ? WORDS[/** @type {keyof typeof WORDS} */ (base)] : WORDS.en;
}

/** @param {string} language */
export const directionOf = (language) => (/^(ar|he|fa|ur)\b/i.test(language) ? 'rtl' : 'ltr');
