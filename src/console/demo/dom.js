// @ts-check

/**
 * @param {string} tag
 * @param {Record<string, string | null>} attributes null leaves the attribute out
 * @param {(Node | string | null)[]} children strings become text nodes: nothing a person wrote is read as markup
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(name, value);
  node.append(...children.filter((child) => child !== null));
  return node;
}

/**
 * The element with this id; the page has it, or it is not our page.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  const node = document.getElementById(id);
  if (node === null) throw new Error(`the page has no #${id}`);
  return /** @type {T} */ (node);
}

/**
 * Draws again only what changed, so that live regions speak only what is new and the focus stays where it is.
 * @template T
 * @param {HTMLElement} parent
 * @param {readonly T[]} items
 * @param {(item: T) => string} key
 * @param {(item: T) => HTMLElement} draw
 */
export function drawList(parent, items, key, draw) {
  const known = new Map([...parent.children].map((child) => [child.getAttribute('data-key'), child]));
  const wanted = items.map((item) => {
    const looks = JSON.stringify(item);
    const before = known.get(key(item));
    if (before instanceof HTMLElement && before.dataset.looks === looks) return before;
    const node = draw(item);
    node.dataset.key = key(item);
    node.dataset.looks = looks;
    return node;
  });
  for (const child of [...parent.children]) {
    if (!(child instanceof HTMLElement) || !wanted.includes(child)) child.remove();
  }
  wanted.forEach((node, i) => {
    if (parent.children[i] !== node) parent.insertBefore(node, parent.children[i] ?? null);
  });
}

/** Only CSSOM sets styles: the page's security policy takes no style attributes. @param {HTMLElement} node @param {Record<string, string>} variables */
export function styled(node, variables) {
  for (const [name, value] of Object.entries(variables)) node.style.setProperty(name, value);
  return node;
}
