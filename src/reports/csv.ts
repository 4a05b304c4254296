/**
 * A spreadsheet runs a cell that begins so as a formula, whoever wrote it. An apostrophe before it makes it text
 * (OWASP, "CSV injection"); numbers stay numbers.
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;
/**
 * Where a semicolon parts cells (Turkish and German spreadsheets), no quote holds a cell of ours together: what stands
 * behind one is a cell that begins, and quotes before it are an empty text. A smile `;-)` is none.
 */
const FORMULA_WITHIN = /(?<=[;\r\n])(?="*(?:[=@\t＝＠]|[+\-＋－](?!\)|$)))/gu;
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const TO_QUOTE = /[",\r\n]/;

/** A value as one cell of a CSV file (RFC 4180), safe to open in a spreadsheet. Null is an empty cell. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text =
    typeof value === 'string' ? value : value instanceof Date ? value.toISOString() : String(value);
  const isNumber = typeof value === 'number' && NUMBER.test(text);
  const safe = isNumber ? text : `${FORMULA.test(text) ? "'" : ''}${text.replace(FORMULA_WITHIN, "'")}`;
  return TO_QUOTE.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLine = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(',')}\r\n`;
