import { randomUUID } from 'node:crypto';
import nodemailer from 'nodemailer';
import type { Received } from './mail-world.ts';

/** A mail that a customer writes. */
export interface Letter {
  from: string;
  to: string;
  subject?: string;
  text?: string;
  html?: string;
  /** The mail that it answers. */
  answers?: Received;
  messageId?: string;
  headers?: Record<string, string>;
}

/** Sends as a customer's mail program does, through the SMTP server; answers the raw mail. */
export async function writes(smtpUrl: string, letter: Letter): Promise<string> {
  const { answers, ...rest } = letter;
  const id = answers?.parsed.messageId;
  const mail = {
    messageId: `<${randomUUID()}@client.example>`,
    ...rest,
    ...(id !== undefined && { inReplyTo: id, references: [id] }),
  };
  const composing = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await composing.sendMail(mail);
  const transport = nodemailer.createTransport(smtpUrl);
  const raw = message as Buffer;
  await transport.sendMail({ envelope: { from: letter.from, to: [letter.to] }, raw });
  transport.close();
  return raw.toString('utf8');
}

/** Where a reply to this mail goes: its Reply-To. */
export const replyAddress = ({ parsed }: Received): string =>
  parsed.replyTo?.value[0]?.address ?? parsed.from?.value[0]?.address ?? '';

/** The addresses that the mail's buttons lead to, in the order in which they stand. */
export function rateLinks({ parsed }: Received): string[] {
  const html = typeof parsed.html === 'string' ? parsed.html : '';
  return [...html.matchAll(/href="([^"]*\/rate\?t=[^"]*)"/g)].map(([, url = '']) =>
    url.replaceAll('&amp;', '&'),
  );
}

/** Opens a rating page as a browser does and answers what its form holds. */
export async function openForm(
  url: string,
): Promise<{ status: number; html: string; action: string; nonce: string }> {
  const response = await fetch(url);
  const html = await response.text();
  const action = /<form method="post" action="([^"]*)"/.exec(html)?.[1] ?? '';
  const nonce = /name="n" value="([^"]*)"/.exec(html)?.[1] ?? '';
  return { status: response.status, html, action: new URL(action, url).href, nonce };
}

/** Presses the button of a form. */
export async function submits(
  action: string,
  fields: Record<string, string>,
): Promise<{ status: number; html: string }> {
  const response = await fetch(action, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
  return { status: response.status, html: await response.text() };
}
