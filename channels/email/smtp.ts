import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import nodemailer, { type SendMailOptions } from 'nodemailer';
import { ChannelError } from '../../src/model/channel-error.ts';
import { toChannelError } from './errors.ts';
import type { EmailSettings } from './settings.ts';

/** How long a handing-over may take before its outcome counts as unknown: half of what a claim on a send lives. */
const SEND_TIMEOUT_MS = 9_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** Hands mails to the SMTP server over a few connections that stay open. */
export interface Smtp {
  /**
   * Hands over one mail, once.
   * @throws ChannelError
   */
  send(mail: SendMailOptions & { messageId: string }): Promise<void>;
  /** Whether the server lets us in. @throws ChannelError */
  verify(): Promise<void>;
  close(): void;
}

export function createSmtp(settings: EmailSettings, timeoutMs = SEND_TIMEOUT_MS): Smtp {
  const transport = nodemailer.createTransport({
    pool: true,
    url: settings.SMTP_URL,
    // Only a connection found dead before a byte of the mail was sent is replaced, once.
    maxRequeues: 1,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: timeoutMs,
    ...dkimOf(settings),
  });
  const bodies = new Map<string, Readable[]>();
  // The mail's body is read only once the server has asked for it: from then on silence is no refusal.
  transport.use('stream', (mail, done) => {
    const { message } = mail;
    const streams = bodies.get(mail.data.messageId ?? '');
    const create = message.createReadStream.bind(message);
    message.createReadStream = (...given) => {
      const stream = create(...given);
      streams?.push(stream);
      return stream;
    };
    done();
  });

  async function send(mail: SendMailOptions & { messageId: string }): Promise<void> {
    const streams: Readable[] = [];
    bodies.set(mail.messageId, streams);
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      await transport.sendMail({ ...mail, signal });
    } catch (error) {
      const began = streams.some((stream) => stream.readableDidRead);
      throw toChannelError(signal.aborted ? late(error) : error, began);
    } finally {
      bodies.delete(mail.messageId);
    }
  }

  async function verify(): Promise<void> {
    try {
      await transport.verify();
    } catch (error) {
      throw toChannelError(error, false);
    }
  }

  return { send, verify, close: () => transport.close() };
}

const late = (cause: unknown) =>
  Object.assign(new Error('no answer in time', { cause }), { code: 'timeout' });

/** Both headers of one-click unsubscribing are signed (RFC 8058), which nodemailer's own list leaves out. */
const SIGNED =
  'From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:In-Reply-To:References:List-Unsubscribe:List-Unsubscribe-Post:Auto-Submitted';

function dkimOf({ EMAIL_DKIM_DOMAIN, EMAIL_DKIM_SELECTOR, EMAIL_DKIM_KEY }: EmailSettings) {
  if (!EMAIL_DKIM_DOMAIN || !EMAIL_DKIM_SELECTOR || !EMAIL_DKIM_KEY) return {};
  return {
    dkim: {
      domainName: EMAIL_DKIM_DOMAIN,
      keySelector: EMAIL_DKIM_SELECTOR,
      privateKey: privateKey(EMAIL_DKIM_KEY),
      headerFieldNames: SIGNED,
    },
  };
}

function privateKey(textOrPath: string): string {
  if (textOrPath.includes('-----BEGIN')) return textOrPath;
  try {
    return readFileSync(textOrPath, 'utf8');
  } catch (cause) {
    const message = 'EMAIL_DKIM_KEY is neither a PEM key nor a file that can be read.';
    throw new ChannelError('rejected', 'dkim_key', message, { cause });
  }
}
