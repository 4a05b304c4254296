import { ImapFlow } from 'imapflow';

/** Where the mailbox is, from IMAP_URL. */
export interface MailboxPlace {
  host: string;
  port: number;
  secure: boolean;
  user: string;
  password: string;
  folder: string;
  /** Names it among others; holds no password. */
  name: string;
}

export function placeOf(url: string): MailboxPlace {
  const parsed = new URL(url);
  const secure = parsed.protocol === 'imaps:';
  const [user, password, folder] = [parsed.username, parsed.password, parsed.pathname.slice(1)].map(
    decodeURIComponent,
  );
  const port = parsed.port === '' ? (secure ? 993 : 143) : Number(parsed.port);
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  const box = folder || 'INBOX';
  return {
    host,
    port,
    secure,
    user: user ?? '',
    password: password ?? '',
    folder: box,
    name: `${user}@${host}:${port}/${box}`,
  };
}

/** Times of one connection, in milliseconds. */
export interface MailboxTimes {
  connectMs: number;
  /** A connection on which so long nothing came is dead. */
  silenceMs: number;
}

/** A client that is connected; whoever gets it closes it. */
export async function openMailbox(place: MailboxPlace, times: MailboxTimes): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: place.host,
    port: place.port,
    secure: place.secure,
    auth: { user: place.user, pass: place.password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: times.connectMs,
    greetingTimeout: times.connectMs,
    socketTimeout: times.silenceMs,
  });
  // Its commands reject as well; an 'error' that nobody listens to would end the process.
  client.on('error', () => {});
  await client.connect();
  return client;
}
