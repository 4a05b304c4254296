import { shorten } from '../../src/model/shorten.ts';
import { directionOf, escapeHtml, prose } from './html.ts';
import type { MailView } from './render.ts';

/**
 * Mail programs differ: the layout is tables with styles at each element (Outlook draws with Word), and the style
 * sheet only adds the dark colours where it is read at all. Every answer looks alike, so that none is suggested.
 */
const DARK = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.aw-page{background:#14171c!important}
.aw-card{background:#1e232b!important;border-color:#39414e!important}
.aw-text{color:#f1f3f7!important}
.aw-soft{color:#b6bfcc!important}
.aw-cell{background:#1e232b!important;border-color:#9cc0ff!important}
.aw-link{color:#9cc0ff!important}
}
[data-ogsc] .aw-text{color:#f1f3f7!important}
[data-ogsc] .aw-soft{color:#b6bfcc!important}
[data-ogsc] .aw-link{color:#9cc0ff!important}
`.replaceAll('\n', '');

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const INK = '#1b2330';
const SOFT = '#566070';
const BLUE = '#1a4fb4';
/** Buttons of a scale on a phone of 320 pixels: six of 40 and their gaps. */
const IN_A_ROW = 6;

/** One mail as HTML: no script, no picture, nothing loaded from anywhere. */
export function mailHtml(view: MailView): string {
  const direction = directionOf(view.language);
  const lang = escapeHtml(view.language);
  return `<!doctype html>
<html lang="${lang}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(shorten(view.text, 100))}</title>
<style>${DARK}</style>
</head>
<body class="aw-page" style="margin:0;padding:0;background:#f3f5f8">
<table role="presentation" class="aw-page" width="100%" cellpadding="0" cellspacing="0" border="0" lang="${lang}" dir="${direction}" style="background:#f3f5f8">
<tr><td align="center" style="padding:16px 6px">
<table role="presentation" class="aw-card" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;background:#ffffff;border:1px solid #dde2ea;border-radius:12px">
<tr><td style="padding:20px 12px;text-align:start">
<div role="main">
${words(view)}
${buttons(view)}${lines(view.legend, SOFT, 'aw-soft')}${lines(view.hints, INK, 'aw-text')}</div>
</td></tr>
</table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px">
<tr><td style="padding:12px 16px;text-align:start">
<div role="contentinfo" class="aw-soft" style="${FONT};font-size:13px;line-height:1.5;color:${SOFT}">${footer(view)}</div>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

/** The buttons as they stand on a phone. */
export const buttonRows = ({ buttons, layout }: MailView): MailView['buttons'][number][][] =>
  layout === 'row' ? inRows(buttons) : buttons.map((button) => [button]);

/** A question is the mail's heading, as far as its first paragraph goes: that is where screen readers jump to. */
function words({ text, buttons, hints }: MailView): string {
  const asks = buttons.length > 0 || hints.length > 0;
  const end = asks ? text.indexOf('\n\n') : 0;
  const [first, rest] = end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end).trimStart()];
  const style = `margin:0;${FONT};font-size:19px;line-height:1.4;font-weight:400;color:${INK}`;
  const linked = (part: string) => prose(part, ` class="aw-link" style="color:${BLUE}"`);
  const heading = first === '' ? '' : `<h1 class="aw-text" style="${style}">${linked(first)}</h1>\n`;
  if (rest === '') return heading;
  const gap = heading === '' ? style : style.replace('margin:0', 'margin:12px 0 0');
  return `${heading}<p class="aw-text" style="${gap}">${linked(rest)}</p>\n`;
}

function buttons(view: MailView): string {
  const { layout } = view;
  const rows = buttonRows(view);
  if (rows.length === 0) return '';
  const table = (cells: string) =>
    `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0${layout === 'row' ? '' : ';width:100%'}"><tr>${cells}</tr></table>\n`;
  const all = rows.map((row) => table(row.map((one) => cell(one, layout)).join('')));
  return `<div style="padding:16px 0 4px">\n${all.join('')}</div>\n`;
}

function cell({ label, spoken, url }: MailView['buttons'][number], layout: MailView['layout']): string {
  const size = layout === 'row' ? 'padding:12px 0;width:38px' : 'padding:12px 14px';
  const named = spoken === label ? '' : ` aria-label="${escapeHtml(spoken)}"`;
  const gap = layout === 'row' ? 'padding:0 2px 6px' : 'padding:0 0 8px';
  const link = `<a class="aw-link" href="${escapeHtml(url)}"${named} style="display:block;${size};${FONT};font-size:17px;line-height:20px;font-weight:600;text-align:center;text-decoration:none;color:${BLUE}">${escapeHtml(label)}</a>`;
  return `<td style="${gap}"><table role="presentation" cellpadding="0" cellspacing="0" border="0"${layout === 'row' ? '' : ' width="100%"'}><tr><td class="aw-cell" bgcolor="#ffffff" style="border:1px solid ${BLUE};border-radius:8px">${link}</td></tr></table></td>`;
}

function inRows<T>(all: readonly T[]): T[][] {
  const rows = Math.ceil(all.length / (all.length === 7 ? 7 : IN_A_ROW));
  const perRow = Math.ceil(all.length / rows);
  return Array.from({ length: rows }, (_, row) => all.slice(row * perRow, (row + 1) * perRow));
}

const lines = (all: readonly string[], color: string, name: string): string =>
  all.length === 0
    ? ''
    : `<p class="${name}" style="margin:12px 0 0;${FONT};font-size:15px;line-height:1.5;color:${color}">${all.map(escapeHtml).join('<br>\n')}</p>\n`;

function footer({ footer: why, unsubscribe }: MailView): string {
  if (unsubscribe === null) return escapeHtml(why);
  const { label, url } = unsubscribe;
  return `${escapeHtml(why)}<br>\n<a class="aw-link" href="${escapeHtml(url)}" style="color:${BLUE}">${escapeHtml(label)}</a>`;
}
