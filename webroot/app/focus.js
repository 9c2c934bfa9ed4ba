/** Keeps the keyboard within an element. */

/**
 * For the keydown of Tab: goes round within the container.
 *
 * @param {HTMLElement} container
 * @param {KeyboardEvent} event
 */
export function cycleFocus(container, event) {
  const stops = [...container.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"]')].filter(
    (stop) => stop instanceof HTMLElement && stop.offsetParent !== null && !stop.hasAttribute('disabled'),
  );
  const ends = event.shiftKey ? [stops.at(0), stops.at(-1)] : [stops.at(-1), stops.at(0)];
  const active = document.activeElement;
  const within = active !== container && container.contains(active);
  if (within && active !== ends[0]) return;
  event.preventDefault();
  if (ends[1] instanceof HTMLElement) ends[1].focus();
}

/**
 * Gives the focus back, where there is still something to give it to.
 *
 * @param {Element|null} element
 */
export function refocus(element) {
  if (element instanceof HTMLElement && element.isConnected) element.focus();
}
