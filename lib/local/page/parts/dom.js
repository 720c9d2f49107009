/** An element of the page by id. Throws if it is missing. */

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
 * @param {readonly (Node | string)[]} [children]
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

/** A link to another site, or only the text if there is nothing to link to. */
/** @param {string} text @param {string | null} url */
export function link(text, url) {
  if (url === null) return make('span', { text });
  return Object.assign(make('a', { text }), { href: url, target: '_blank', rel: 'noreferrer' });
}

/** Text in which words between backticks become code. @param {string} text @returns {(Node | string)[]} */
export const withCode = (text) =>
  text.split('`').map((part, index) => (index % 2 === 1 ? make('code', { text: part }) : part));

/** Sets the text only if it differs, so that nothing flickers and no screen reader repeats it. */
/** @param {Node} node @param {string} text */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** @type {WeakMap<Element, string>} */
const shown = new WeakMap();

/** Replaces the children only if what they show has changed. */
/** @param {Element} parent @param {unknown} content @param {() => readonly (Node | string)[]} children */
export function fill(parent, content, children) {
  const key = JSON.stringify(content);
  if (shown.get(parent) === key) return;
  shown.set(parent, key);
  parent.replaceChildren(...children());
}

/** The roles of a table's parts, which they lose in a narrow window's layout. */
const ROLES = {
  table: 'table',
  thead: 'rowgroup',
  tbody: 'rowgroup',
  tr: 'row',
  th: 'columnheader',
  td: 'cell',
};

/** Stays a table for those who do not see it, however it is laid out. @param {Element} table */
export function keepTable(table) {
  for (const [tag, role] of Object.entries(ROLES)) {
    for (const part of [table, ...table.querySelectorAll(tag)]) if (part.matches(tag)) part.role = role;
  }
}

/** A row of a table whose cells have names. */
/** @param {readonly { name: string, content: readonly (Node | string)[] }[]} cells @param {Readonly<Record<string, string>>} data */
export function row(cells, data) {
  return make(
    'tr',
    { data },
    cells.map(({ name, content }) => make('td', { data: { name } }, content)),
  );
}
