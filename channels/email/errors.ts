import { ChannelError, type ChannelErrorKind } from '../../src/model/channel-error.ts';

/** What nodemailer adds to an error. */
interface SmtpError {
  message: string;
  /** nodemailer's own: EAUTH, EENVELOPE, EMESSAGE, ECONNECTION, ETIMEDOUT, ETLS, EDNS, ESOCKET. */
  code?: string;
  /** The server's answer, "550 5.1.1 …", and its number. */
  response?: string;
  responseCode?: number;
  /** Which command was answered: CONN, EHLO, AUTH …, MAIL FROM, RCPT TO, DATA. */
  command?: string;
}

const TOO_MANY = /rate limit|too many|throttl|try again later|\b4\.7\.(28|650)\b|\b4\.3\.2\b/i;
/** The mailbox does not exist, has moved away or takes no mail: of RFC 3463, and of servers without such numbers. */
const NO_MAILBOX = /^5\.(1\.[1236]|1\.10|2\.[012]|4\.4)$/;
const SAYS_NO_MAILBOX = /user unknown|unknown user|no such user|does not exist|mailbox unavailable/i;

/** A server that throttles and names no time is given this, in seconds. */
const THROTTLED_SECONDS = 60;

/**
 * What a failed handing-over to the SMTP server means.
 * @param began whether the message itself was on its way: then silence leaves open whether it was taken
 */
export function toChannelError(error: unknown, began: boolean): ChannelError {
  if (error instanceof ChannelError) return error;
  const { message, code = 'internal', responseCode, response = '' } = smtpError(error);
  if (responseCode === undefined) return unanswered(code, message, began, error);
  const kind = kindOf(smtpError(error), responseCode);
  const said = response.replace(/\s+/g, ' ').slice(0, 300);
  const told = new ChannelError(kind, replyCode(responseCode, response), `The mail server says: ${said}`, {
    ...(kind === 'rate_limited' && { retryAfterSeconds: THROTTLED_SECONDS }),
    cause: error,
  });
  return told;
}

const smtpError = (error: unknown): SmtpError =>
  typeof error === 'object' && error !== null ? (error as SmtpError) : { message: String(error) };

/** Faults of the message or the settings that no repetition mends. */
const OURS = new Set(['EAUTH', 'EENVELOPE', 'EMESSAGE', 'ECONFIG', 'EFILEACCESS', 'EURLACCESS', 'ESTREAM']);

function unanswered(code: string, message: string, began: boolean, cause: unknown): ChannelError {
  if (began) {
    const told = `The mail server did not answer (${code}): the mail may have gone out`;
    return new ChannelError('uncertain', code, told, { cause });
  }
  if (OURS.has(code))
    return new ChannelError('rejected', code, `The mail could not be made: ${message}`, { cause });
  return new ChannelError('temporary', code, `The mail server cannot be reached (${code})`, { cause });
}

function kindOf({ response = '', command = '', code }: SmtpError, status: number): ChannelErrorKind {
  if (status < 500) return TOO_MANY.test(response) ? 'rate_limited' : 'temporary';
  // Credentials are the operator's; that the customer's server refuses ours is no fault of the customer.
  if (code === 'EAUTH' || command.startsWith('AUTH') || [530, 534, 535, 538].includes(status))
    return 'rejected';
  const enhanced = enhancedCode(response);
  if (enhanced !== null) return NO_MAILBOX.test(enhanced) ? 'unreachable' : 'rejected';
  const aboutRecipient = command === 'RCPT TO' && [550, 551, 553].includes(status);
  return aboutRecipient || SAYS_NO_MAILBOX.test(response) ? 'unreachable' : 'rejected';
}

/** "5.1.1" of "550 5.1.1 No such user". */
export const enhancedCode = (response: string): string | null =>
  /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? null;

const replyCode = (status: number, response: string): string =>
  [status, enhancedCode(response)].filter((part) => part !== null).join(' ');
