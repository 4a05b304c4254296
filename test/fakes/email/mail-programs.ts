import type { Letter } from './customer.ts';
import { replyAddress } from './customer.ts';
import type { Received } from './mail-world.ts';

/** A reply as Gmail's web page in Turkish writes it: what is typed on top, the whole mail quoted under its line. */
export function gmailReply(from: string, answers: Received, typed: string): Letter {
  const { parsed } = answers;
  const sender = parsed.from?.value[0];
  const quoteLine = `${sender?.name} <${replyAddress(answers)}>, 22 Kas 2026 Paz, 13:00 tarihinde şunu yazdı:`;
  const quoted = (parsed.text ?? '').split('\n').map((line) => (line === '' ? '>' : `> ${line}`));
  const body =
    typeof parsed.html === 'string' ? (/<body[^>]*>([\s\S]*)<\/body>/.exec(parsed.html)?.[1] ?? '') : '';
  return {
    ...reply(from, answers),
    subject: `Re: ${parsed.subject}`,
    text: `${typed}\n\n${quoteLine}\n\n${quoted.join('\n')}\n`,
    html: `<div dir="ltr">${typed.replaceAll('\n', '<br>')}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">${quoteLine.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${body}</blockquote></div>`,
  };
}

/** A reply as Outlook in Turkish writes it: HTML alone, and the quoted mail below a block of its headers. */
export function outlookReply(from: string, answers: Received, typed: string): Letter {
  const { parsed } = answers;
  const body =
    typeof parsed.html === 'string' ? (/<body[^>]*>([\s\S]*)<\/body>/.exec(parsed.html)?.[1] ?? '') : '';
  return {
    ...reply(from, answers),
    subject: `Ynt: ${parsed.subject}`,
    html: `<html><body><div class="elementToProof" style="font-family:Aptos,sans-serif">${typed.replaceAll('\n', '<br>')}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000"><b>Kimden:</b> ${parsed.from?.value[0]?.name} &lt;${parsed.from?.value[0]?.address}&gt;<br><b>Gönderildi:</b> 22 Kasım 2026 Pazar 13:00<br><b>Kime:</b> ${from} &lt;${from}&gt;<br><b>Konu:</b> ${parsed.subject}</font></div><div>${body}</div></body></html>`,
    headers: { 'X-Auto-Response-Suppress': 'DR, RN, NRN, OOF, AutoReply' },
  };
}

const reply = (from: string, answers: Received) => ({ from, to: replyAddress(answers), answers });
