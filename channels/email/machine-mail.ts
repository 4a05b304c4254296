import type { Mail } from './read-mail.ts';

/** Why a mail was written by a program and is nobody's answer (RFC 3834 and what is met in the wild); or null. */
export function machineReason(mail: Mail): string | null {
  const has = (name: string) => mail.header(name).length > 0;
  const is = (name: string, wanted: RegExp) => mail.header(name).some((value) => wanted.test(value));
  // "no" may be followed by a comment or parameters.
  if (mail.header('auto-submitted').some((value) => !/^no\b/i.test(value))) return 'auto-submitted';
  if (is('precedence', /^(bulk|list|junk|auto_reply)\b/i)) return 'precedence';
  if (is('return-path', /^<\s*>$/)) return 'no return path';
  // X-Auto-Response-Suppress says what the sender wants of us, not that a machine wrote: it is no sign.
  if (AUTOMATIC.some(has)) return 'automatic';
  if (LISTS.some(has)) return 'list';
  if (/^(mailer-daemon|postmaster|no-?reply|do-?not-?reply)@/.test(mail.from?.mailbox ?? ''))
    return 'no-reply';
  return AUTOMATIC_SUBJECT.test(mail.subject) ? 'subject' : null;
}

const AUTOMATIC = [
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-ms-exchange-generated-message-source',
];
const LISTS = ['list-id', 'list-unsubscribe', 'list-post', 'feedback-id'];

/** How Exchange, Outlook and others begin the subject of an answer in somebody's absence. */
const AUTOMATIC_SUBJECT =
  /^\s*(automatic reply|auto(matic)?[ -]?(response|reply)|out of (the )?office|otomatik (yanıt|cevap)|ofis dışında|automatische antwort|abwesenheits?(notiz|meldung)|réponse automatique|absence du bureau|respuesta automática|fuera de la oficina|risposta automatica|fuori sede|resposta automática|ausência temporária|автоматический ответ|автоответ|رد تلقائي)/iu;
