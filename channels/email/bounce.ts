import { tokenOfMessageId, tokensOfAddresses } from './names.ts';
import type { Mail } from './read-mail.ts';

/** What a report says about a mail of ours. */
export type Report =
  | { kind: 'failed'; token: string; code: string }
  | { kind: 'delivered'; token: string }
  /** The person marked our mail as spam with their provider (RFC 5965). */
  | { kind: 'complaint'; token: string }
  /** Nothing to do: a delay, a report about another's mail, a read receipt. */
  | { kind: 'nothing' };

const NOTHING: Report = { kind: 'nothing' };

/** Reads a delivery report (RFC 3464) or a feedback report; null where the mail is none. */
export function readReport(mail: Mail): Report | null {
  const { report } = mail;
  if (report === null) return bareBounce(mail);
  const token = tokenOf(mail);
  if (token === null) return NOTHING;
  if (report.type === 'feedback-report') {
    return /^feedback-type:\s*(abuse|fraud|opt-out)/im.test(report.fields)
      ? { kind: 'complaint', token }
      : NOTHING;
  }
  if (report.type !== 'delivery-status') return NOTHING;
  // One block a recipient; ours have one each.
  const action = /^action:\s*([a-z-]+)/im.exec(report.fields)?.[1]?.toLowerCase();
  const status = /^status:\s*(\d\.\d{1,3}\.\d{1,3})/im.exec(report.fields)?.[1];
  if (action === 'failed') return { kind: 'failed', token, code: status ?? 'bounced' };
  return action === 'delivered' ? { kind: 'delivered', token } : NOTHING;
}

/** The address that bounces come back to names the send; else the mail that is given back does. */
function tokenOf(mail: Mail): string | null {
  const envelopeId = /^original-envelope-id:\s*(.+)$/im.exec(mail.report?.fields ?? '')?.[1] ?? '';
  const original = /^message-id:\s*(<[^<>\s]{1,250}>)/im.exec(mail.report?.original ?? '')?.[1] ?? '';
  const named = [
    ...tokensOfAddresses(mail.recipients),
    tokenOfMessageId(envelopeId),
    tokenOfMessageId(original),
  ];
  return [...named, ...mail.answers.map(tokenOfMessageId)].find((token) => token !== null) ?? null;
}

/** Old servers write to the bounce address in words only: a mail from nobody about a mail of ours. */
function bareBounce(mail: Mail): Report | null {
  const fromNobody = mail.header('return-path').some((path) => /^<\s*>$/.test(path));
  const daemon = /^(mailer-daemon|postmaster)@/.test(mail.from?.mailbox ?? '');
  if (!fromNobody && !daemon) return null;
  const token = tokenOf(mail);
  const failed = /(undeliver|failure notice|delivery (has )?failed|returned mail|unzustellbar|iletilemedi)/i;
  if (token === null || !failed.test(mail.subject)) return daemon ? NOTHING : null;
  const code = /\b(5\.\d{1,3}\.\d{1,3})\b/.exec(mail.text.slice(0, 20_000))?.[1];
  return { kind: 'failed', token, code: code ?? 'bounced' };
}
