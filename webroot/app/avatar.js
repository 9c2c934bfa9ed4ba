/** Avatars: initials on a colour that follows from the user's id. */
import { h, setText } from './dom.js';
import { hue, initials } from './names.js';
import { STATUS_WORDS } from './roster.js';

/** @import { Status } from './roster.js' */

/**
 * @param {string} userId
 * @param {string} name
 * @param {{size?: 's'|'l'|'xl', status?: Status, class?: string}} [options] with a status it has a presence dot
 */
export function avatar(userId, name, options = {}) {
  const classes = ['avatar', options.size && `avatar-${options.size}`, options.class].filter(Boolean).join(' ');
  const letters = h('span', { 'aria-hidden': 'true' }, initials(name));
  const element = h('span', { class: classes }, letters);
  element.style.setProperty('--hue', String(hue(userId)));
  if (options.status) element.append(h('span', { class: 'presence', data: { status: options.status } }));
  return element;
}

/**
 * @param {Element} element made by {@link avatar}
 * @param {string} name
 * @param {Status} [status]
 */
export function updateAvatar(element, name, status) {
  setText(/** @type {Element} */ (element.firstElementChild), initials(name));
  const dot = element.querySelector('.presence');
  if (status && dot instanceof HTMLElement) {
    dot.dataset.status = status;
    dot.title = STATUS_WORDS[status];
  }
}
