/**
 * Oneself, at the end of the bar on top: name and status, and the menu behind them, with what others see and whether calls
 * ring. A popover of the browser's own, which gives the keyboard back and goes with Esc or a click beside it; at the bottom of a
 * phone.
 *
 * Test ids: me, my-status (opens the menu; data-quiet), me-menu, status-<status>, quiet (aria-checked), during-default,
 * during-wait, during-reject, during-ring.
 */
import { avatar } from './avatar.js';
import { attribute, h, icon, setText } from './dom.js';
import { needsGateway } from './reach.js';
import { STATUS_WORDS } from './roster.js';
import { quietWords } from './words.js';

/**
 * @import { Identity } from './identity.js'
 * @import { During, Quiet } from './quiet.js'
 * @import { Status } from './roster.js'
 */

/**
 * @typedef {'default'|'wait'|'reject'|'ring'} DuringChoice `default`: nobody has said anything, and the gateway's own applies, which it
 *   does not tell
 */

/** @type {[value: DuringChoice, label: string, hint: string][]} */
const DURING = [
  ['default', 'As this server has it', 'Nothing is said of it for you.'],
  ['wait', 'Let others ring', 'You see who calls, and may switch to them.'],
  ['reject', 'Say that I am busy', 'They are told at once, and you find a missed call.'],
  ['ring', 'Ring as always', 'They are not told that you are in a call.'],
];

export class MeMenu {
  /** @type {Status} */
  #status = 'available';

  /**
   * @param {Identity} me
   * @param {Quiet} quiet
   * @param {{status: (status: Status) => void, quiet: (on: boolean) => void, during: (during: During) => void,
   *   opened: () => void}} on
   */
  constructor(me, quiet, on) {
    this.quiet = quiet;
    this.on = on;
    this.portrait = avatar(me.userId, me.name, { size: 's', status: 'available' });
    this.words = h('span', { class: 'me-status' });
    this.title = h('h3', { class: 'menu-title', id: 'menu-status' });
    this.bell = h('span', { class: 'me-bell', hidden: true }, icon('bell-off'));
    this.statuses = Object.entries(STATUS_WORDS).map(([value, words]) => this.#statusRow(/** @type {Status} */ (value), words));
    this.switch = this.#switch();
    this.during = DURING.map(([value, label, hint]) => this.#duringRow(value, label, hint));
    this.menu = this.#menu(me);
    this.button = needsGateway(
      h(
        'button',
        { class: 'me', type: 'button', popovertarget: 'me-menu', 'aria-haspopup': 'dialog', 'aria-expanded': 'false', data: { testid: 'my-status' } },
        this.portrait,
        this.bell,
        h('span', { class: 'me-text' }, h('span', { class: 'me-name' }, me.name), this.words),
        h('span', { class: 'me-more' }, icon('down')),
      ),
    );
    this.element = h('div', { class: 'me-box', data: { testid: 'me' } }, this.button, this.menu);
    quiet.on('change', () => this.#render());
    this.#render();
  }

  /** @param {Identity} me */
  #menu(me) {
    const menu = h(
      'div',
      { class: 'menu', id: 'me-menu', popover: 'auto', role: 'dialog', 'aria-label': 'Your status and calls', data: { testid: 'me-menu' } },
      h('div', { class: 'menu-who' }, avatar(me.userId, me.name), h('p', { class: 'menu-name' }, me.name)),
      choices(this.title, this.statuses),
      h('section', { class: 'menu-section' }, this.switch),
      choices(h('h3', { class: 'menu-title', id: 'menu-during' }, 'While you are in a call'), this.during),
    );
    menu.addEventListener('toggle', (event) => {
      const open = /** @type {ToggleEvent} */ (event).newState === 'open';
      attribute(this.button, 'aria-expanded', String(open));
      if (open) this.on.opened();
    });
    return menu;
  }

  /** @param {Status} value @param {string} words */
  #statusRow(value, words) {
    const change = () => {
      this.#status = value;
      this.#render();
      this.on.status(value);
    };
    const input = h('input', { type: 'radio', name: 'my-status', value, data: { testid: `status-${value}` }, on: { change } });
    return h('label', { class: 'menu-row' }, input, h('span', { class: 'menu-dot' }, h('span', { class: 'presence', data: { status: value } })), h('span', { class: 'menu-label' }, words), icon('check'));
  }

  #switch() {
    const click = () => this.on.quiet(!this.quiet.choice.on);
    return needsGateway(
      h(
        'button',
        { class: 'menu-row menu-switch', type: 'button', role: 'switch', 'aria-labelledby': 'quiet-label', 'aria-describedby': 'quiet-hint', data: { testid: 'quiet' }, on: { click } },
        h('span', { class: 'menu-glyph' }, icon('bell-off')),
        h('span', { class: 'menu-text' }, h('span', { class: 'menu-label', id: 'quiet-label' }, 'Do not disturb'), h('span', { class: 'menu-hint', id: 'quiet-hint' }, quietWords())),
        h('span', { class: 'switch', 'aria-hidden': 'true' }),
      ),
    );
  }

  /** @param {DuringChoice} value @param {string} label @param {string} hint */
  #duringRow(value, label, hint) {
    const change = () => this.on.during(value === 'default' ? null : value);
    const input = needsGateway(
      h('input', { type: 'radio', name: 'during', value, data: { testid: `during-${value}` }, on: { change } }),
    );
    const text = h('span', { class: 'menu-text' }, h('span', { class: 'menu-label' }, label), h('span', { class: 'menu-hint' }, hint));
    return h('label', { class: 'menu-row', data: { value } }, input, text, icon('check'));
  }

  #render() {
    const { on, during } = this.quiet.choice;
    check(this.statuses, this.#status);
    check(this.during, during ?? 'default');
    // Said by a backend or another page: this one does not offer it, and does show it.
    for (const row of this.during) row.hidden = row.dataset.value === 'ring' && during !== 'ring';
    attribute(this.switch, 'aria-checked', String(on));
    const dot = this.portrait.querySelector('.presence');
    if (dot instanceof HTMLElement) dot.dataset.status = on ? 'busy' : this.#status;
    this.button.dataset.quiet = String(on);
    this.bell.hidden = !on;
    setText(this.title, on ? 'What others see once calls ring again' : 'What others see');
    setText(this.words, on ? 'Do not disturb' : STATUS_WORDS[this.#status]);
  }
}

/** @param {HTMLElement} title @param {HTMLElement[]} rows */
function choices(title, rows) {
  return h('section', { class: 'menu-section', role: 'radiogroup', 'aria-labelledby': title.id }, title, ...rows);
}

/** @param {HTMLElement[]} rows @param {string|null} value none of them where it is another */
function check(rows, value) {
  for (const row of rows) {
    const input = row.querySelector('input');
    if (input) input.checked = input.value === value;
  }
}
