import { randomBytes } from 'node:crypto';
import { ImapFlow } from 'imapflow';
import { type Dovecot, PASSWORD } from '../fakes/email/dovecot.ts';
import { type MailWorld, startMailWorld } from '../fakes/email/mail-world.ts';
import { type BackendName, openWorld, type World } from './running.ts';
import { freePort } from './servers.ts';

/** A world in which afterword has a mail account, and a customer one. */
export interface EmailWorld extends World {
  mail: MailWorld;
  account: string;
  customer: string;
  /** Members of a hook for a conversation with this customer. */
  close: object;
}

export async function openEmailWorld(dovecot: Dovecot, backend: BackendName): Promise<EmailWorld> {
  const id = randomBytes(4).toString('hex');
  const account = `destek-${id}@acme.example`;
  const customer = `ayse-${id}@example.com`;
  const [world, mail, port] = await Promise.all([
    openWorld(backend),
    startMailWorld(dovecot, { account }),
    freePort(),
  ]);
  mail.mailbox(customer);
  return {
    ...world,
    mail,
    account,
    customer,
    env: {
      ...world.env,
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      SMTP_URL: mail.smtpUrl,
      IMAP_URL: mail.imapUrl(account),
      EMAIL_FROM: `Acme Destek <${account}>`,
      EMAIL_POLL_SECONDS: '5',
    },
    close: {
      channel: 'email',
      address: { email: customer, message_id: '<ticket-7@example.com>', subject: 'Siparişim gelmedi' },
      contact: { id: 'u-77', name: 'Ayşe', language: 'tr' },
    },
    async dispose() {
      await mail.close();
      await world.dispose();
    },
  };
}

/** The newest mail in a mailbox, read over IMAP as a mail program reads it; null while it is empty. */
export async function newestOverImap(port: number, mailbox: string): Promise<string | null> {
  const auth = { user: mailbox, pass: PASSWORD };
  const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, auth, logger: false });
  await client.connect();
  try {
    await client.mailboxOpen('INBOX');
    const found = await client.fetchOne('*', { source: true });
    return found ? (found.source?.toString('utf8') ?? null) : null;
  } finally {
    await client.logout();
  }
}
