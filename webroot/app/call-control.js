/** One round button of the call's bar: its face, its label, and what they say about the state. */
import { attribute, h, icon, setIcon, setText } from './dom.js';

/** @typedef {{glyph: string, label: string, off?: boolean, active?: boolean, disabled?: boolean, badge?: number}} Look */

export class Control {
  /**
   * @param {string} testid
   * @param {string} key the letter that presses it, empty for none
   * @param {() => void} press
   */
  constructor(testid, key, press) {
    this.key = key;
    this.press = press;
    this.glyph = icon('close');
    this.badge = h('span', { class: 'badge', hidden: true });
    this.label = h('span', {});
    this.element = h(
      'button',
      {
        class: 'control',
        type: 'button',
        'aria-keyshortcuts': key || null,
        data: { testid },
        on: { click: () => press() },
      },
      h('span', { class: 'control-face' }, this.glyph, this.badge),
      this.label,
    );
  }

  /** @param {Look} look */
  show({ glyph, label, off = false, active = false, disabled = false, badge = 0 }) {
    setIcon(this.glyph, glyph);
    setText(this.label, label);
    this.element.dataset.off = String(off);
    this.element.dataset.active = String(active);
    this.element.title = this.key ? `${label} (${this.key})` : label;
    attribute(this.element, 'disabled', disabled);
    this.badge.hidden = badge === 0;
    setText(this.badge, badge ? String(badge) : '');
  }
}
