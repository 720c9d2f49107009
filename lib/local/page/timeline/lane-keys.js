/**
 * The bars are one stop of the Tab key; the arrow keys move between them, as in a grid.
 * https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/#kbd_roving_tabindex
 */

/** @type {Readonly<Record<string, (bar: Element) => Element | null | undefined>>} */
const MOVES = {
  ArrowLeft: (bar) => bar.previousElementSibling,
  ArrowRight: (bar) => bar.nextElementSibling,
  Home: (bar) => bar.parentElement?.firstElementChild,
  End: (bar) => bar.parentElement?.lastElementChild,
  ArrowUp: (bar) => nearest(bar, bar.closest('.lane')?.previousElementSibling),
  ArrowDown: (bar) => nearest(bar, bar.closest('.lane')?.nextElementSibling),
};

/** @param {KeyboardEvent} event */
export function moveFocus(event) {
  const bar = /** @type {HTMLElement} */ (event.target);
  const move = MOVES[event.key];
  if (move === undefined || !bar.classList.contains('stay')) return;
  event.preventDefault();
  const next = /** @type {HTMLElement | null | undefined} */ (move(bar));
  if (next === null || next === undefined) return;
  for (const other of document.querySelectorAll('.stay[tabindex="0"]')) other.setAttribute('tabindex', '-1');
  next.tabIndex = 0;
  next.focus();
}

/** The bar of another lane whose middle is nearest. @param {Element} bar @param {Element | null | undefined} lane */
function nearest(bar, lane) {
  const bars = [...(lane?.querySelectorAll('.stay') ?? [])];
  const middle = (/** @type {Element} */ one) => {
    const { left, right } = one.getBoundingClientRect();
    return (left + right) / 2;
  };
  const distance = (/** @type {Element} */ one) => Math.abs(middle(one) - middle(bar));
  return bars.sort((one, other) => distance(one) - distance(other))[0];
}
