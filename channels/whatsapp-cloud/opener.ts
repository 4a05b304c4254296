import { baseLanguage, type Language } from '../../src/model/language.ts';

/** On the button that opens a list or a Flow; none longer than the 20 characters that there are. */
const WORDS: Readonly<Record<string, string>> = {
  ar: 'اختر إجابتك',
  de: 'Antwort wählen',
  en: 'Choose an answer',
  es: 'Elegir respuesta',
  fr: 'Choisir une réponse',
  ru: 'Выбрать ответ',
  tr: 'Yanıtınızı seçin',
};

/** In the customer's language; in one that nobody has written it in, a sign that needs none. */
export const opener = (language: Language): string => WORDS[baseLanguage(language)] ?? '☰';
