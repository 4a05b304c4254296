import { createHash } from 'node:crypto';
import { renderSVG } from 'uqr';
import { type Link, WHERE } from './pairing.ts';

/** The page on which an operator links the business phone. Pure: a state in, a document out. */

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #ffffff; --line: #6b6b76; --deed: #0b5c4a; --on-deed: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #f1f1f4; --paper: #17171b; --line: #9a9aa6; --deed: #7fd8bf; --on-deed: #10221d; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif; }
main { max-width: 32rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
ol { padding-left: 1.5rem; margin: 0 0 1.25rem; }
.qr { background: #ffffff; padding: 1rem; width: min(100%, 22rem); border-radius: 0.5rem; }
.qr svg { display: block; width: 100%; height: auto; }
.code { font: 700 2rem/1.25 ui-monospace, monospace; letter-spacing: 0.08em; margin: 0; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; margin-bottom: 0.25rem; }
input { width: 100%; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 0.375rem; padding: 0.625rem; }
button { font: inherit; font-weight: 600; margin-top: 1rem; min-height: 2.75rem; padding: 0.5rem 1.25rem; border: 0; border-radius: 0.375rem; background: var(--deed); color: var(--on-deed); }
a { color: inherit; }
:focus-visible { outline: 3px solid var(--deed); outline-offset: 2px; }
.fault { border-left: 0.25rem solid #c62828; padding-left: 0.75rem; }
`;

/** Fetches the page anew and puts in only what has changed, so that a screen reader hears just that. */
const SCRIPT = `
const again = () => setTimeout(refresh, 2000);
async function refresh() {
  if (document.hidden) return again();
  const answer = await fetch(location.pathname, { cache: 'no-store' }).catch(() => null);
  const now = answer && new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (answer?.ok && !now.getElementById('pairing')) return location.reload();
  for (const id of answer?.ok ? ['status', 'pairing'] : []) {
    const [shown, next] = [document.getElementById(id), now.getElementById(id)];
    if (shown.innerHTML !== next.innerHTML) shown.innerHTML = next.innerHTML;
  }
  if (!answer?.ok) document.getElementById('status').textContent = 'The service does not answer. Trying on.';
  if (now?.body.dataset.linked === undefined) again();
}
again();
`;

const hashOf = (source: string): string => `'sha256-${createHash('sha256').update(source).digest('base64')}'`;

/** Headers of every page here: nothing is kept, framed, or fetched from elsewhere. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const page = (title: string, content: string, { linked = false, script = false } = {}): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body${linked ? ' data-linked' : ''}>
<main>
<h1>${title}</h1>
${content}
</main>
${script ? `<script>${SCRIPT}</script>` : ''}
</body>
</html>
`;

/** Asks for the API token. */
export const tokenPage = (wrong: boolean): string =>
  page(
    'Link WhatsApp',
    `${wrong ? '<p class="fault" role="alert" id="fault">This is not the API token.</p>' : '<p>The code that links the business phone is shown to whoever holds the API token of this service.</p>'}
<form method="post" action="pair">
<label for="token">API token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required${wrong ? ' aria-invalid="true" aria-describedby="fault"' : ''}>
<button type="submit">Show the code</button>
</form>`,
  );

/** Shows where the link stands, and what the phone has to be given. */
export const linkPage = (link: Link): string =>
  page(
    'Link WhatsApp',
    `<p id="status" role="status">${escaped(statusOf(link))}</p>
<div id="pairing">${link.is === 'pairing' ? pairing(link) : ''}</div>
<noscript><p><a href="pair">Look again</a></p></noscript>`,
    { linked: link.is === 'linked', script: link.is !== 'linked' },
  );

function statusOf(link: Link): string {
  if (link.is === 'pairing') return 'Waiting for the phone.';
  if (link.is === 'linked') return `Linked as +${link.as}. You can close this page.`;
  if (link.is === 'loading')
    return 'The phone is linked. WhatsApp fetches its chats; this can take a minute.';
  if (link.is === 'ended') return `The browser has ended (${link.reason}) and is started anew.`;
  if (link.is === 'starting') return 'The browser is starting.';
  return 'This process does not hold the browser. Where several run, open this page at the one that does; where one has just ended, another takes over within seconds.';
}

function pairing({ how, text }: Extract<Link, { is: 'pairing' }>): string {
  const steps = ['On the business phone open WhatsApp.', 'Open “Linked devices”.', `Tap “${WHERE[how]}”.`];
  const last = how === 'qr' ? 'Scan this code. It changes every few seconds.' : 'Type this code:';
  const list = [...steps, last].map((step) => `<li>${step}</li>`).join('');
  return `<ol>${list}</ol>${how === 'qr' ? qr(text) : `<p class="code">${escaped(grouped(text))}</p>`}`;
}

const qr = (text: string): string =>
  `<div class="qr" role="img" aria-label="QR code to be scanned by the business phone">${renderSVG(text, { border: 2 })}</div>
<p>No second phone to scan with? Set WHATSAPP_WEB_PHONE, and a code to type stands here instead.</p>`;

/** As the phone shows the boxes for it. */
const grouped = (code: string): string => code.replace(/^(.{4})(.{4})$/, '$1-$2');
