/**
 * Whether the gateway can be reached, for the controls that need it: while it cannot, they are disabled and say why, and
 * the keyboard comes back to where it was. Attributes: data-gateway on each of them.
 */
import { refocus } from './focus.js';

/** Why it cannot be reached, in words; empty while it can. */
let why = '';
/** @type {WeakMap<HTMLElement, string>} what a control says of itself */
const titles = new WeakMap();
/** @type {Element|null} the control that had the keyboard when it was disabled */
let focused = null;

/** @typedef {HTMLButtonElement|HTMLInputElement|HTMLSelectElement} Control */

/** @param {string} reason empty where it is back */
export function gatewayAway(reason) {
  const before = document.activeElement;
  if (reason && !why && before instanceof HTMLElement && 'gateway' in before.dataset) focused = before;
  why = reason;
  document.querySelectorAll('[data-gateway]').forEach((control) => show(/** @type {Control} */ (control)));
  if (why) return;
  if (document.activeElement === document.body) refocus(focused);
  focused = null;
}

/**
 * Marks a control.
 *
 * @template {Control} T
 * @param {T} control
 * @returns {T} the same
 */
export function needsGateway(control) {
  control.dataset.gateway = '';
  titles.set(control, control.title);
  show(control);
  return control;
}

/** Gives a marked control another title. @param {HTMLElement} control @param {string} title */
export function retitle(control, title) {
  titles.set(control, title);
  control.title = why || title;
}

/** @param {Control} control */
function show(control) {
  control.disabled = why !== '';
  control.title = why || (titles.get(control) ?? '');
}
