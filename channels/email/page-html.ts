import { createHash } from 'node:crypto';
import type { Language } from '../../src/model/language.ts';
import { shorten } from '../../src/model/shorten.ts';
import { directionOf, escapeHtml } from './html.ts';

const STYLE = `
:root{color-scheme:light dark;--page:#f3f5f8;--card:#fff;--line:#cfd6e1;--ink:#1b2330;--soft:#566070;--blue:#1a4fb4;--on-blue:#fff}
@media (prefers-color-scheme:dark){:root{--page:#14171c;--card:#1e232b;--line:#5a6575;--ink:#f1f3f7;--soft:#b6bfcc;--blue:#9cc0ff;--on-blue:#10151d}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:17px/1.5 -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
main{max-width:560px;margin:0 auto;padding:24px 16px}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:20px 16px}
legend{display:block;width:100%;margin:0;padding:0}
h1{font-size:20px;line-height:1.4;font-weight:600;margin:0 0 16px;overflow-wrap:anywhere}
h1:last-child{margin-bottom:0}
legend h1:last-child{margin-bottom:16px}
fieldset{border:0;margin:0;padding:0;min-width:0}
.notice{margin:0 0 16px;padding:12px 14px;border:1px solid var(--line);border-inline-start:4px solid var(--blue);border-radius:8px;overflow-wrap:anywhere}
.scale{display:grid;gap:6px;grid-template-columns:repeat(5,minmax(0,76px))}
.c2{grid-template-columns:repeat(2,minmax(0,76px))}
.c3{grid-template-columns:repeat(3,minmax(0,76px))}
.c4{grid-template-columns:repeat(4,minmax(0,76px))}
.c6{grid-template-columns:repeat(6,minmax(0,76px))}
.c7{grid-template-columns:repeat(7,minmax(0,76px))}
.column{display:grid;gap:8px}
label.pick{position:relative;display:flex;align-items:center;justify-content:center;min-height:48px;padding:8px 4px;border:1px solid var(--blue);border-radius:8px;color:var(--blue);font-weight:600;text-align:center;cursor:pointer;overflow-wrap:anywhere}
label.pick input{position:absolute;opacity:0;inset:0;width:100%;height:100%;margin:0;cursor:pointer}
label.pick:has(:checked){background:var(--blue);color:var(--on-blue)}
label.pick:has(:focus-visible){outline:3px solid var(--ink);outline-offset:2px}
.legend{margin:12px 0 0;padding:0;list-style:none;color:var(--soft);font-size:15px}
.words{display:block;margin:20px 0 6px;font-weight:600}
textarea{display:block;width:100%;min-height:110px;padding:10px;border:1px solid var(--soft);border-radius:8px;background:var(--card);color:inherit;font:inherit}
textarea:focus-visible,button:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
button{display:block;width:100%;min-height:50px;margin-top:16px;padding:10px 16px;border:1px solid var(--blue);border-radius:8px;background:var(--blue);color:var(--on-blue);font:inherit;font-weight:600;cursor:pointer;overflow-wrap:anywhere}
button.second{background:transparent;color:var(--blue)}
a{color:var(--blue)}
p{margin:0;overflow-wrap:anywhere}
`;

/** Nothing may be loaded, run or framed, and forms go nowhere else. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sent with every page: the address holds a token, which is nobody else's to keep or to pass on. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
  'x-content-type-options': 'nosniff',
};

/** A whole page; `body` is HTML. */
export function pageHtml(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(shorten(title, 120))}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<div class="card">
${body}
</div>
</main>
</body>
</html>
`;
}
