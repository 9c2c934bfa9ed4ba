/**
 * The user's calls: a button with the number of missed ones, and a list with what became of each, why, and a way to call
 * back.
 *
 * Test ids: open-calls, missed-count, calls, call-row (data-missed), call-back, call-why, call-lines, more-calls.
 */
import { CallLog } from '../js/call-log.js';
import { avatar } from './avatar.js';
import { h, icon, setText } from './dom.js';
import { errorWords } from './failures.js';
import { announce, toast } from './notices.js';
import { count } from './words.js';
import { lineWords, rowWords, whenWords } from './history-words.js';

/**
 * @import { CallRow } from '../js/call-log.js'
 * @import { Ringway } from '../js/ringway.js'
 */

const PAGE = 20;

export class History {
  /** @type {CallRow[]} */
  #rows = [];
  /** @type {string|undefined} where the next page begins */
  #next;
  #list = h('ul', { class: 'calls-list' });
  #note = h('p', { class: 'field-hint calls-note' });
  #more = h(
    'button',
    { class: 'button button-quiet calls-more', type: 'button', hidden: true, data: { testid: 'more-calls' }, on: { click: () => this.#load() } },
    'Show older calls',
  );

  /**
   * @param {Ringway} ringway before it is connected
   * @param {{nameOf: (userId: string) => string, call: (person: {userId: string, name: string}, video: boolean) => void}} on
   */
  constructor(ringway, on) {
    this.log = new CallLog(ringway);
    this.me = ringway;
    this.on = on;
    this.badge = h('span', { class: 'badge calls-badge', hidden: true, data: { testid: 'missed-count' } });
    this.button = h(
      'button',
      { class: 'icon-button calls-button', type: 'button', data: { testid: 'open-calls' }, on: { click: () => this.open() } },
      icon('phone'),
      this.badge,
    );
    this.dialog = this.#dialog();
    document.body.append(this.dialog);
    this.log.on('unseen', (unseen) => this.#unseen(unseen));
    this.#label(0);
  }

  #dialog() {
    const close = h(
      'button',
      { class: 'icon-button', type: 'button', 'aria-label': 'Close', on: { click: () => this.dialog.close() } },
      icon('close'),
    );
    const dialog = h(
      'dialog',
      { class: 'dialog calls-dialog', 'aria-labelledby': 'calls-title', data: { testid: 'calls' } },
      h('div', { class: 'dialog-head' }, h('h2', { id: 'calls-title' }, 'Calls'), close),
      h('div', { class: 'dialog-body calls-body' }, this.#note, this.#list, this.#more),
    );
    dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
    return dialog;
  }

  open() {
    if (!this.dialog.open) this.dialog.showModal();
    return this.#reload();
  }

  /** @param {number} unseen */
  #unseen(unseen) {
    this.#label(unseen);
    if (unseen > 0 && !this.dialog.open) announce(count(unseen, 'missed call'));
    if (unseen > 0 && this.dialog.open) this.#reload();
  }

  /** @param {number} unseen */
  #label(unseen) {
    this.badge.hidden = unseen === 0;
    setText(this.badge, unseen > 99 ? '99+' : String(unseen));
    const label = unseen ? `Calls, ${count(unseen, 'missed one', 'missed ones')}` : 'Calls';
    this.button.setAttribute('aria-label', label);
    this.button.title = label;
  }

  #reload() {
    this.#rows = [];
    this.#next = undefined;
    return this.#load();
  }

  async #load() {
    const after = this.#next;
    setText(this.#note, after === undefined && this.#rows.length === 0 ? 'Looking…' : '');
    try {
      const { calls, next } = await this.log.calls({ limit: PAGE, ...(after === undefined ? {} : { after }) });
      if (after !== this.#next) return;
      this.#rows.push(...calls);
      this.#next = next;
      this.#render();
      const newest = this.#rows[0];
      if (newest && this.log.unseen > 0) await this.log.seen(newest.id);
    } catch (error) {
      this.#render();
      setText(this.#note, `The calls cannot be shown at the moment. ${errorWords(error)}`);
    }
  }

  #render() {
    this.#list.replaceChildren(...this.#rows.map((row) => this.#row(row)));
    this.#more.hidden = this.#next === undefined;
    setText(this.#note, this.#rows.length ? '' : 'No calls yet. Those you make, answer or miss are shown here.');
  }

  /** @param {CallRow} row */
  #row(row) {
    const userId = row.direction === 'outgoing' ? row.callee : row.caller;
    const name = userId === null ? 'Somebody' : this.on.nameOf(userId);
    const lines = h('ol', { class: 'call-lines', hidden: true, data: { testid: 'call-lines' } });
    const why = h(
      'button',
      { class: 'button button-quiet call-why', type: 'button', 'aria-expanded': 'false', data: { testid: 'call-why' } },
      'What happened',
    );
    why.addEventListener('click', () => this.#toggle(row, why, lines));
    const back = h(
      'button',
      {
        class: 'icon-button icon-button-call',
        type: 'button',
        'aria-label': `Call ${name}`,
        title: `Call ${name}`,
        data: { testid: 'call-back' },
        on: { click: () => this.#callBack(userId, name) },
      },
      icon('phone'),
    );
    return h(
      'li',
      { class: 'call-row', data: { testid: 'call-row', missed: String(row.missed), seen: String(row.seen) } },
      h(
        'div',
        { class: 'call-row-main' },
        avatar(userId ?? '', name, {}),
        h(
          'div',
          { class: 'call-row-text' },
          h('p', { class: 'call-row-name' }, name),
          h('p', { class: 'call-row-words' }, h('span', { class: 'call-row-what' }, rowWords(row)), ` · ${whenWords(row.began, Date.now())}`),
        ),
        why,
        userId !== null && back,
      ),
      lines,
    );
  }

  /** @param {string|null} userId @param {string} name */
  #callBack(userId, name) {
    if (userId === null) return;
    this.dialog.close();
    this.on.call({ userId, name }, false);
  }

  /** @param {CallRow} row @param {HTMLElement} button @param {HTMLElement} list */
  async #toggle(row, button, list) {
    const open = list.hidden;
    button.setAttribute('aria-expanded', String(open));
    list.hidden = !open;
    if (!open) return;
    try {
      const lines = await this.log.timeline(row.id);
      list.replaceChildren(
        ...lines.map((line) =>
          h(
            'li',
            { data: { what: line.what } },
            h('time', {}, `${((line.at - row.began) / 1000).toFixed(1)} s`),
            h('span', {}, lineWords(line, this.me.userId, this.on.nameOf)),
          ),
        ),
      );
    } catch (error) {
      list.hidden = true;
      button.setAttribute('aria-expanded', 'false');
      toast(codeOf(error) === 'no_such_call' ? 'What happened in that call is not kept any more.' : errorWords(error));
    }
  }
}

/** @param {unknown} error */
const codeOf = (error) => (error !== null && typeof error === 'object' && 'code' in error ? error.code : '');
