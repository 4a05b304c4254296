/** The look of the preview page: an app's chat, of no app in particular. */
export const PREVIEW_STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f5f1, #101314);
  --ink: light-dark(#1d2426, #eceae5);
  --muted: light-dark(#5a6568, #a5afb1);
  --line: light-dark(#dcdad2, #30373b);
  --chat: light-dark(#dfe7e2, #1a2122);
  --bubble: light-dark(#ffffff, #262d30);
  --accent: light-dark(#0b6156, #74d0bd);
  --on-accent: light-dark(#ffffff, #06201c);
  --below: light-dark(#3c5a52d9, #46585ad9);
  --on-below: light-dark(#ffffff, #f1f4f2);
}
* { box-sizing: border-box; margin: 0; }
body {
  padding: 32px;
  background: var(--page);
  color: var(--ink);
  font: 16px/1.4 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", "DejaVu Sans", Arial, sans-serif;
}
header { margin-block-end: 24px; }
h1 { font-size: 22px; line-height: 1.25; }
header p, h3, .none { color: var(--muted); }
main {
  display: grid;
  grid-template-columns: max-content repeat(var(--channels), 360px);
  column-gap: 28px;
  inline-size: fit-content;
}
h2 { padding-block-end: 10px; font-size: 17px; }
h3 { padding-block-start: 26px; font-size: 13px; font-weight: 500; }
.phone { padding: 16px; background: var(--chat); }
.bubble {
  display: flow-root;
  padding: 11px 16px;
  border-radius: 16px;
  border-end-start-radius: 5px;
  background: var(--bubble);
}
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.bubble > * + .text { margin-block-start: 10px; }
.buttons { display: grid; gap: 6px; }
.buttons.within { margin-block-start: 12px; }
.buttons.below { margin-block-start: 6px; gap: 4px; }
.row { display: grid; grid-template-columns: repeat(var(--buttons), minmax(0, 1fr)); gap: inherit; }
.button { padding: 10px 8px; border-radius: 10px; text-align: center; font-weight: 500; font-size: 15px; }
.within .button { border: 1px solid light-dark(#ccd3cf, #505d61); }
.within .button:only-child { text-align: start; padding-inline: 14px; }
.below .button { background: var(--below); color: var(--on-below); }
.cut .button { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.wrap .button { overflow-wrap: anywhere; }
.chosen {
  display: inline-block;
  margin-block-start: 10px;
  padding: 4px 13px;
  border-radius: 14px;
  background: var(--accent);
  color: var(--on-accent);
  font-weight: 600;
}
.footnote {
  display: flex;
  justify-content: space-between;
  gap: 16px;
  margin-block-start: 8px;
  color: var(--muted);
  font-size: 12.5px;
}
.footnote span:nth-child(2) { text-align: end; }
ul { margin-block-start: 10px; padding: 0; list-style: none; }
li { padding-block: 8px; border-block-start: 1px solid var(--line); }
li b, li small { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
li b { font-weight: 500; }
li small { color: var(--muted); }
.poll li::before { content: "○"; margin-inline-end: 10px; color: var(--muted); }
`;
