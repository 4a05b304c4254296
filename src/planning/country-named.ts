import { getCountries } from 'libphonenumber-js/max';

/** Languages in which helpdesks name countries. */
const SPOKEN = ['en', 'tr', 'de', 'fr', 'es', 'it', 'pt', 'nl'];

let names: Map<string, string> | undefined;
const known = new Map<string, string | null>();

const folded = (name: string): string => name.toLocaleLowerCase('en').normalize('NFKC').trim();

function namesOfCountries(): Map<string, string> {
  const found = new Map<string, string>();
  for (const language of SPOKEN) {
    const display = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
    for (const country of getCountries()) {
      const name = display.of(country);
      if (name !== undefined) found.set(folded(name), country);
    }
  }
  return found;
}

/** The code (ISO 3166-1) of a country as helpdesks tell it: "de", "UK", "Germany", "Almanya"; null for what is none. */
export function countryNamed(told: string): string | null {
  const cached = known.get(told);
  if (cached !== undefined) return cached;
  if (known.size > 1_000) known.clear();
  names ??= namesOfCountries();
  const code = /^[a-z]{2}$/i.test(told) ? (new Intl.Locale(`und-${told}`).region ?? null) : null;
  const found = code ?? names.get(folded(told)) ?? null;
  known.set(told, found);
  return found;
}
