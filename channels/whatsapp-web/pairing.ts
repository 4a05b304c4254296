import { renderUnicodeCompact } from 'uqr';

/** How far the link to the business phone has come, as this process knows it. */
export type Link =
  /** Another process may hold the browser; this one does not. */
  | { is: 'elsewhere' }
  | { is: 'starting' }
  /** The phone has to be given this. */
  | { is: 'pairing'; how: 'qr' | 'code'; text: string }
  /** Linked; the page fetches its chats. */
  | { is: 'loading' }
  | { is: 'linked'; as: string }
  | { is: 'ended'; reason: string };

/** In a few words, for errors and the doctor. */
export function inWords(link: Link): string {
  if (link.is === 'pairing')
    return link.how === 'qr' ? 'waits for the QR code to be scanned' : 'waits for the pairing code';
  if (link.is === 'loading') return 'linked, and fetches its chats';
  if (link.is === 'linked') return `linked as +${link.as}`;
  return link.is === 'ended' ? `not running: ${link.reason}` : 'not linked yet';
}

/** Where the phone takes it, on iPhone and Android alike. */
export const WHERE = { qr: 'Link a device', code: 'Link with phone number' } as const;

/** What the terminal shows. */
export function atTheTerminal(text: string, how: 'qr' | 'code'): string {
  const where = `\nWhatsApp Web: on the business phone open WhatsApp → Linked devices → ${WHERE[how]}`;
  return how === 'qr'
    ? `${where}, and scan:\n\n${renderUnicodeCompact(text)}\n`
    : `${where}, and type: ${text}\n`;
}
