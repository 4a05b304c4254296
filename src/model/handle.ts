import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

interface Handle {
  type: string;
  value: string;
}

/** A number as people write it; "(0)" is dialled within the country alone. */
const WRITTEN_NUMBER = /^(?:\+|00)?[\d\s().\-\u00a0\u2010-\u2015\u202f/]{6,40}$/u;
/** Under these names numbers of WhatsApp are told; its ids of people without a number begin with letters. */
const WHATSAPP: ReadonlySet<string> = new Set(['whatsapp', 'whatsapp-cloud', 'whatsapp-web']);

/**
 * The one form of a handle: addresses of e-mail in small letters; numbers as "+905551234567", those of WhatsApp too,
 * which are known as `phone` everywhere else. What is neither stays as it is written.
 */
export function normalHandle<H extends Handle>(handle: H): H {
  // What else is told with it, as a name, stays.
  return { ...handle, ...normal(handle) };
}

function normal({ type, value }: Handle): Handle {
  const kind = type.toLowerCase();
  if (kind === 'email') return { type: kind, value: value.toLowerCase() };
  if (kind !== 'phone' && !WHATSAPP.has(kind)) return { type, value };
  const written = value.replace(/^whatsapp:|^tel:/i, '').replace(/@c\.us$|@s\.whatsapp\.net$/, '');
  const number = WRITTEN_NUMBER.test(written) ? normalNumber(written, kind !== 'phone') : null;
  return number === null ? { type: kind === 'phone' ? kind : type, value } : { type: 'phone', value: number };
}

/**
 * @param international the number has its country code for certain; else, without "+" or "00", only where it makes a
 *   number that there is: of a number of one's own country ("0532 123 45 67") nobody knows the country
 */
function normalNumber(written: string, international: boolean): string {
  const digits = written.replace(/\(0\)/, '').replace(/\D/g, '');
  if (/^\s*\+/.test(written)) return `+${digits}`;
  if (digits.startsWith('00')) return `+${digits.slice(2)}`;
  if (digits.startsWith('0')) return digits;
  return international || isInternational(digits) ? `+${digits}` : digits;
}

/** By the first digits and the length alone, so that a list of a million numbers asks a few thousand times. */
const asked = new Map<string, boolean>();
const TELLING = 8;

function isInternational(digits: string): boolean {
  const probe = digits.slice(0, TELLING).padEnd(digits.length, '0');
  const known = asked.get(probe);
  if (known !== undefined) return known;
  if (asked.size > 10_000) asked.clear();
  const valid = parsePhoneNumberFromString(`+${probe}`)?.isValid() === true;
  asked.set(probe, valid);
  return valid;
}
