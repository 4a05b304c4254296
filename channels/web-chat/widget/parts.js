// @ts-check
import { element } from './bubbles.js';

/**
 * The fixed parts of the widget; bubbles come and go within `log`.
 * @param {URL} here where the stylesheet lies
 */
export function buildParts(here) {
  const style = element('link', { rel: 'stylesheet', href: new URL('widget.css', here).href });
  const heading = element('strong', { class: 'heading', dir: 'auto' });
  const log = element('div', { class: 'log', role: 'log', tabindex: '0', 'aria-busy': 'true' });
  const jump = element('button', { class: 'jump', type: 'button', hidden: '' });
  const status = element('p', { class: 'status', role: 'status', dir: 'auto' });
  const input = /** @type {HTMLTextAreaElement} */ (
    element('textarea', {
      rows: '1',
      maxlength: '4000',
      enterkeyhint: 'send',
      dir: 'auto',
      autocomplete: 'off',
    })
  );
  const send = element('button', { class: 'send', type: 'submit' }, drawArrow());
  const form = element('form', { class: 'composer' }, input, send);
  const header = element('header', {}, element('span', { class: 'mark', 'aria-hidden': 'true' }), heading);
  const frame = element('section', { class: 'frame' }, header, log, jump, status, form);
  return { style, frame, heading, log, jump, status, input, send, form };
}

function drawArrow() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', 'M10 16V4.5M4.8 9.7 10 4.5l5.2 5.2');
  svg.append(path);
  return svg;
}
