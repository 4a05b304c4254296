/** Seconds since 1970, or a text such as "2026-11-22T09:20:00Z" or "2026-11-22 09:20:00 UTC"; else now. */
export function instantOf(written: string | number | null | undefined): Date {
  const text = typeof written === 'string' ? written.replace(/ UTC$/, 'Z').replace(' ', 'T') : '';
  const time = typeof written === 'number' ? written * 1000 : Date.parse(text);
  return time > 0 && time < 4e12 ? new Date(time) : new Date();
}
