import type { PreviewBlock } from '../model/preview.ts';
import { html, type Markup, markup } from './markup.ts';
import type { PreviewScreen, TemplatePreview } from './preview.ts';
import { PREVIEW_STYLE } from './preview-style.ts';

/** Languages that are written from right to left. */
const RIGHT_TO_LEFT = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** One page with all channels side by side, a message a row; without scripts, in the reader's light or dark. */
export function previewPage({ template, language, variant, channels }: TemplatePreview): string {
  // Not every channel draws every screen: a row is a title, from whichever channel has most.
  const [most = []] = channels.map(({ screens }) => screens ?? []).toSorted((a, b) => b.length - a.length);
  const columns = channels.map(({ channel, screens: own }) =>
    own === null
      ? html`<h2>${channel}</h2><p class="none">This channel has no preview.</p>`
      : html`<h2>${channel}</h2>`,
  );
  const rows = most.map(({ title }) => [
    html`<h3>${title}</h3>`,
    ...channels.map(({ screens }) =>
      phone(
        screens?.find((screen) => screen.title === title),
        language,
      ),
    ),
  ]);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${template} (${language})</title>
<style>${markup(PREVIEW_STYLE)}</style>
</head>
<body>
<header>
<h1>${template}</h1>
<p>In ${languageName(language)}${variant === null ? '' : `, variant ${variant}`}, as each channel draws it on a phone 360 pixels wide.</p>
</header>
<main style="--channels: ${channels.length}">
<div></div>${columns.map((column) => html`<div class="name">${column}</div>`)}
${rows}
</main>
</body>
</html>
`;
  return page.text;
}

const languageName = (language: string): string =>
  new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language;

function phone(screen: PreviewScreen | undefined, language: string): Markup {
  if (screen === undefined) return html`<div></div>`;
  const direction = RIGHT_TO_LEFT.has(language.split('-')[0] ?? '') ? 'rtl' : 'ltr';
  const below = screen.blocks.filter((block) => block.type === 'buttons' && block.place === 'below');
  const within = screen.blocks.filter((block) => !below.includes(block));
  return html`<div class="phone" lang="${language}" dir="${direction}">
<div class="bubble">${within.map(drawBlock)}</div>${below.map(drawBlock)}
</div>
`;
}

function drawBlock(block: PreviewBlock): Markup {
  switch (block.type) {
    case 'text':
      return html`<p class="text" dir="auto">${block.text}</p>`;
    case 'buttons':
      return html`<div class="buttons ${block.place} ${block.overflow}">${block.rows.map(drawRow)}</div>`;
    case 'list':
      return html`<div class="buttons within cut">${drawRow([`☰ ${block.button}`])}</div><ul>${block.rows.map(
        ({ title, description = '' }) =>
          html`<li><b dir="auto">${title}</b><small dir="auto">${description}</small></li>`,
      )}</ul>`;
    case 'poll':
      return html`<ul class="poll">${block.options.map((option) => html`<li dir="auto">${option}</li>`)}</ul>`;
    case 'chosen':
      return html`<p class="chosen" dir="auto">${block.text}</p>`;
    case 'footnote':
      return html`<p class="footnote">${block.parts.map((part) => html`<span dir="auto">${part}</span>`)}</p>`;
  }
}

const drawRow = (labels: readonly string[]): Markup =>
  html`<div class="row" style="--buttons: ${labels.length}">${labels.map((label) =>
    label === '' ? html`` : html`<span class="button" dir="auto">${label}</span>`,
  )}</div>`;
