import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { AskingPolicy } from '../model/asking-policy.ts';
import type { Identity } from '../model/contact.ts';
import { countryNamed } from './country-named.ts';
import type { PersonFacts } from './facts.ts';

/** Where the person is, as far as it is known. */
export interface Recipient {
  /** ISO 3166-1; null when nothing tells it. */
  country: string | null;
  /** Zones they can be in. A phone number tells a country, and some have several: none of them is to be disturbed. */
  zones: readonly string[];
  /** What told the zones. */
  source: 'attribute' | 'phone' | 'country' | 'e-mail' | 'setting';
}

type Known = Pick<PersonFacts, 'attributes' | 'identities'>;

/**
 * Country and zones of a person: by the attributes `time_zone` and `country` of the contact, else by a phone number,
 * else by the country of an e-mail address (.de), else by the setting.
 */
export function recipientOf({ attributes, identities }: Known, policy: AskingPolicy): Recipient {
  const zone = zoneAttribute(attributes);
  const told = attribute(attributes, 'country');
  const named = told === undefined ? null : countryNamed(told);
  const phone = named === null ? firstOf(identities, countryOfPhone) : null;
  const mail = named === null && phone === null ? firstOf(identities, countryOfMail) : null;
  const country = named ?? phone ?? mail ?? policy.country;
  if (zone !== null) return { country, zones: [zone], source: 'attribute' };
  const zones = country === null ? [] : zonesOf(country);
  if (zones.length === 0) return { country, zones: [policy.time_zone], source: 'setting' };
  if (named !== null) return { country, zones, source: 'country' };
  return { country, zones, source: phone !== null ? 'phone' : mail !== null ? 'e-mail' : 'setting' };
}

function attribute(attributes: Known['attributes'], name: string): string | undefined {
  const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const validZones = new Map<string, boolean>();

function zoneAttribute(attributes: Known['attributes']): string | null {
  const name = attribute(attributes, 'time_zone') ?? attribute(attributes, 'timezone');
  if (name === undefined || name.length > 60) return null;
  const known = validZones.get(name);
  if (known !== undefined) return known ? name : null;
  if (validZones.size > 1_000) validZones.clear();
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    validZones.set(name, true);
    return name;
  } catch {
    validZones.set(name, false);
    return null;
  }
}

function firstOf(
  identities: readonly Identity[],
  country: (identity: Identity) => string | null,
): string | null {
  for (const identity of identities) {
    const found = country(identity);
    if (found !== null) return found;
  }
  return null;
}

/** Calling codes by the countries that share them: +1 has two dozen, most have one. */
const BY_CALLING_CODE = new Map<string, string[]>();
for (const country of getCountries()) {
  const code = getCountryCallingCode(country);
  BY_CALLING_CODE.set(code, [...(BY_CALLING_CODE.get(code) ?? []), country]);
}

/** Within a calling code that several share, the first digits of a number tell the country. */
const bySharedPrefix = new Map<string, string | null>();
const PREFIX = 8;

/** Country of a phone number (+90…), of a WhatsApp id (its digits), or of a WhatsApp user id (`TR.…`). */
function countryOfPhone({ type, value }: Identity): string | null {
  const whatsapp = type === 'whatsapp' || type === 'whatsapp-cloud' || type === 'whatsapp-web';
  if (whatsapp && /^[A-Z]{2}\./.test(value)) return value.slice(0, 2);
  if (!whatsapp && type !== 'phone') return null;
  const digits = value.replace(/\D/g, '');
  const international = whatsapp || value.trim().startsWith('+');
  if (!international || digits.length < 7) return null;
  for (const length of [1, 2, 3]) {
    const countries = BY_CALLING_CODE.get(digits.slice(0, length));
    if (countries !== undefined)
      return countries.length === 1 ? (countries[0] ?? null) : countryByPrefix(digits);
  }
  return null;
}

function countryByPrefix(digits: string): string | null {
  const prefix = digits.slice(0, PREFIX);
  const known = bySharedPrefix.get(prefix);
  if (known !== undefined) return known;
  const country = parsePhoneNumberFromString(`+${digits}`)?.country ?? null;
  if (bySharedPrefix.size > 10_000) bySharedPrefix.clear();
  bySharedPrefix.set(prefix, country);
  return country;
}

/** Only what is a country for sure: .io and .co are not where people live who have such an address. */
const FASHIONABLE: ReadonlySet<string> = new Set([
  'AI',
  'CC',
  'CO',
  'FM',
  'GG',
  'IO',
  'LY',
  'ME',
  'TV',
  'WS',
  'EU',
]);

function countryOfMail({ type, value }: Identity): string | null {
  if (type !== 'email') return null;
  const top = value.slice(value.lastIndexOf('.') + 1).toUpperCase();
  if (!/^[A-Z]{2}$/.test(top) || FASHIONABLE.has(top)) return null;
  if (top === 'UK') return 'GB';
  return zonesOf(top).length > 0 ? top : null;
}

const zonesByCountry = new Map<string, readonly string[]>();

/** Time zones of a country, as the runtime's own data (CLDR) has them; empty for what is no country. */
function zonesOf(country: string): readonly string[] {
  const known = zonesByCountry.get(country);
  if (known !== undefined) return known;
  const zones = new Intl.Locale(`und-${country}`).getTimeZones?.() ?? [];
  zonesByCountry.set(country, zones);
  return zones;
}
