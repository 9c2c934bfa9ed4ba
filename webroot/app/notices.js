/** What the page says by itself: toasts for the eye, a live region for the ear, the tab's title and icon. */
import { find, h, icon } from './dom.js';

const TOAST_MS = 7000;
const BLINK_MS = 1000;

/**
 * Says it to screen readers only.
 *
 * @param {string} text
 * @param {'polite'|'assertive'} [urgency]
 */
export function announce(text, urgency = 'polite') {
  const region = find(`#announce-${urgency}`, HTMLElement);
  region.textContent = '';
  requestAnimationFrame(() => (region.textContent = text));
}

/**
 * Shows a line for some seconds; the live region it is in reads it out.
 *
 * @param {string} text
 * @param {{label: string, run: () => void}} [action] what can be done about it
 */
export function toast(text, action) {
  const close = h(
    'button',
    { class: 'icon-button', type: 'button', 'aria-label': 'Dismiss', on: { click: () => element.remove() } },
    icon('close'),
  );
  const run = () => {
    element.remove();
    action?.run();
  };
  const button = action && h('button', { class: 'button notice-action', type: 'button', data: { testid: 'toast-action' }, on: { click: run } }, action.label);
  const element = h('div', { class: 'toast', data: { testid: 'toast' } }, h('span', {}, text), button, close);
  const toasts = find('#toasts', HTMLElement);
  if (toasts.childElementCount > 2) toasts.firstElementChild?.remove();
  toasts.append(element);
  setTimeout(() => element.remove(), TOAST_MS);
}

/** The tab's title and icon. An alert blinks between two titles until it is over. */
export class TabTitle {
  #title = document.title;
  #alert = '';
  #timer = 0;

  /** @param {string} title */
  set(title) {
    this.#title = title;
    if (!this.#alert) document.title = title;
  }

  /** @param {string} text empty to end it */
  alert(text) {
    if (text === this.#alert) return;
    this.#alert = text;
    clearInterval(this.#timer);
    document.title = text || this.#title;
    find('link[rel="icon"]', HTMLLinkElement).href = text ? 'img/icon-ringing.svg' : 'img/icon.svg';
    if (text) this.#timer = setInterval(() => this.#blink(), BLINK_MS);
  }

  #blink() {
    document.title = document.title === this.#alert ? this.#title : this.#alert;
  }
}
