import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { normalMailbox } from './address.ts';

/** A received mail, in the parts that are looked at. */
export interface Mail {
  from: { mailbox: string; name: string } | null;
  /** Every address that it was sent or delivered to, as one text. */
  recipients: string;
  subject: string;
  messageId: string;
  /** In-Reply-To and References, the nearest first. */
  answers: readonly string[];
  /** The plain text, or that of the HTML. */
  text: string;
  /** Values of a header, in lower-case name; empty where it is not there. */
  header(name: string): readonly string[];
  /** The machine-readable parts of a report, and the headers of the mail that it is about. */
  report: { type: string; fields: string; original: string } | null;
}

/** More is not read: an answer stands at the beginning, and a mail of megabytes is one of attachments. */
export const MOST_BYTES = 1_000_000;

const OPTIONS = {
  keepDeliveryStatus: true,
  skipImageLinks: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  maxHtmlLengthToParse: 300_000,
};

/** Reads the raw bytes of a mail; null where it cannot be read as one. Never throws. */
export async function readMail(source: Uint8Array): Promise<Mail | null> {
  try {
    return toMail(await simpleParser(Buffer.from(source.subarray(0, MOST_BYTES)), OPTIONS));
  } catch {
    return null;
  }
}

function toMail(parsed: ParsedMail): Mail {
  const lines = parsed.headerLines ?? [];
  const header = (name: string) =>
    lines.filter(({ key }) => key === name).map(({ line }) => unfolded(line.slice(line.indexOf(':') + 1)));
  return {
    from: senderOf(parsed.from),
    recipients: RECIPIENTS.flatMap(header).join(', '),
    subject: parsed.subject ?? '',
    messageId: parsed.messageId ?? '',
    answers: [...header('in-reply-to').flatMap(ids), ...header('references').flatMap(ids).toReversed()],
    text: (parsed.text ?? '').replace(/\r\n?/g, '\n').trim(),
    header,
    report: reportOf(parsed, header),
  };
}

const RECIPIENTS = ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to'];

const unfolded = (value: string): string => value.replace(/\r?\n[ \t]/g, ' ').trim();

const ids = (value: string): string[] => value.match(/<[^<>\s]{1,250}>/g)?.slice(0, 100) ?? [];

function senderOf(from: AddressObject | undefined): Mail['from'] {
  const first = from?.value[0];
  const mailbox = normalMailbox(first?.address ?? '');
  return mailbox === null ? null : { mailbox, name: (first?.name ?? '').slice(0, 200) };
}

/** `multipart/report` (RFC 6522): what the machine says, and what of our mail it gives back. */
function reportOf(parsed: ParsedMail, header: Mail['header']): Mail['report'] {
  const [contentType = ''] = header('content-type');
  if (!/^multipart\/report\b/i.test(contentType)) return null;
  const part = (wanted: RegExp) => {
    const found = parsed.attachments.find((attachment) => wanted.test(attachment.contentType));
    return found === undefined ? '' : found.content.toString('utf8').slice(0, 100_000);
  };
  return {
    type: /report-type\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? '',
    fields: part(/^message\/(global-)?(delivery-status|feedback-report)$/i) || part(/feedback-report/i),
    original: part(/^(message\/(global|rfc822)|(text|message)\/(global-|rfc822-)headers)$/i),
  };
}
