import type { ChannelCheck } from '../../src/model/channel.ts';
import { ChannelError } from '../../src/model/channel-error.ts';
import { openMailbox, placeOf } from './mailbox.ts';
import { imapReason } from './pace.ts';
import type { EmailSettings } from './settings.ts';
import type { Smtp } from './smtp.ts';

const TIMES = { connectMs: 5_000, silenceMs: 10_000 };

/** Logs in where mail goes out and where it comes in, and says what is missing for the whole. */
export async function checkEmail(
  settings: EmailSettings,
  smtp: Smtp,
  publicUrl: string | null,
): Promise<ChannelCheck> {
  try {
    await smtp.verify();
  } catch (error) {
    const detail = error instanceof ChannelError ? error.message : 'SMTP failed';
    return { ok: false, detail, next: 'Check SMTP_URL: host, port, user and password.' };
  }
  const sends = `sends as ${settings.EMAIL_FROM.address}`;
  const { IMAP_URL } = settings;
  const fault = IMAP_URL === undefined ? null : await mailboxFault(IMAP_URL);
  if (fault !== null) {
    return {
      ok: false,
      detail: `${sends}; the mailbox: ${fault}`,
      next: 'Check IMAP_URL: host, user, password, folder.',
    };
  }
  const reads = IMAP_URL !== undefined || settings.EMAIL_INBOUND_SECRET !== undefined;
  if (publicUrl === null && !reads) {
    const next = 'Set PUBLIC_URL for the buttons, and IMAP_URL for replies: without both nobody can answer.';
    return { ok: false, detail: sends, next };
  }
  const ways = [publicUrl === null ? '' : 'buttons', reads ? 'replies' : ''].filter(Boolean).join(' and ');
  return { ok: true, detail: `${sends}; answers come by ${ways}` };
}

async function mailboxFault(url: string): Promise<string | null> {
  try {
    const place = placeOf(url);
    const client = await openMailbox(place, TIMES);
    try {
      await client.mailboxOpen(place.folder, { readOnly: true });
      return null;
    } finally {
      client.close();
    }
  } catch (error) {
    return imapReason(error);
  }
}
