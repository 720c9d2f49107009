/** The page's elements, by id: one that is missing is a mistake of ours. */

/** @param {string} id @returns {HTMLElement} */
export function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {{ text?: string, className?: string, data?: Readonly<Record<string, string>> }} [how]
 * @param {readonly Node[]} [children]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, { text, className, data } = {}, children = []) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className !== undefined) made.className = className;
  Object.assign(made.dataset, data);
  made.append(...children);
  return made;
}

/** Written only where it differs, so that nothing flickers and no screen reader is told again. */
/** @param {Node} node @param {string} text */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** @param {readonly (string | Node)[]} cells @param {Readonly<Record<string, string>>} data */
export function row(cells, data) {
  const line = make('tr', { data });
  for (const cell of cells) line.insertCell().append(cell);
  return line;
}

/** @type {WeakMap<Element, string>} */
const shown = new WeakMap();

/** Makes the children anew, only if what they show has changed. */
/** @param {Element} parent @param {unknown} content @param {() => readonly Node[]} children */
export function fill(parent, content, children) {
  const key = JSON.stringify(content);
  if (shown.get(parent) === key) return;
  shown.set(parent, key);
  parent.replaceChildren(...children());
}
