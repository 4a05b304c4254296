import { z } from 'zod';

/** A language tag as the templates use it: two or three letters, with an optional region ("tr", "pt-BR"). */
export const Language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'expected a language tag such as "tr" or "pt-BR"');
export type Language = z.infer<typeof Language>;

/** A text in several languages, keyed by language tag. At least one language is there. */
export const LocalizedText = z
  .record(Language, z.string().trim().min(1))
  .refine((texts) => Object.keys(texts).length > 0, 'expected a text in at least one language');
export type LocalizedText = z.infer<typeof LocalizedText>;

/** "pt-BR" → "pt". */
export const baseLanguage = (language: Language): Language => language.split('-')[0] ?? language;

/**
 * The text in the wanted language; else in its base language ("pt-BR" → "pt"); else in the fallback;
 * else in whichever language was written first. Never an empty string: a schema holds that one is there.
 */
export function localize(texts: LocalizedText, wanted: Language, fallback: Language = 'en'): string {
  return texts[wanted] ?? texts[baseLanguage(wanted)] ?? texts[fallback] ?? Object.values(texts)[0] ?? '';
}

/** The first of `offered` that serves a speaker of `wanted`, by exact tag and then by base language. */
export function matchLanguage(offered: readonly Language[], wanted: Language | undefined): Language {
  const first = offered[0] ?? 'en';
  if (wanted === undefined) return first;
  return (
    offered.find((language) => language === wanted) ??
    offered.find((language) => baseLanguage(language) === baseLanguage(wanted)) ??
    first
  );
}
