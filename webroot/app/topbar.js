/**
 * The bar on top: the connection in words, the node, the theme, the devices; oneself is put at its end (me-menu.js).
 *
 * Test ids: connection (data-state), node, theme, open-devices; offline and retry when the page has given up.
 */
import { h, icon, setText } from './dom.js';
import { themeButton } from './theme.js';
import { linkWords } from './words.js';

/** @import { LinkState } from './words.js' */

export class Topbar {
  /** @type {LinkState} */
  #link = { state: 'connecting' };

  /**
   * @param {HTMLElement} me
   * @param {{devices: () => void, retry: () => void}} on
   */
  constructor(me, on) {
    this.words = h('span', {});
    this.node = h('span', { class: 'pill-node', data: { testid: 'node' } });
    this.pill = h(
      'p',
      { class: 'pill', data: { testid: 'connection', state: 'connecting' } },
      h('span', { class: 'pill-dot' }),
      this.words,
      this.node,
    );
    this.why = h('span', {});
    this.banner = h(
      'div',
      { class: 'notice-box banner', role: 'alert', hidden: true, data: { testid: 'offline', kind: 'error' } },
      icon('alert'),
      this.why,
      h('button', { class: 'button', type: 'button', data: { testid: 'retry' }, on: { click: on.retry } }, 'Try again'),
    );
    const devices = h(
      'button',
      {
        class: 'icon-button',
        type: 'button',
        'aria-label': 'Camera and sound',
        title: 'Camera and sound',
        data: { testid: 'open-devices' },
        on: { click: on.devices },
      },
      icon('settings'),
    );
    const brand = h(
      'div',
      { class: 'brand' },
      h('img', { src: 'img/icon.svg', alt: '', width: '30', height: '30' }),
      h('h1', { class: 'brand-name' }, 'Ringway'),
    );
    this.space = h('span', { class: 'topbar-space' });
    const room = h(
      'a',
      { class: 'button button-quiet topbar-room', href: 'room.html', title: 'Meet several people at once', data: { testid: 'open-room' } },
      icon('camera'),
      h('span', {}, 'Rooms'),
    );
    const bar = h('div', { class: 'topbar' }, brand, this.pill, this.space, room, themeButton(), devices, me);
    this.element = h('header', { class: 'app-head' }, bar, this.banner);
    setInterval(() => this.#render(), 500);
    this.#render();
  }

  /** Puts a button before the others. @param {HTMLElement} button */
  add(button) {
    this.space.after(button);
  }

  /** @param {LinkState} link @param {string} node */
  show(link, node) {
    this.#link = link;
    setText(this.node, link.state === 'online' && node ? `node ${node}` : '');
    this.node.title = node ? `This page is connected to node ${node}` : '';
    this.pill.dataset.state = link.state;
    this.banner.hidden = link.state !== 'stopped';
    setText(this.why, link.reason ?? '');
    this.#render();
  }

  #render() {
    setText(this.words, linkWords(this.#link, Date.now()));
  }
}
