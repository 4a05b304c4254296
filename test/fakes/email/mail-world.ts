import { EventEmitter, on, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { type Dovecot, PASSWORD } from './dovecot.ts';
import { layWire } from './proxy.ts';

/** A bad moment of the SMTP server: strikes the next mail only. */
export type MailFault =
  /** Refuses at this command, with an answer in the server's own words. */
  | { at: 'mail' | 'rcpt' | 'data'; answer: string }
  /** Takes the mail, and the connection breaks before it says so. */
  | { at: 'after-data' }
  /** The connection breaks while the mail is on its way: it is not taken. */
  | { at: 'during-data' }
  /** Takes the mail and never answers. */
  | { at: 'silent-after-data' };

/** A mail as it lay in a mailbox. */
export interface Received {
  to: string;
  raw: string;
  parsed: ParsedMail;
}

/** An internet of mail on loopback: a real SMTP server that delivers into the mailboxes of a real IMAP server. */
export interface MailWorld {
  smtpUrl: string;
  /** The way to a user's mailbox, over a wire that can be cut. */
  imapUrl(mailbox: string): string;
  wire: Awaited<ReturnType<typeof layWire>>;
  /** From now on mail to this address is taken (plus addresses as well); else it is refused with 550 5.1.1. */
  mailbox(address: string): void;
  /** The address takes nothing any more. */
  gone(address: string): void;
  strikes(fault: MailFault): void;
  /** Everything that was taken for this address, oldest first. */
  inbox(address: string): readonly Received[];
  waitForMail(address: string, wanted: (mail: Received) => boolean): Promise<Received>;
  /** Hands a raw message straight into a mailbox. */
  drop(address: string, raw: string | Uint8Array): Promise<void>;
  /** Mails that reached the server, refused ones included. */
  transactions(): number;
  /** Connections ever made to the SMTP server. */
  smtpConnections(): number;
  /** Cuts the connections that stayed open, without a word. */
  cutSmtp(): void;
  /** Resolves once nobody is connected to either server. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param keepsSent whether what our account sends is put into its Sent folder, as the large providers do
 */
export async function startMailWorld(
  dovecot: Dovecot,
  { account, keepsSent = true }: { account: string; keepsSent?: boolean },
): Promise<MailWorld> {
  const addresses = new Set<string>([account]);
  const taken: Received[] = [];
  const news = new EventEmitter();
  const wire = await layWire(dovecot.port);
  let faults: MailFault[] = [];
  let transactions = 0;

  const strike = (at: MailFault['at']): MailFault | null => {
    const [fault] = faults;
    if (fault?.at !== at) return null;
    faults = faults.slice(1);
    return fault;
  };
  const refusal = (at: 'mail' | 'rcpt' | 'data') => {
    const fault = strike(at);
    return fault === null || !('answer' in fault) ? null : answerOf(fault.answer);
  };
  const cutSession = (id: string) => {
    for (const connection of server.connections) {
      if (connection.session.id === id) socketOf(connection).destroy();
    }
  };

  async function take(raw: Buffer, from: string, recipients: readonly string[]): Promise<void> {
    for (const to of recipients) {
      const whole = Buffer.concat([Buffer.from(`Return-Path: <${from}>\r\nDelivered-To: ${to}\r\n`), raw]);
      const mailbox = bare(to);
      await dovecot.deliver(mailbox, whole);
      taken.push({ to: mailbox, raw: whole.toString('utf8'), parsed: await simpleParser(whole) });
    }
    if (keepsSent && bare(from) === account) await dovecot.deliver(account, raw, 'Sent');
    news.emit('mail');
  }

  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth: (_auth, _session, done) => done(null, { user: account }),
    onMailFrom(_address, _session, done) {
      transactions += 1;
      done(refusal('mail'));
    },
    onRcptTo({ address }, _session, done) {
      const known = addresses.has(bare(address));
      done(
        refusal('rcpt') ??
          (known ? null : answerOf('550 5.1.1 <customer>: Recipient address rejected: User unknown')),
      );
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      if (strike('during-data') !== null) {
        stream.once('data', () => cutSession(session.id));
        stream.resume();
        return;
      }
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const refused = refusal('data');
        if (refused !== null) return done(refused);
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        await take(
          Buffer.concat(chunks),
          from,
          rcptTo.map(({ address }) => address),
        );
        if (strike('after-data') !== null) return cutSession(session.id);
        if (strike('silent-after-data') !== null) return;
        done(null, '250 2.0.0 Ok: queued');
      });
    },
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const smtp = await layWire((server.server.address() as AddressInfo).port);

  return {
    smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
    imapUrl: (mailbox) =>
      `imap://${encodeURIComponent(mailbox)}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${wire.port}/INBOX`,
    wire,
    mailbox: (address) => void addresses.add(address),
    gone: (address) => void addresses.delete(address),
    strikes: (fault) => void faults.push(fault),
    inbox: (address) => taken.filter(({ to }) => to === address),
    async waitForMail(address, wanted) {
      const look = () => taken.find((mail) => mail.to === address && wanted(mail));
      const changed = on(news, 'mail');
      for (let found = look(); ; found = look()) {
        if (found !== undefined) return found;
        await changed.next();
      }
    },
    drop: (address, raw) => dovecot.deliver(address, raw),
    transactions: () => transactions,
    smtpConnections: smtp.made,
    cutSmtp: smtp.cut,
    async idle() {
      await Promise.all([wire.idle(), smtp.idle()]);
    },
    async close() {
      await Promise.all([wire.close(), smtp.close()]);
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

/** "a+tag@x.example" → "a@x.example" */
const bare = (address: string): string => address.toLowerCase().replace(/\+[^@]*(?=@)/, '');

/** An SMTP answer as the library wants a refusal. */
const answerOf = (answer: string): Error =>
  Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) });

const socketOf = (connection: unknown): { destroy(): void } =>
  (connection as { _socket: { destroy(): void } })._socket;
